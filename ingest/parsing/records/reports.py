"""What a vote was about that names only a place: "Item 11 of the Report of the ... dated ...", "Motion 3"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ingest.parsing.records.rows import Row, paragraph_of
from rag.dates import MONTHS
from rag.minutes import AgendaItem

_ITEM = re.compile(
    r"(?i)^\W*(?:subject:\s)?item\s(?:no\.?\s)?(?P<number>\d+[A-Z]?)\b(?:,\s[\w ]+?)?(?:\sof)?(?:\sthe)?\s"
    r"(?P<report>report\b.*)"
)
_ITEM_BEHIND = re.compile(
    r"(?i)^\W*(?P<report>(?:the\s)?report\sof\b.*?\b(?:19|20)\d\d)\W+item\s(?:no\.?\s)?(?P<number>\d+[A-Z]?)\b"
)
_MOTION = re.compile(r"(?i)^\W*(?:by-law )?motion\s(?:no\.?\s|#)?(?P<number>[A-Z]?\d+)\b")
_BY_LAW = re.compile(  # not "Suspension of Rules for third reading of By-law No. 8/2024", which is a vote on the rules
    r"(?i)^\W*(?:subject:\s)?(?:(?:first|second|third)\sreading\s(?:of\s)?)?(?:the\s)?by-law\s(?:no\.?\s)?(?P<number>\d+/\d+)"
)
_TELLING = 4  # words: a shorter title may be that of other business
_ALIKE = 0.75  # of the words of two reports' names: bodies are named in short and with slips
_MONTHS = "|".join(MONTHS)
_DAY = re.compile(rf"\b(?:{_MONTHS})\W+\d{{1,2}}\W+\d{{4}}")
_DATED = re.compile(rf"\bdated?\b.*|\b(?:{_MONTHS})\b.*")
_COMMON = frozenset("the of on and report committee standing policy".split())


@dataclass(frozen=True, slots=True)
class _Report:
    words: frozenset[str]
    day: str


class Put(NamedTuple):
    """What was put to a vote: its title, and the id of the paragraph that puts it."""

    title: str
    paragraph_id: str


@dataclass(frozen=True, slots=True)
class _Titled:
    report: _Report
    row: Row
    put: Put


class Reports:
    """The rows of business of a meeting, by the report and number that they stand under."""

    def __init__(self, rows: Iterable[tuple[AgendaItem, Row | None]]) -> None:
        self._rows = [_titled(item, row) for item, row in rows if row and row.number and item.paragraphs]

    def put(self, subject: str) -> Put | None:
        """What a vote's subject points at; None where it points at nothing, or at two things."""
        if match := _ITEM.search(subject) or _ITEM_BEHIND.search(subject):
            return _only(self._in_report(_report(match["report"]), match["number"]))
        if match := _MOTION.search(subject):
            return _only([one for one in self._rows if one.row.movers and one.row.number == match["number"]])
        if match := _BY_LAW.search(subject):
            return _only([one for one in self._rows if one.row.number == match["number"]])
        long = [one for one in self._rows if len(one.put.title.split()) >= _TELLING]
        return _only([one for one in long if subject.endswith(one.put.title) and subject != one.put.title])

    def _in_report(self, report: _Report, number: str) -> list[_Titled]:
        alike = [one for one in self._rows if one.row.number == number and _alike(one.report, report) >= _ALIKE]
        dated = [one for one in alike if one.report.day == report.day]
        return dated or [one for one in alike if not (one.report.day and report.day)]


def _titled(item: AgendaItem, row: Row) -> _Titled:
    put = Put(row.title, paragraph_of(row, item.paragraphs).id)
    return _Titled(_report(item.title.removeprefix(row.title)), row, put)


def _alike(one: _Report, other: _Report) -> float:
    both = one.words | other.words
    return len(one.words & other.words) / len(both) if both else 0.0


def _only(found: list[_Titled]) -> Put | None:
    return found[0].put if len({one.put.title for one in found}) == 1 else None


def _report(name: str) -> _Report:
    words = name.casefold()
    day = _DAY.search(words)
    named = frozenset(re.findall(r"[^\W\d]+", _DATED.sub("", words)))
    return _Report(named - _COMMON, " ".join(re.findall(r"\w+", day.group())) if day else "")
