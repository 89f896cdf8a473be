"""Who or how many stands in which part: proposer or seconder, present or absent, for or against."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rag.grounding.words import LEXICON
from rag.names import Name, parsed
from rag.numerals import spelt

_WORD = (
    rf"(?!(?:{'|'.join(LEXICON['not_names'].split())})\b)[A-ZÀ-ÖØ-Þ](?:[\w'’-]*\w)?"
    r"(?:(?:(?<=\b[A-Z])|(?<=Cllr)|(?<=Cllrs)|(?<=Mr)|(?<=Mrs)|(?<=Ms)|(?<=Dr))\.)?(?:\s\([A-Z]\))?"
)
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,4}}"
_LIST_END = r"(?<![A-Z])(?<!Cllr)(?<!Cllrs)(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)\.\s|(?i:\b(?:present|attend|apolog|absen))"
_SPOTS = {
    "name": _NAME,
    "names": rf"{_NAME}(?:(?:,? and |, |\s?& ){_NAME})*",
    "list": rf"(?:(?!{_LIST_END}).){{2,400}}",
    "count": LEXICON["count"],
}
_ANY_NAME = re.compile(rf"(?<![\w.]){_NAME}")
_PARTS = LEXICON["parts"]
_PATTERNS = {
    name: [
        re.compile(re.sub(r"\{(\w+)\}", lambda spot: f"(?P<{spot[1]}>{_SPOTS[spot[1]]})", words))
        for words in part["words"]
    ]
    for name, part in _PARTS.items()
}
Filler = Name | int


def misplaced(sentence: str, nearest: str, whole: str) -> list[str]:
    """The parts that a sentence gives to others, or other numbers, than the nearest sentence of the minutes does.

    Where that has none of these parts, the whole of what is cited is held against it.
    """
    return [
        f"{written} as {name}"
        for name, fillers in _filled(sentence).items()
        for written, filler in fillers
        if _elsewhere(name, filler, _source(name, nearest, whole))
    ]


def _source(name: str, nearest: str, whole: str) -> Mapping[str, list[tuple[str, Filler]]]:
    near = _filled(nearest)
    return near if any(part in near for part in (name, *_PARTS[name]["rivals"])) else _filled(whole)


def _elsewhere(name: str, filler: Filler, recorded: Mapping[str, list[tuple[str, Filler]]]) -> bool:
    """Whether the minutes give a part to another, or give its filler a rival part alone."""

    def holds(part: str) -> bool:
        return any(_same(filler, other) for _, other in recorded.get(part, ()))

    if holds(name):
        return False
    return (_PARTS[name]["sole"] and name in recorded) or any(holds(rival) for rival in _PARTS[name]["rivals"])


def _same(one: Filler, other: Filler) -> bool:
    if isinstance(one, Name) and isinstance(other, Name):
        return one.fits(other)
    return one == other


@lru_cache(maxsize=1_024)
def _filled(text: str) -> Mapping[str, list[tuple[str, Filler]]]:
    """The parts that a text gives to somebody, each with who or how many, as written and as read."""
    found: dict[str, list[tuple[str, Filler]]] = defaultdict(list)
    for name, patterns in _PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(text):
                found[name] += _fillers(match)
    return dict(found)


def _fillers(match: re.Match[str]) -> Iterator[tuple[str, Filler]]:
    for spot, written in match.groupdict().items():
        if spot == "count" and written:
            yield written, int(written) if written.isdigit() else spelt(written)
        elif written:
            for name in _ANY_NAME.findall(written):
                if person := parsed(name):
                    yield name, person
