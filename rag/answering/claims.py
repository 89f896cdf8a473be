"""What a sentence asserts that can be looked up, and which of it stands in the texts it cites."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.figures import Claim, find_figures
from rag.answering.words import STOP_WORDS, stem, words

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’](?=[^\W\d_]))*"
_NAME = re.compile(rf"(?<!\w)(?<!\w['’]){_CAPITALISED}(?:(?:\s|-|\s?&\s?|(?<=\b[A-Z])\.\s?){_CAPITALISED})*")
_COURTESY = frozenset("councillor mr mrs ms miss dr".split())
_QUANTITIES = frozenset(
    map(
        stem,
        "all every both half quarter twice double triple dozen most majority unanimous unanimously only always entire"
        " entirely sole".split(),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A cited text, read once: its figures, its words in order as one line, its stems."""

    figures: tuple[Claim, ...]
    line: str
    stems: frozenset[str]

    def holds(self, claim: Claim) -> bool:
        if claim.kind == "name":
            return f" {claim.value} " in self.line
        if claim.kind in ("word", "opening"):
            return claim.value in self.stems
        if claim.kind == "date":
            return any(figure.kind == "date" and _says(figure.value, claim.value) for figure in self.figures)
        return any(figure.tells_of(claim) for figure in self.figures)


def claims(text: str) -> frozenset[Claim]:
    """The figures, dates, quantities ("all", "only") and names of a sentence.

    A lone capital at its start is a claim too, of the kind "opening": it may be a name or any word.
    """
    return frozenset(_claims(text))


def unfounded(sentence: str, cited: Sequence[str]) -> list[Claim]:
    """The claims of a sentence that stand in none of the cited texts, in the order of the sentence."""
    sources = [_source(text) for text in cited]
    unused = Counter(figure for source in sources for figure in source.figures if figure.kind != "date")
    missing = []
    for claim in _claims(sentence):
        # Each figure needs one of its own: "by 2 votes to 2" doesn't stand in "by 6 votes to 2".
        used_up = claim in unused and unused[claim] == 0
        if used_up or not any(source.holds(claim) for source in sources):
            missing.append(claim)
        elif claim in unused:
            unused[claim] -= 1
    return sorted(missing, key=lambda claim: sentence.find(claim.written))


def displacing(sentence: str, nearest: str) -> list[Claim]:
    """The claims of a sentence that stand in the place of the minutes' own.

    They aren't in the minutes' nearest sentence, and that has others of their kind which the sentence leaves out:
    another person of the same paragraph, the day of the meeting for the day of the event. An abbreviation isn't missed.
    """
    recorded, told = _source(nearest), _source(sentence)
    left_out = {
        claim.kind
        for claim in _claims(nearest)
        if not told.holds(claim) and not re.fullmatch("[A-Z]{2,5}", claim.written)
    }
    return [claim for claim in _claims(sentence) if claim.kind in left_out and not recorded.holds(claim)]


@lru_cache(maxsize=512)
def _source(text: str) -> _Source:
    figures, _ = find_figures(text)
    years = [Claim(kind="number", value=figure.value[:4], written="") for figure in figures if figure.kind == "date"]
    in_order = words(text)
    return _Source(
        figures=(*figures, *years), line=f" {' '.join(in_order)} ", stems=frozenset(stem(word) for word in in_order)
    )


def _claims(text: str) -> list[Claim]:
    figures, rest = find_figures(text)
    quantities = [
        Claim(kind="word", value=stem(word), written=word) for word in words(rest) if stem(word) in _QUANTITIES
    ]
    return [*figures, *quantities, *_names(rest)]


def _says(recorded: str, claimed: str) -> bool:
    """Whether a date says all that a claimed one says: 18 January 2024 does for January 2024, never the reverse."""
    if len(recorded) != len(claimed):  # one of them is a season
        return False
    return all(theirs in ("?", ours) for ours, theirs in zip(recorded, claimed, strict=True))


def _names(text: str) -> list[Claim]:
    """The runs of capitalised words: a person, a place, a body."""
    found = []
    first = re.search(r"[^\W_]", text)
    for run in _NAME.finditer(text):
        inside = words(run[0])
        opening = len(inside) == 1 and first is not None and run.start() == first.start()
        while inside and inside[0] in STOP_WORDS:
            inside.pop(0)
        while inside and inside[-1] in STOP_WORDS:
            inside.pop()
        if len(inside) > 1 and inside[0] in _COURTESY:
            # "Councillors Smith and Jones" in the minutes makes "Councillor Jones" in an answer.
            found.append(Claim(kind="name", value=inside.pop(0), written=run[0]))
        if inside:
            value = stem(inside[0]) if opening else " ".join(inside)
            found.append(Claim(kind="opening" if opening else "name", value=value, written=run[0]))
    return found
