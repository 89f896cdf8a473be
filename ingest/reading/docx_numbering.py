"""The numbers that Word draws beside paragraphs and that stand nowhere in their text."""

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # the type only: lxml's elements, which come without types, have its methods

from ingest.reading.numerals import as_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int
    style: str
    pattern: str


class Numbering:
    """Counts a document's numbered paragraphs, which must be given in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {_attribute(style, "styleId"): style for style in _all(styles, "style")}
        self._abstract = {_attribute(one, "abstractNumId"): one for one in _all(numbering, "abstractNum")}
        self._numbers = {_attribute(one, "numId"): one for one in _all(numbering, "num")}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun = set[str]()

    def marker(self, paragraph: Element) -> str:
        """What Word prints before the paragraph: "1. ", "(a) ", "- " for any bullet, or nothing."""
        number, depth = self._number_of(paragraph)
        if number not in self._numbers:
            return ""
        levels = self._levels.setdefault(number, self._levels_of(number))
        if depth not in levels:
            return ""
        counters = self._counters_of(number)
        for deeper in [other for other in counters if other > depth]:
            del counters[deeper]
        counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
        if levels[depth].style == "bullet":
            return "- "
        pattern = levels[depth].pattern
        printed = re.sub(r"%(\d)", lambda part: _printed(int(part[1]) - 1, levels, counters), pattern).strip()
        return f"{printed} " if printed else ""

    def inherited(self, paragraph: Element, name: str) -> Element | None:
        """A property of the paragraph: its own, or the nearest one of the styles that it is based on."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        if (own := properties.find(W + name)) is not None:
            return own
        return self.of_style(_value(properties.find(f"{W}pStyle")), f"pPr/{W}{name}")

    def of_style(self, style: str, path: str) -> Element | None:
        """A property of a style, or the nearest one of the styles that it is based on."""
        seen = set[str]()
        while style in self._styles and style not in seen:
            seen.add(style)
            if (found := self._styles[style].find(W + path)) is not None:
                return found
            style = _value(self._styles[style].find(f"{W}basedOn"))
        return None

    def style_name(self, paragraph: Element) -> str:
        """The name of the paragraph's style, in lower case; empty without one."""
        style = self._styles.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")))
        return _value(style.find(f"{W}name")).lower() if style is not None else ""

    def _number_of(self, paragraph: Element) -> tuple[str, int]:
        found = self.inherited(paragraph, "numPr")
        if found is None:
            return "", 0
        number, depth = _value(found.find(f"{W}numId")), _value(found.find(f"{W}ilvl"))
        if not number and depth:  # the paragraph only says how deep; its style says in which list
            style = self._styles.get(_value(paragraph.find(f"{W}pPr/{W}pStyle")))
            number = _value(style.find(f"{W}pPr/{W}numPr/{W}numId")) if style is not None else ""
        return number, int(depth) if depth.isdigit() else 0

    def _levels_of(self, number: str) -> dict[int, _Level]:
        one = self._numbers[number]
        levels = {_depth(level): _level(level) for level in _all(self._abstract_of(number), "lvl")}
        for override in _all(one, "lvlOverride"):
            if (level := override.find(f"{W}lvl")) is not None:
                levels[_depth(override)] = _level(level)
        return levels

    def _abstract_of(self, number: str) -> Element | None:
        abstract = self._abstract.get(_value(self._numbers[number].find(f"{W}abstractNumId")))
        linked = _value(abstract.find(f"{W}numStyleLink")) if abstract is not None else ""
        if linked in self._styles:
            through = _value(self._styles[linked].find(f"{W}pPr/{W}numPr/{W}numId"))
            if through in self._numbers and through != number:
                return self._abstract.get(_value(self._numbers[through].find(f"{W}abstractNumId")))
        return abstract

    def _counters_of(self, number: str) -> dict[int, int]:
        """Lists of one abstract list count on where the last one stopped, unless they say where to start."""
        counters = self._counters[_value(self._numbers[number].find(f"{W}abstractNumId"))]
        if number not in self._begun:
            self._begun.add(number)
            for override in _all(self._numbers[number], "lvlOverride"):
                if (start := _value(override.find(f"{W}startOverride"))).isdigit():
                    counters[_depth(override)] = int(start) - 1
        return counters


def _printed(depth: int, levels: dict[int, _Level], counters: dict[int, int]) -> str:
    if depth not in levels:
        return ""
    return as_number(counters.get(depth, levels[depth].start), levels[depth].style)


def _level(level: Element) -> _Level:
    start = _value(level.find(f"{W}start"))
    return _Level(
        start=int(start) if start.isdigit() else 1,
        style=_value(level.find(f"{W}numFmt")) or "decimal",
        pattern=_value(level.find(f"{W}lvlText")),
    )


def _depth(element: Element) -> int:
    depth = _attribute(element, "ilvl")
    return int(depth) if depth.isdigit() else 0


def _all(element: Element | None, name: str) -> list[Element]:
    return element.findall(W + name) if element is not None else []


def _value(element: Element | None) -> str:
    return _attribute(element, "val") if element is not None else ""


def _attribute(element: Element, name: str) -> str:
    return str(element.get(W + name) or "")
