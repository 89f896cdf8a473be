"""Which sentences decide something, and which of them tell of one decision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.parsing.phrases import any_of, ending
from ingest.parsing.records.movers import Movers, movers
from ingest.parsing.records.outcomes import is_noted, outcome
from ingest.parsing.records.results import Reported, result
from rag.minutes import Outcome
from rag.sentences import sentences

_DECIDED = any_of("decides")
_WITH_MOVERS = any_of("beside_movers")
_BEFORE = any_of("earlier")
_MET = any_of("met_before")
_NOT_HERE = re.compile("|".join(any_of(sort).pattern for sort in ("elsewhere", "opinion")))
_VOTED = any_of("voted")
_MOVERS_FIRST = any_of("movers_first")
_SEALS = any_of("seals")
_PUTS_OFF = any_of("puts_off")
_AGREES = any_of("agrees_alone")
RESULT = any_of("result")
_NEW_PIECE = re.compile(  # a motion, or the end of one, that no full stop parts from what stands before it
    r"\s(?=(?:A|The)\smotion\s(?:was\s)?(?:made|moved)\b|Motion\s(?:was\s)?(?:made\s)?by\b|It\swas\smoved\b"
    r"|(?:Motion|MOTION|Amendment|AMENDMENT)\s(?i:carried|carries|passed|failed|lost|defeated)\b)"
    r"|\([^()]*\b(?:favou?r|against|abst\w+)\b[^()]*\)\s(?=[A-Z])"  # "(Five in favour) Cllr Ash agreed to"
    r"|(?<=favour)\s(?=It\swas\b)"
    r"|,?\sand\s(?=it\swas\s(?:further|also)\sagreed\b)"
    r"|(?<=[A-Z]{2})\s(?=[a-z][.)]\s[A-Z])"  # the next point, behind the initials of who moved the last
    r"|\b[A-Z][\w’'-]+\)?\s+(?=(?:Councillor|Cllr|Director|Trustee|Commissioner|(?:Committee|Board)\sMember)"
    r"(?:\s[A-Z][\w’'-]+){1,3}\s(?:moved|made\sa\smotion)\b)"
)
_ADOPTS = re.compile(  # who moves that didn't move what was lost before it
    r"(?i)\b(?:following\sresolution|accordingly,?\son\sthe\sproposal)\b"
)
_CUT_SHORT = re.compile(r"(?:\b(?:Prop|2nd|Sec)|^\W*Proposed)\.$")  # "Prop. JB" is one sentence
_QUOTED = re.compile(r"(?P<opens>“|(?<!\d)\")(?P<said>[^“”\"]*)(?P<closes>[”\"]|$)")  # 6" is no quotation
_PROPOSES = re.compile(r"(?i)\bproposed\s(?:that|to)\b.*\bseconded\b")
_SUMS_UP = re.compile(r"^\W*(?:RESOLVED|Resolved)\b")
_STEMS = (  # a sentence without any of them decides nothing; looked for first, because that is quick
    "resolv agree adopt carried approv accept second 2nd prop moved motion defer lost defeat reject declin noted "
    "withdrawn postpon elect appoint co-opt ratif favour vote decid decision unanimous referred confirmed signed refus "
    "object support recommend gave pass endorse ordered determine abst against fell fail laps negativ carries content "
    "happy satisf concur"
).split()


@dataclass(frozen=True, slots=True)
class Decision:
    """What one or several sentences decide: their place in the paragraph's words, who moved, and how it ended.

    Attributes:
        result: where they only tell how business put before them ended, what they tell.
    """

    start: int
    end: int
    movers: Movers
    outcome: Outcome
    result: Reported | None = None


@dataclass(slots=True)
class _Open:
    """A decision that the next sentence may go on with."""

    start: int
    end: int
    movers: Movers
    decided: bool
    noted: bool
    result: Reported | None = None


def decisions(words: str) -> list[Decision]:
    """The decisions that a paragraph's readable words tell of, in order.

    A motion, its movers and its result are one, be they one sentence or several; each further "It was agreed" is
    another. What is said within quotation marks is the motion's text and decides nothing by itself.
    """
    if not _may_decide(words):
        return []
    masked = _QUOTED.sub(lambda one: one["opens"] + "·" * len(one["said"]) + one["closes"], words)
    return [
        Decision(one.start, one.end, one.movers, _outcome(masked[one.start : one.end], one), one.result)
        for one in _told(words, masked)
    ]


def _may_decide(words: str) -> bool:
    lower = words.lower()
    return any(stem in lower for stem in _STEMS)


def _outcome(masked: str, one: _Open) -> Outcome:
    if one.result:
        return one.result.outcome
    return Outcome.NOTED if one.noted and not one.decided else outcome(masked, decided=one.decided)


def _told(words: str, masked: str) -> Iterator[_Open]:
    last: _Open | None = None
    before, said = "", ""  # the sentence before, and this one
    after = 0  # sentences since the last decision that decide nothing
    start, met = 0, False
    for first, end in _pieces(masked):
        before, said = said, masked[first:end]
        met = bool(_MET.search(before)) or (met and said[0].islower())  # "and it was also agreed" goes on
        asked = _AGREES.match(said) and _PUTS_OFF.search(before)  # "He asked that this wait. Councillors agreed."
        start = start if asked else first
        if not _may_decide(said):
            after += 1
            continue
        now = _NOT_HERE.sub(_blank, said)
        by = movers(said)
        bare = bool(RESULT.match(said))
        reported = (
            None if bare and last and after < 2 else _ends(now, by, last, before)
        )  # "Motion carried" behind its motion
        if reported:
            if last:
                yield last
            last, after = None, 0
            moved = movers(_ADOPTS.split(said)[0]) if reported.outcome is Outcome.LOST else by
            if "amending" in said[: reported.start]:
                moved = Movers()  # who is named behind it moved the main motion
            yield _Open(start + reported.start, end, moved, True, False, reported)
            continue
        decided = not (_BEFORE.match(said) or met) and (
            bare or bool(_DECIDED.search(now)) or (bool(by) and bool(_WITH_MOVERS.search(now)))
        )
        noted = not decided and is_noted(now)
        voted = bool(_VOTED.search(now))
        if not decided and not by and not noted and not voted:
            after += 1
            continue
        if _SUMS_UP.match(said) and last and not _SUMS_UP.match(masked[last.start : last.end]) and not last.movers:
            last = _Open(last.start, end, by, True, False)
            continue
        near, after = after < 2, 0
        if last and near and _goes_on(last, said, by, decided=decided, result=bare):
            both = Movers(last.movers.proposer or by.proposer, last.movers.seconder or by.seconder)
            joined = movers(masked[last.start : end]) if not both.proposer or not both.seconder else both
            last = _Open(last.start, end, joined or both, last.decided or decided, last.noted)
            continue
        if last:
            yield last
        last = _Open(start, end, by, decided, noted)
    if last:
        yield last


def _pieces(masked: str) -> Iterator[tuple[int, int]]:
    begun: int | None = None
    spans = sentences(masked)
    for first, end in spans:
        start = first if begun is None else begun
        begun = start if (first, end) != spans[-1] and _CUT_SHORT.search(masked[start:end]) else None
        if begun is None:
            cuts = [start, *(match.end() for match in _NEW_PIECE.finditer(masked, start + 1, end)), end]
            yield from pairwise(cuts)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _ends(now: str, by: Movers, last: _Open | None, before: str) -> Reported | None:
    """How the sentence says that business put before it ended; None where it puts business itself."""
    reported = result(now)
    if reported and reported.outcome is Outcome.CARRIED and (not reported.named or _PUTS_OFF.search(before)):
        asked = ending("ended", f"{before} {now[: reported.start]}")
        reported = replace(
            reported, outcome=asked or reported.outcome
        )  # "He asked that this be deferred. This was agreed."
    if reported is None or not by:
        return reported
    return reported if not movers(now[: reported.start]) and (reported.named or last) else None


def _goes_on(last: _Open, said: str, by: Movers, *, decided: bool, result: bool) -> bool:
    """Whether a sentence tells more of the decision before it: its result, or who moved it."""
    if result:
        return True
    if _MOVERS_FIRST.match(said) or (by.seconder and not by.proposer and not _PROPOSES.search(said)):
        return not (by.proposer and last.movers.proposer) and not (by.seconder and last.movers.seconder)
    return (
        decided
        and not by
        and bool(_SEALS.match(said))
        and bool(last.movers)
        and (not last.decided or "RESOLVED" in said)
    )
