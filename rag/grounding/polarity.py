"""Which way a sentence points: approved or refused, was or was not, rose or fell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rag.grounding.claims import unfigured
from rag.grounding.roles import misplaced
from rag.grounding.words import LEXICON, STOP_WORDS, content_stems, pattern, stem, words

_SETTLED, _NEGATOR, _UNSETTLED, _MOVED, _MOVING, _ASKED, _FIRM, _ENDED, _TO_COME, _AGENT = (
    pattern(LEXICON["sign"][name]["words"])
    for name in "settled denial unsettled moved moving asked firm ended to_come agent".split()
)
OUTCOME = pattern(" | ".join(f"(?P<{name}> {held['words']} )" for name, held in LEXICON["outcome"].items()))
_OPPOSITES = [(pattern(pair["one"]), pattern(pair["other"])) for pair in LEXICON["opposites"]]
_RIVALS = [frozenset(map(stem, kind["words"].split())) for kind in LEXICON["rivals"]]
_PASSED_OVER = frozenset(LEXICON["passed_over"].split())
_ALIKE = 0.75  # the share of a clause's words by which another says the same
_CLAUSE_END = re.compile(r"[,.;:()?!]|\bbut\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """An outcome as a text words it; it is open while it is only moved, proposed or to be voted on ("be approved")."""

    family: str
    negated: bool
    open: bool
    written: str


def contradictions(sentence: str, nearest: str, whole: str) -> list[str]:
    """The words of a sentence that point another way than the minutes do.

    Args:
        sentence: what a writer asserts.
        nearest: the minutes' own sentence on the same matter.
        whole: all that is cited, for what the nearest sentence leaves open.
    """
    return [
        *_settled_early(sentence, nearest),
        *misplaced(sentence, nearest, whole),
        *_other_outcomes(sentence, nearest, whole),
        *_other_denials(sentence, nearest, whole),
        *_turned(sentence, nearest),
        *_exchanged(sentence, nearest),
        *_other_agents(sentence, nearest),
    ]


def _settled_early(sentence: str, nearest: str) -> list[str]:
    """What leaves a matter open in the minutes, where the sentence has no such word."""
    firm = [word for word in _FIRM.findall(sentence) if word not in _FIRM.findall(nearest)]
    if _UNSETTLED.search(sentence) or _MOVING.search(sentence):
        return firm if len(_UNSETTLED.findall(sentence)) < len(_UNSETTLED.findall(nearest)) else []
    moved = next((one for one in _MOVED.finditer(nearest) if not _SETTLED.search(nearest, one.end())), None)
    return [f"no {open_[0]!r}" for open_ in (_UNSETTLED.search(nearest), moved) if open_]


def _other_outcomes(sentence: str, nearest: str, whole: str) -> list[str]:
    source = nearest if OUTCOME.search(nearest) or _ASKED.search(nearest) else whole
    recorded = _outcomes(source)
    only_decided = {outcome.family for outcome in recorded} == {"decided"}
    settled = bool(_SETTLED.search(source))

    def backed(asserted: _Outcome) -> bool:
        # "Agreed" is said of refusals too, so it stands for "approved" only where no other outcome is in sight.
        families = {asserted.family, *(["approved"] if asserted.family == "decided" else [])}
        families |= {"decided"} if asserted.family == "approved" and only_decided else set()
        return any(
            outcome.family in families
            and outcome.negated == asserted.negated
            and (asserted.open or not outcome.open or settled)
            for outcome in recorded
        )

    return [asserted.written for asserted in _outcomes(sentence) if not backed(asserted)]


def _outcomes(text: str) -> list[_Outcome]:
    found = []
    for match in OUTCOME.finditer(text):
        clause = _CLAUSE_END.split(text[: match.start()])[-1]
        found.append(
            _Outcome(
                family=str(match.lastgroup),
                negated=bool(_NEGATOR.search(" ".join(clause.split()[-3:]))),
                open=bool(_TO_COME.search(clause)) or not _ENDED.search(match[0]),
                written=match[0],
            )
        )
    return found


def _other_denials(sentence: str, nearest: str, whole: str) -> list[str]:
    """Words that are denied on one side only; a denial where the minutes deny nothing at all."""
    denied, affirmed = _denials(sentence)
    near_denied, near_affirmed = _denials(nearest)
    all_denied, all_affirmed = _denials(whole)
    at_odds = []
    for word in sorted((denied | affirmed) - _denied_alike(sentence, nearest)):
        if word in near_denied | near_affirmed:
            wrong = (word in denied) != (word in near_denied)
        elif word in denied:
            wrong = word not in all_denied
        else:
            wrong = word in all_denied - all_affirmed
        if wrong:
            at_odds.append(word)
    return at_odds


def _denied_alike(sentence: str, nearest: str) -> frozenset[str]:
    """The stems of the sentence's clauses that deny what a clause of the minutes denies, in another order of words."""
    recorded = list(_denying(nearest))
    return frozenset().union(
        *(
            matter
            for count, matter in _denying(sentence)
            if any(count == times and len(matter & other) >= _ALIKE * len(matter) for times, other in recorded)
        )
    )


def _denying(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Each clause that denies: how often, and the stems of its words of substance."""
    for clause in _CLAUSE_END.split(text):
        if count := len(_NEGATOR.findall(clause)):
            yield count, content_stems(clause)


def _denials(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that a text denies (the first word of substance after "not") and those that it affirms."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in _CLAUSE_END.split(text):
        pending = False
        for word in words(clause):
            if _NEGATOR.fullmatch(word):
                pending = True
            elif word not in STOP_WORDS | _PASSED_OVER and not word.endswith("ly"):
                (denied if pending else affirmed).add(stem(word))
                pending = False
        if pending:  # "advised that they would not."
            denied.add("not")
    return frozenset(denied), frozenset(affirmed)


def _turned(sentence: str, nearest: str) -> list[str]:
    """Words of which the opposite stands in the minutes' sentence, and they don't."""
    return [
        match[0]
        for one, other in chain(_OPPOSITES, (pair[::-1] for pair in _OPPOSITES))
        if (match := one.search(sentence)) and other.search(nearest) and not one.search(nearest)
    ]


def _exchanged(sentence: str, nearest: str) -> list[str]:
    """Words in the place of another of their kind, months for years."""
    recorded = frozenset(map(stem, words(unfigured(nearest))))  # months of dates are looked up with them
    asserted = frozenset(map(stem, words(unfigured(sentence))))
    return sorted(word for kind in _RIVALS if (recorded - asserted) & kind for word in (asserted - recorded) & kind)


def _other_agents(sentence: str, nearest: str) -> list[str]:
    """Who a sentence says something was done by, where the minutes name another ("by the District Council")."""
    recorded = frozenset().union(*(content_stems(phrase) for phrase in _AGENT.findall(unfigured(nearest))))
    return [
        phrase for phrase in _AGENT.findall(unfigured(sentence)) if recorded and not content_stems(phrase) <= recorded
    ]
