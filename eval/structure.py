"""The structure gold: what somebody read out of real minutes, and how much of it parsing finds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.metrics.structure import Tally, same_body, same_name, same_number, same_title, tally
from ingest.parsing import parse
from ingest.parsing.meeting.bodies import UNNAMED
from ingest.reading import read, read_bytes
from rag.files import load_lines
from rag.minutes import AgendaItem, Meeting, Presence

_LARGEST = 100_000_000
_LISTS = {
    Presence.PRESENT: "present",
    Presence.REMOTE: "present",
    Presence.SUBSTITUTE: "present",
    Presence.IN_ATTENDANCE: "in_attendance",
    Presence.APOLOGIES: "apologies",
    Presence.ABSENT: "apologies",
}


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class GoldItem(_Line):
    """An agenda item; `number_meant` where OCR spoilt the printed one."""

    number: str
    title: str
    number_meant: str | None = None


class GoldResolution(_Line):
    """A decision; `item` is its item's number, else its title, and empty where it stands under none.

    Attributes:
        outcome_stated: whether the minutes say how it went; any outcome is right where they don't.
    """

    item: str
    proposer: str | None
    seconder: str | None
    outcome: str
    item_meant: str | None = None
    outcome_stated: bool = True


class GoldMeeting(_Line):
    """One line of a structure file.

    Attributes:
        document: the file's path within the folder of minutes.
        half: rules may be made while looking at the tuning half; the blind half is only measured.
        present: names as printed, without titles.
    """

    document: str
    half: Literal["tuning", "blind"]
    body: str | None
    held_on: date | None
    draft: bool
    items: tuple[GoldItem, ...]
    resolutions: tuple[GoldResolution, ...]
    present: tuple[str, ...]
    in_attendance: tuple[str, ...]
    apologies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    item: AgendaItem
    outcome: str


@dataclass(frozen=True, slots=True)
class _Named:
    where: str  # a list, or the item's label and the part played in a decision
    name: str


def load_structure(path: Path) -> tuple[GoldMeeting, ...]:
    """The meetings of a structure file, in its order.

    Raises:
        WrongUse: the file can't be read, or a line is wrong; the message has the line's number.
    """
    return tuple(meeting for _, meeting in load_lines(path, GoldMeeting))


def compare(gold: GoldMeeting, meeting: Meeting) -> dict[str, Tally]:
    """What is right in one meeting: date, body, draft, items, resolutions, movers, attendance."""
    decided = {p.id: item for item in meeting.items for p in item.paragraphs}
    body_right = same_body(gold.body, meeting.body) if gold.body else meeting.body == UNNAMED
    return {
        "date": _one(gold.held_on == meeting.held_on),
        "body": _one(body_right),
        "draft": _one(gold.draft == meeting.draft),
        "items": tally(gold.items, [item for item in meeting.items if item.number or item.title], _same_item),
        "resolutions": tally(
            gold.resolutions,
            [_Decided(decided[r.paragraph_id], r.outcome) for r in meeting.resolutions],
            _same_decision,
        ),
        "movers": tally(
            [_Named(part, name) for r in gold.resolutions for part, name in _movers(r.proposer, r.seconder)],
            [_Named(part, name) for r in meeting.resolutions for part, name in _movers(r.proposer, r.seconder)],
            _same_person,
        ),
        "attendance": tally(
            [
                _Named(where, name)
                for where, names in (
                    ("present", gold.present),
                    ("in_attendance", gold.in_attendance),
                    ("apologies", gold.apologies),
                )
                for name in names
            ],
            [_Named(_LISTS[person.presence], person.name) for person in meeting.attendance],
            _same_person,
        ),
    }


def measure(gold: Iterable[GoldMeeting], minutes: Path) -> dict[str, dict[str, Tally]]:
    """Tallies by kind of record for each folder and half ("limerick, blind"), read from a folder of minutes anew.

    Raises:
        UnreadableFile: a document of the gold isn't there or can't be read.
    """
    groups: dict[str, dict[str, Tally]] = defaultdict(dict)
    for meeting in gold:
        path = minutes / meeting.document
        found, *_ = parse(read(path.name, read_bytes(path, max_bytes=_LARGEST)), path.name)
        group = groups[f"{Path(meeting.document).parent.name}, {meeting.half}"]
        for kind, counted in compare(meeting, found).items():
            group[kind] = group[kind] + counted if kind in group else counted
    return dict(groups)


def table(groups: dict[str, dict[str, Tally]]) -> Iterator[str]:
    """A line for each group, with precision, recall and F1 of each kind of record."""
    kinds = [kind for group in groups.values() for kind in group]
    for name, group in sorted(groups.items()):
        yield name
        for kind in dict.fromkeys(kinds):
            counted = group[kind]
            yield (
                f"  {kind:12} precision {counted.precision:.3f}  recall {counted.recall:.3f}  F1 {counted.f1:.3f}"
                f"  ({counted.right} of {counted.expected}, {counted.found} found)"
            )


def _one(right: bool) -> Tally:
    return Tally(right=int(right), found=1, expected=1)


def _same_item(gold: GoldItem, item: AgendaItem) -> bool:
    if gold.number:
        return any(same_number(number, item.number) for number in (gold.number, gold.number_meant) if number)
    return same_title(gold.title, item.title)


def _same_decision(gold: GoldResolution, found: _Decided) -> bool:
    labels = [label for label in (gold.item, gold.item_meant) if label]
    at_item = any(same_number(label, found.item.number) or same_title(label, found.item.title) for label in labels)
    return (at_item if labels else not found.item.number) and (gold.outcome == found.outcome or not gold.outcome_stated)


def _same_person(gold: _Named, found: _Named) -> bool:
    return gold.where == found.where and same_name(gold.name, found.name)


def _movers(proposer: str | None, seconder: str | None) -> list[tuple[str, str]]:
    return [(part, name) for part, name in (("proposer", proposer), ("seconder", seconder)) if name]
