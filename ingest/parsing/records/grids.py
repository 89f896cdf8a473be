"""Attendance in tables: a tick under "Present" or "Apologies", or a mark under the day of the meeting."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.parsing.layout.tables import DAY, Row, in_lines, plain, rows
from ingest.parsing.records.naming import people_in
from ingest.parsing.records.persons import Person, noted
from ingest.parsing.vocabulary import legends, marks, seats
from rag.dates import find_dates
from rag.minutes import CELLS, Attendance, Paragraph, Presence

_LEGEND = re.compile(
    r"(?:^|[|\n;,(]|\s\s)\s*(?P<mark>[A-Z]{1,2}|[✓✔✗✘√xX/])\s*[-–=:]\s*(?P<means>[A-Za-z][^|\n;,=]{2,40})"
)
_STATES = ("present", "apologies", "absent")
_MARKED = re.compile(
    r"(?P<name>[A-Z][\w.'’() -]{3,40})(?P<cells>(?:\s\|\s*(?:[A-Z]{1,2}|[✓✔✗✘√☑☒☐xX/–-])?)+)$"
)  # a row without its heads
_BARE_NAME = re.compile(r"[A-ZÀ-ÞĀ-Ž][\w.'’-]*(?:\s[A-ZÀ-ÞĀ-Ž][\w.'’-]*){1,3}(?:\s*\([^()]*\))?")


@dataclass(slots=True)
class Grid:
    """The people of a meeting's grids, the paragraphs that hold these, and what could not be read in them.

    Attributes:
        seated: who is said to have chaired the meeting and to have taken its minutes, in rows of labels and names.
    """

    people: list[Attendance] = field(default_factory=list)
    seated: list[Attendance] = field(default_factory=list)
    paragraphs: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


def grid(paragraphs: Sequence[Paragraph], held_on: date | None) -> Grid:
    """What the grids of attendance among these paragraphs tell of the meeting held on a day, if there are any.

    A row that doesn't say certainly under which head its mark stands is remarked and not read.
    """
    found = Grid()
    meanings = _meanings(paragraphs, found)
    unread = 0
    for row in rows(paragraphs):
        names = _name(row)
        if names is None:
            continue
        found.paragraphs.add(row.paragraph.id)
        state = _state(row, held_on, meanings)
        if state is None or len(names) != 1:
            unread += 1
        else:
            found.people.append(_attending(row, names[0], *state))
    others = [paragraph for paragraph in paragraphs if paragraph.id not in found.paragraphs]
    found.seated = [one for paragraph in paragraphs for one in _seated(paragraph)]
    marked = [one.id for one in others for line in in_lines(one.text).split("\n") if _is_marked(line)]
    if len(marked) > 1:
        found.paragraphs.update(marked)
        unread += len(marked)
    if unread:
        found.remarks.append(
            f"{unread} rows of the grid of attendance could not be read: their columns are not certain"
        )
    return found


def _is_marked(line: str) -> bool:
    """Whether a line is a name and marks: initials behind a name mark nothing."""
    row = _MARKED.match(line)
    if row is None:
        return False
    initials = "".join(word[0] for word in row["name"].split() if word[0].isupper())
    return any(cell.strip() not in ("", initials) for cell in row["cells"].split("|"))


def _seated(paragraph: Paragraph) -> Iterator[Attendance]:
    for line in in_lines(paragraph.text).split("\n"):
        cells = [cell.strip() for cell in line.split(CELLS)]
        labels, names = cells[::2], cells[1::2]
        if len(labels) != len(names) or not all(plain(label) in seats() for label in labels):
            continue
        for label, name in zip(labels, names, strict=True):
            role, presence = seats()[plain(label)]
            if _BARE_NAME.fullmatch(name) or len(people_in(name)) == 1:
                yield Attendance(paragraph_id=paragraph.id, name=name, organisation=None, presence=presence, role=role)


def _name(row: Row) -> tuple[Person, ...] | None:
    """The people named in a row of a grid; None where the row is none of a grid."""
    days = [cell for head, cell in row.cells.items() if DAY.fullmatch(head)]
    states = [cell for kind, cell in row.kinds.items() if kind in _STATES]
    if "name" in row.kinds and not states and not days and _standing(row):
        return people_in(row.kinds["name"])
    named = (bool(states) and "name" in row.kinds) or (bool(days) and "" in row.cells)
    if len(days) < 2 and not (named and all(len(cell) <= 3 or _is_mark(cell) for cell in days + states)):
        return None
    name = row.kinds.get("name") or next(iter(row.cells.values()))
    return people_in(name) or ((Person(name=name),) if _BARE_NAME.fullmatch(name) else ())


def _standing(row: Row) -> tuple[str, str] | None:
    """What a column of words tells: Member: Cllr Ash | Status: Present from item 3."""
    said = row.kinds.get("status", "")
    return next(((one.presence, said) for one in legends() if re.match(one.words, said, re.I)), None)


def _is_mark(cell: str) -> bool:
    return not cell or plain(cell) in marks()


def _state(row: Row, held_on: date | None, meanings: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    """How somebody stands ("present", "late", "apologies", "absent") and the grid's words for it; None where unsure."""
    if not row.sure:
        return None
    days = {head: cell for head, cell in row.cells.items() if DAY.fullmatch(head)}
    if days:
        today = [cell for head, cell in days.items() if held_on and _names(head, held_on)]
        meant = {cell: _meaning(cell, meanings) for cell in days.values() if cell}
        sure = len(today) == 1 and today[0] and None not in meant.values()
        return meant[today[0]] if sure else None
    if standing := _standing(row):
        return standing
    reported = [(kind, meaning) for kind in _STATES if (meaning := _meaning(row.kinds.get(kind, ""), meanings))]
    positive = [(kind, meaning) for kind, meaning in reported if meaning[0] != "absent"]
    if len(positive) == 1:
        kind, (presence, words) = positive[0]
        ticked = presence == "present"
        return (kind, "") if ticked else (presence, words)
    if not positive and len(reported) == 1 and reported[0][0] == "present":
        return "absent", reported[0][1][1]
    return None


