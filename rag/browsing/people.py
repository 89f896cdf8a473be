"""People, to be looked through: who sat on which bodies, in which offices, when; and how one of them attended."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache

from rag.browsing.decisions import DecisionRow, decision_rows, once, recorded_decisions
from rag.browsing.rows import EVERYTHING, Page, Within, paged, rows_within
from rag.dates import written_day
from rag.errors import UnknownPerson
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import Cast, Presence, readable
from rag.names import Name, folded, parsed
from rag.records.attendance import THERE

_ATTENDED = "a.name, a.presence, a.role"
_ATTENDANCE = "attendance a JOIN paragraphs p ON p.id = a.paragraph"
_VOTED = "v.name, v.\"cast\", coalesce(b.matter, '') AS matter"
_VOTES = "votes v LEFT JOIN ballots b ON b.id = v.ballot JOIN paragraphs p ON p.id = v.paragraph"


_parsed = lru_cache(maxsize=16_384)(parsed)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody whom the attendance of meetings names.

    Attributes:
        name: the fullest way in which the minutes write the name.
        written: every way, so that it can be judged whether one person is meant.
        offices: the roles listed with the name, the latest first.
        present: how many meetings they were present at, of the `listed` that list them in whatever part.
        paragraph_id: where they were listed last.
    """

    paragraph_id: str
    name: str
    written: tuple[str, ...]
    bodies: tuple[str, ...]
    offices: tuple[str, ...]
    present: int
    listed: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedMeeting:
    """How one meeting lists somebody; neither presence nor paragraph where it lists others and not them."""

    document: str
    body: str
    held_on: date
    presence: Presence | None
    role: str | None
    paragraph_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """How somebody voted by name; `matter` is empty where the minutes don't say surely what was voted on."""

    paragraph_id: str
    document: str
    body: str
    held_on: date | None
    matter: str
    cast: Cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person: each dated meeting of their bodies from first to last, and what they voted and moved, in order."""

    row: PersonRow
    attendance: tuple[AttendedMeeting, ...]
    votes: tuple[VoteCast, ...]
    motions: tuple[DecisionRow, ...]


@dataclass(frozen=True, kw_only=True)  # no slots: what is made of the rows is kept
class _Known:
    """One person by the fullest name, and the rows of the attendance that list them, the latest first."""

    name: Name | None
    rows: tuple[Found, ...]

    @cached_property
    def written(self) -> frozenset[str]:
        """The ways in which the name is written, for comparing."""
        return frozenset(map(folded, {row["name"] for row in self.rows}))

    @cached_property
    def shown(self) -> PersonRow:
        """The person as a row."""
        written = Counter(row["name"] for row in self.rows)
        days = [row["held_on"] for row in self.rows if row["held_on"]]
        offices = {folded(row["role"]): readable(row["role"]) for row in self.rows if row["role"]}
        return PersonRow(
            paragraph_id=self.rows[0]["paragraph"],
            name=max(written, key=lambda one: (_length(_parsed(one)), written[one], one)),
            written=tuple(sorted(written)),
            bodies=tuple(dict.fromkeys(row["body"] for row in self.rows)),
            offices=tuple(offices.values()),
            present=len({_meeting(row) for row in self.rows if row["presence"] in THERE}),
            listed=len({_meeting(row) for row in self.rows}),
            first=written_day(min(days, default=None)),
            last=written_day(max(days, default=None)),
        )


def people(ledger: Ledger, within: Within = EVERYTHING, *, limit: int | None = 50, offset: int = 0) -> Page[PersonRow]:
    """People by surname; the words of the bounds are looked for in their names.

    Names are one person's where nothing speaks against it: within a body the surname and what is given of the first
    names, across bodies the whole name with its first names written out. Where that leaves a choice they stay apart.

    Raises:
        WrongUse: for a page that can't be.
    """
    wanted = folded(within.words).split()
    known = _everybody(ledger, replace(within, words=""))
    found = [
        one for one in known if all(word in folded(" ".join({row["name"] for row in one.rows})) for word in wanted)
    ]
    return paged(found, limit, offset, lambda some: (one.shown for one in some))


def person(ledger: Ledger, name: str, within: Within = EVERYTHING) -> Person:
    """The one person of this name within the bounds, the words aside.

    Raises:
        UnknownPerson: no attendance names anybody so, or it may be several people's name.
    """
    within = replace(within, words="")
    everybody = _everybody(ledger, within)
    meant = _meant(name, everybody)
    if not meant:
        raise UnknownPerson(f"No attendance names {name!r}; give the name as the minutes write it.")
    if len(meant) > 1:
        some = ", ".join(f"{one.shown.name} ({one.shown.bodies[0]})" for one in meant[:5])
        raise UnknownPerson(f"{name!r} may be {some}; give the whole name, or a body.")
    shown = meant[0].shown
    colleagues = {body: [one for one in everybody if body in one.shown.bodies] for body in shown.bodies}

    @cache
    def is_meant(body: str, recorded: str | None) -> bool:
        return bool(recorded and body in colleagues and _meant(recorded, colleagues[body]) == meant)

    own = [replace(within, body=body) for body in shown.bodies]
    voted = [row for one in own for row in rows_within(ledger, _VOTED, _VOTES, one, "v.rowid")]
    decided = [row for one in own for row in recorded_decisions(ledger, one)]
    moved = [row for row in decided if is_meant(row["body"], row["proposer"])]
    return Person(
        row=shown,
        attendance=tuple(_attended(meant[0], everybody)),
        votes=tuple(_vote(row) for row in _in_time(voted) if is_meant(row["body"], row["name"])),
        motions=tuple(decision_rows(ledger, _in_time(once(moved)))),
    )


def _everybody(ledger: Ledger, within: Within) -> Sequence[_Known]:
    """The people whom the attendance lists, by surname; kept until the ledger changes."""
    return ledger.kept(
        ("everybody", within), lambda: _grouped(rows_within(ledger, _ATTENDED, _ATTENDANCE, within, "a.rowid"))
    )


def _grouped(listed: Sequence[Found]) -> Sequence[_Known]:
    bodies: dict[str, set[str]] = {}
    for row in listed:
        bodies.setdefault(row["body"], set()).add(row["name"])
    key_of: dict[tuple[str, str], Hashable] = {}
    names: dict[Hashable, Name | None] = {}
    for body, recorded in bodies.items():
        for name, written in _told_apart(recorded):
            key: Hashable = (name.surname, name.given) if name and _is_whole(name) else (body, *written)
            names[key] = name
            key_of |= {(body, one): key for one in written}
    rows: dict[Hashable, list[Found]] = {}
    for row in listed:
        rows.setdefault(key_of[row["body"], row["name"]], []).append(row)
    known = [_Known(name=names[key], rows=tuple(of)) for key, of in rows.items()]
    return sorted(known, key=lambda one: (one.name is None, one.name.surname if one.name else "", min(one.written)))


def _told_apart(recorded: Iterable[str]) -> Sequence[tuple[Name | None, Sequence[str]]]:
    """The recorded names of one body, those of each person together, with the fullest of them."""
    alike: dict[Name | str, list[str]] = {}
    for one in sorted(recorded):
        alike.setdefault(_parsed(one) or one, []).append(one)
    names = [(name if isinstance(name, Name) else None, written) for name, written in alike.items()]
    people: dict[str, list[tuple[Name | None, list[str]]]] = {}
    for name, written in sorted(names, key=lambda pair: -_length(pair[0])):
        namesakes = people.setdefault(name.surname if name else "", [])
        same = [kept for other, kept in namesakes if name and other and _may_be(name, other)]
        if len(same) == 1:
            same[0].extend(written)
        else:
            namesakes.append((name, written))
    return [one for namesakes in people.values() for one in namesakes]


def _may_be(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: each first name that both give is the other's beginning."""
    given = zip(one.given, other.given, strict=False)
    return one.fits(other) and all(a.startswith(b) or b.startswith(a) for a, b in given)


