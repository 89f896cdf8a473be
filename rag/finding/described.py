"""Which of several meetings a question describes: by the hour, the place, the occasion or the matter that it names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import NamedTuple

from rag.finding.bounds import Bound
from rag.finding.records import Held, Written, written
from rag.finding.sought import covered
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.question.understanding import Understanding
from rag.stores.words import terms

_MOST = 60  # meetings compared, some 5 ms each; words that hold for one of more are chance
_HELD = 0.45  # of the weight of the words that describe it, what a meeting must hold
_NEAR = 0.75  # of what the best holds: those that hold as much may be meant as well
_ALL = 0.9  # of that weight: what holds more of it holds all
_HEAD = 12  # paragraphs before the list of who was there: the meeting's name, place, hour and occasion
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = re.compile(
    rf"(?i)\b(?P<half>half\s+(?:past\s+)?)?(?P<hour>1\d|2[0-3]|0?\d|{'|'.join(_NUMBERS)})(?:[.:](?P<minutes>[0-5]\d))?"
    r"\s*(?P<noon>[ap]\.?m\b|o.?clock\b)?(?!\w)"
)
_DAYTIMES = {"morning": range(12), "afternoon": range(12, 17), "evening": range(17, 24)}
_SUBJECT = re.compile(
    r"(?i)\b(?:was|were|did|had)(?:n[’']t)?\s+(?P<who>(?:[\w.’']+\s+){1,4}?)"
    r"(?:not|there|at|present|absent|in|miss|attend|away|send|sent|chair the|leave|come|turn|make)\b"
)
_ASKING = frozenset(
    term
    for word in "apologies apology absent absence missing miss away send sent give gave given receive received chaired "
    "chair chairman chairperson presided presiding preside present attended attendance attending attend take took "
    "taken run ran come came coming late early leave left leaving room join joined arrive arrived arriving make made "
    "member members official officials officer officers reason held hold sit sat act acted acting serve serving job "
    "title role clerk secretary walk walked interest because usual put down simply only turn turned able according "
    "full record recorded list listed".split()
    for term in terms(word)
)


class _Score(NamedTuple):
    """The weight of the terms that a meeting's head holds, and that its head and one paragraph hold together."""

    head: float
    whole: float


def described(
    asked: Understanding, bounds: Sequence[Bound], ledger: Ledger, rarity: Callable[[str], float]
) -> list[Bound]:
    """The bounds with those meetings only that a question's words may mean; all where they describe none.

    What describes a meeting stands in its head (name, place, occasion) or in one of its paragraphs: words that it holds
    far from one another are chance. `rarity` says how telling a term is.
    """
    meetings = [meeting for bound in bounds for meeting in bound.meetings]
    if not 1 < len(meetings) <= _MOST:
        return list(bounds)
    left = at_hour(asked.asked_as, meetings)
    telling = {term: asked.weights[term] * rarity(term) for term in sorted(telling_terms(asked))}
    if len(left) > 1 and telling:
        scores = _scores(telling, left, ledger)
        for part in ("head", "whole"):  # what a meeting is called or held for says more than what came up at it
            left = _standing_out({one: getattr(scores[one.document], part) for one in left}, sum(telling.values()))
    within = [replace(bound, meetings=tuple(one for one in bound.meetings if one in left)) for bound in bounds]
    return [bound for bound in within if bound.meetings]


def at_hour(question: str, meetings: Sequence[Held]) -> list[Held]:
    """The meetings that were opened at the hour or the time of day that a question names; all where it names none."""
    hours = [minutes for match in _HOUR.finditer(question) if (minutes := _minutes(match))]
    days = [hours for word, hours in _DAYTIMES.items() if re.search(rf"(?i)\b{word}\b", question)]
    begun = {one.document: int(one.begun[:2]) * 60 + int(one.begun[3:]) for one in meetings if one.begun}
    found = [one for one in meetings if begun.get(one.document) in {minute for minutes in hours for minute in minutes}]
    found = found or [one for one in meetings if any(begun.get(one.document, -60) // 60 in hours for hours in days)]
    return found or list(meetings)


def _minutes(match: re.Match[str]) -> set[int]:
    """The minutes of the day that an hour may mean; none where it is only a number."""
    if not (match["half"] or match["noon"] or match["minutes"]):
        return set()
    named = match["hour"].lower()
    hour = _NUMBERS.index(named) + 1 if named in _NUMBERS else int(named)
    past = 30 if match["half"] else int(match["minutes"] or 0)
    noon = (match["noon"] or "").lower()[:1]
    hours = {hour} if hour > 12 else {hour % 12, hour % 12 + 12}
    return {one * 60 + past for one in hours if not (noon == "a" and one >= 12) and not (noon == "p" and one < 12)}


def telling_terms(asked: Understanding) -> set[str]:
    """The terms that describe a meeting: neither those of the asking nor who is asked about."""
    return asked.weights.keys() - asked.setting - asked.frame - _ASKING - set(terms(asked_about(asked.asked_as)))


def asked_about(question: str) -> str:
    """Whose presence is asked about: "the Mayor" of "why was the Mayor not there?"; empty where it is nobody's."""
    return match["who"] if (match := _SUBJECT.search(question)) else ""


def _standing_out(scores: Mapping[Held, float], total: float) -> list[Held]:
    """The meetings that hold about as much as the best; all where that is too little.

    Beside one that holds all of it, those that lack a telling word aren't meant.
    """
    best = max(scores.values())
    if best < _HELD * total:
        return list(scores)
    near = _NEAR if best < _ALL * total else _ALL
    return [one for one, score in scores.items() if score >= near * best]


def _scores(telling: Mapping[str, float], meetings: Sequence[Held], ledger: Ledger) -> dict[str, _Score]:
    """By document, the weight of the terms that its meeting holds."""
    paragraphs = written(ledger, [one.document for one in meetings])
    grouped = {document: list(those) for document, those in groupby(paragraphs, key=lambda one: one.document)}
    return {one.document: _score(telling, one, grouped.get(one.document, [])) for one in meetings}


def _score(telling: Mapping[str, float], meeting: Held, paragraphs: Sequence[Written]) -> _Score:
    before = list(takewhile(lambda one: one.kind is not Kind.ATTENDANCE, paragraphs))[:_HEAD]
    head = set(terms(re.sub(r"[_-]+", " ", meeting.document)))
    head.update(*(_terms(one) for one in before))
    held = {term: covered(term, head) for term in telling}

    def weight(beside: set[str]) -> float:
        return sum(weight * max(held[term], covered(term, beside)) for term, weight in telling.items())

    return _Score(head=weight(set()), whole=max((weight(_terms(one)) for one in paragraphs), default=0.0))


def _terms(one: Written) -> set[str]:
    return set(terms(readable(f"{one.item_title}\n{one.text}")))