def _names(head: str, day: date) -> bool:
    return any((one.year or day.year, one.month, one.day) == (day.year, day.month, day.day) for one in find_dates(head))


def _meaning(cell: str, meanings: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    mark = plain(cell)
    if not mark:
        return None
    if mark in meanings:
        return meanings[mark]
    return (marks()[mark], "") if mark in marks() else None


def _meanings(paragraphs: Sequence[Paragraph], found: Grid) -> dict[str, tuple[str, str]]:
    """What the legend says of each mark; a paragraph is a legend where it explains several."""
    meanings: dict[str, tuple[str, str]] = {}
    for paragraph in paragraphs:
        explained = [(match["mark"], match["means"].strip()) for match in _LEGEND.finditer(in_lines(paragraph.text))]
        known = [(mark, presence, words) for mark, words in explained if (presence := _by_legend(words))]
        if len(known) > 1:
            meanings |= {plain(mark): (presence, words) for mark, presence, words in known}
            found.paragraphs.add(paragraph.id)
    return meanings


def _by_legend(words: str) -> str | None:
    return next((one.presence for one in legends() if re.search(one.words, words, re.I)), None)


def _attending(row: Row, person: Person, state: str, words: str) -> Attendance:
    person = noted(person, words) if state == "present" else person
    presence = Presence(state) if state in ("apologies", "absent") else Presence.PRESENT
    return Attendance(
        paragraph_id=row.paragraph.id,
        name=person.name,
        organisation=person.organisation,
        presence=presence,
        role=person.role or row.kinds.get("role"),
        arrived=(words or "late") if state == "late" else person.arrived,
        left=person.left,
        note=words or None if presence is Presence.APOLOGIES else None,
    )