def _meant(name: str, everybody: Sequence[_Known]) -> Sequence[_Known]:
    """Those whom the minutes write so, else who have just that name, else who may be meant by it."""
    asked = _parsed(name)
    named = [(one, one.name) for one in everybody if one.name] if asked else []
    return (
        [one for one in everybody if folded(name) in one.written]
        or [
            one
            for one, its in named
            if asked and asked.given and (its.surname, its.given) == (asked.surname, asked.given)
        ]
        or [one for one, its in named if asked and _may_be(asked, its)]
    )


def _is_whole(name: Name) -> bool:
    return bool(name.given) and len(name.given[0]) > 2


def _length(name: Name | None) -> int:
    """How much of the first names is given."""
    return sum(map(len, name.given)) if name else 0


def _attended(known: _Known, everybody: Sequence[_Known]) -> Iterator[AttendedMeeting]:
    """The dated meetings of somebody's bodies that list anybody, from the first that lists them to the last."""
    shown = known.shown
    listed = _in_time([row for one in everybody for row in one.rows if row["body"] in shown.bodies])
    own: dict[tuple[str, str], Found] = {}
    for row in known.rows:
        if _meeting(row) not in own or row["presence"] in THERE:
            own[_meeting(row)] = row
    seen = set()
    for row in listed:
        day = written_day(row["held_on"])
        if not (day and shown.first and shown.last and shown.first <= day <= shown.last) or _meeting(row) in seen:
            continue
        seen.add(_meeting(row))
        mine = own.get(_meeting(row))
        yield AttendedMeeting(
            document=row["document"],
            body=row["body"],
            held_on=day,
            presence=Presence(mine["presence"]) if mine else None,
            role=mine["role"] if mine else None,
            paragraph_id=mine["paragraph"] if mine else None,
        )


def _in_time(rows: Sequence[Found]) -> Sequence[Found]:
    return sorted(rows, key=lambda row: (row["held_on"] is None, row["held_on"]))


def _vote(row: Found) -> VoteCast:
    return VoteCast(
        paragraph_id=row["paragraph"],
        document=row["document"],
        body=row["body"],
        held_on=written_day(row["held_on"]),
        matter=readable(row["matter"]),
        cast=Cast(row["cast"]),
    )


def _meeting(row: Found) -> tuple[str, str]:
    return row["document"], str(row["held_on"])
