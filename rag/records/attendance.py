"""Who was at a meeting, in what part, and who holds an office."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger
from rag.minutes import Presence as Listed
from rag.minutes import readable
from rag.names import Name, folded, parsed
from rag.plan import AttendanceOf, OfficeOf, Presence
from rag.records.meetings import Held, by_body, names
from rag.records.people import distinct, who
from rag.records.phrasing import listed as in_a_row
from rag.records.phrasing import sentence
from rag.records.quoting import holding, lines, naming, part, plain, proofs, whole
from rag.records.vocabulary import holds, is_office, presides
from rag.sentences import sentences

_ROLL = """
SELECT p.meeting, a.paragraph, a.name, a.organisation, a.presence, a.role, a.arrived, a."left", a.note
FROM attendance a JOIN paragraphs p ON p.id = a.paragraph
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, a.rowid
"""
_HEAD = 12  # paragraphs among which minutes say who opened the meeting
_LATEST = 12  # meetings: who held an office longer ago may hold it no more
_ITEM = re.compile(r",?\s*item (?P<number>\S+)$")
THERE = frozenset({Listed.PRESENT, Listed.REMOTE, Listed.SUBSTITUTE})
COUNTS_AS = {
    Presence.PRESENT: THERE,
    Presence.APOLOGIES: frozenset({Listed.APOLOGIES}),
    Presence.ABSENT: frozenset({Listed.APOLOGIES, Listed.ABSENT}),
    Presence.OFFICERS: frozenset({Listed.IN_ATTENDANCE}),
    Presence.REMOTE: frozenset({Listed.REMOTE}),
}
_STATUS = {
    Listed.APOLOGIES: "{} is listed as excused or with apologies.",
    Listed.IN_ATTENDANCE: "{} is listed in attendance.",
    Listed.REMOTE: "{} is listed as attending remotely.",
    Listed.ABSENT: "{} is listed as absent.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One row of the attendance, with its meeting's id; the fields are those of rag.minutes."""

    meeting: str
    paragraph: str
    name: str
    organisation: str | None
    presence: Listed
    role: str | None
    arrived: str | None
    left: str | None
    note: str | None


def roll(ledger: Ledger, meetings: Sequence[Held]) -> Sequence[Attended]:
    """Everybody in the attendance of these meetings, in their order within each."""
    rows = ledger.rows(_ROLL, names(one.id for one in meetings))
    return [Attended(**{**row, "presence": Listed(row["presence"])}) for row in map(dict, rows)]


def of_person(person: str, listed: Sequence[Attended]) -> Sequence[Attended]:
    """The rows of one person; none where the name may be several people's."""
    meant = who(person, [one.name for one in listed])
    return [one for one in listed if one.name in meant]


def attendance_of(query: AttendanceOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Who was there in that part at one meeting, in all its sittings, or whether one person was; None where unsure."""
    everybody = roll(ledger, meetings)
    listed = of_person(query.person, everybody) if query.person else everybody
    if query.person and not listed and (several := _namesakes(query.person, everybody)):
        shown = _quoted(proofs(ledger, [(one.paragraph, one.name) for one in several])) or Findings()
        people = in_a_row([one.name for one in several])
        return replace(shown, missing=f"{people} are listed there: which of them is meant is left open.")
    match query.presence:
        case Presence.CHAIR:
            return _in_the_chair(query.person, everybody, ledger)
        case Presence.ARRIVED:
            return _quoted(span for one in listed if one.arrived for span in _movements(one, one.arrived, ledger))
        case Presence.LEFT:
            return _quoted(span for one in listed if one.left for span in _movements(one, one.left, ledger))
        case Presence.REASON_AWAY:
            if noted := _quoted(proofs(ledger, [(one.paragraph, one.name) for one in listed if one.note])):
                return noted
            away = _quoted(proofs(ledger, [(one.paragraph, one.name) for one in listed if one.presence.away]))
            return replace(away, missing="The list gives no reason.") if away else None
    if query.person:
        return _whether(query.presence, listed, ledger)
    meant = _first_named([one for one in listed if one.presence in COUNTS_AS[query.presence]])
    return _quoted(proofs(ledger, [(one.paragraph, one.name) for one in meant]))


def _namesakes(person: str, everybody: Sequence[Attended]) -> Sequence[Attended]:
    """The first rows of those whom a name may mean, where they are several."""
    asked = parsed(person)
    meant = [one for one in everybody if asked and (name := parsed(one.name)) and name.fits(asked)]
    return firsts if len(firsts := _first_named(meant)) > 1 else []


def office_of(query: OfficeOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Who is listed in an office at the latest meeting that lists anybody in it; None where unsure.

    Of several bodies each has its own latest meeting, and all of them must list the same person.
    """
    holders: list[tuple[Held, Attended]] = []
    for body in by_body(meetings):
        holders += _latest_holders(query, body, ledger)
        if len(distinct(one.name for _, one in holders)) > 1:
            return None  # however many bodies are left
    if not any(parsed(one.name) for _, one in holders):
        return None
    held, first = max(holders, key=lambda holder: holder[0].held_on)
    (proof,) = proofs(ledger, [(first.paragraph, first.name)], lines)
    if folded(first.role or "") not in plain(proof.quote):
        proof = whole(proof.cited)
    text = f"{first.name} is listed as {first.role} of {held.body} on {held.day}"
    return Findings(findings=(Finding(proofs=(proof,), text=sentence(text)),))


def _latest_holders(query: OfficeOf, meetings: Sequence[Held], ledger: Ledger) -> list[tuple[Held, Attended]]:
    """Those listed in an office at the latest of one body's meetings that lists anybody in it, those there first."""
    for held in reversed(meetings[-_LATEST:]):
        everybody = roll(ledger, [held])
        guests = sum(bool(one.organisation) for one in everybody) * 2 < len(everybody)  # in a partnership all have one
        holders = [
            one
            for one in everybody
            if one.role and is_office(one.role, query.office) and not (guests and one.organisation)
        ]
        if holders:
            members = [one for one in holders if one.presence is not Listed.IN_ATTENDANCE]
            if not members and presides(query.office):
                continue  # who only attends may be the chair of something else
            holders = [one for one in members if one.presence in THERE] or members or holders
            called = [one for one in holders if folded(one.role or "") == folded(query.office)] or holders
            return [(held, one) for one in called]
    return []


def _whether(presence: Presence, mine: Sequence[Attended], ledger: Ledger) -> Findings | None:
    """Whether somebody was there in that part: yes or no, and how the list has it; None where lists disagree."""
    parts = {one.presence for one in mine}
    if len({one.away for one in parts}) != 1:
        return None
    if presence is Presence.REMOTE and Listed.REMOTE not in parts and not mine[0].presence.away:
        return None  # that somebody was there doesn't tell how
    there = counts_for_one(presence)
    row = next((one for one in mine if one.presence in there), mine[0])
    (proof,) = proofs(ledger, [(row.paragraph, row.name)])
    status = _STATUS.get(row.presence, "{} is listed as present.").format(row.name)
    text = f"{'Yes' if row.presence in there else 'No'}: {status}"
    return Findings(findings=(Finding(proofs=(proof,), text=text),))


def counts_for_one(presence: Presence) -> frozenset[Listed]:
    """The parts that mean yes where one person is asked about: an officer in attendance was there too."""
    return COUNTS_AS[presence] | ({Listed.IN_ATTENDANCE} if presence is Presence.PRESENT else frozenset())


def _in_the_chair(person: str | None, everybody: Sequence[Attended], ledger: Ledger) -> Findings | None:
    """Who presided by the words of the list, else its one chair who was there; None where that is unsure."""
    there = [one for one in everybody if one.presence in THERE]
    proof, presiding = _presiding(there, ledger)
    if proof is None:
        presiding = [one for one in there if one.role and is_office(one.role, "chair") and not one.arrived]
        if len(distinct(one.name for one in presiding)) != 1:
            return None
        (proof,) = proofs(ledger, [(presiding[0].paragraph, presiding[0].name)], lines)
    if person is None:
        return _quoted([proof, *_taking_over(proof, ledger)])
    if len({one.name for one in presiding}) != 1:
        return None
    is_so = presiding[0].name in who(person, [one.name for one in everybody])
    text = f"{'Yes' if is_so else 'No'}: {readable(proof.quote)}"
    return Findings(findings=(Finding(proofs=(proof,), text=text),))


def _taking_over(first: AnswerSpan, ledger: Ledger) -> Iterable[AnswerSpan]:
    """The sentences behind the one that says who presided by which somebody else took the chair."""
    for cited in ledger.minutes_of(first.cited.meeting):
        for start, end in sentences(cited.paragraph.text) if cited.place > first.cited.place else ():
            if holds("taking_over").search(cited.paragraph.text, start, end):
                yield part(cited, start, end)


def _presiding(there: Sequence[Attended], ledger: Ledger) -> tuple[AnswerSpan | None, Sequence[Attended]]:
    """The line that says who presided, and whose name stands nearest: before the words, else after them."""
    surnames = {name.surname: one for one in there if (name := parsed(one.name))}
    listing = ledger.paragraphs(list(dict.fromkeys(one.paragraph for one in there)))
    opening = [one for meeting in {one.meeting for one in there} for one in ledger.minutes_of(meeting)[:_HEAD]]
    for cited in (*listing, *(one for one in opening if one not in listing)):
        rows = lines(cited.paragraph.text)
        for place, (start, end) in enumerate(rows):
            words = holds("presiding").search(cited.paragraph.text, start, end)
            if words is None:
                continue
            before = folded(cited.paragraph.text[start : words.start()])
            nearest = max(surnames, key=before.rfind, default="")
            if nearest and nearest not in before:
                after = folded(cited.paragraph.text[words.end() : end])
                if not any(one in after for one in surnames):  # the name stands on the next line
                    end = rows[min(place + 1, len(rows) - 1)][1]
                    after = folded(cited.paragraph.text[words.end() : end])
                nearest = min((one for one in surnames if one in after), key=after.find, default="")
            if nearest:
                same = [one for one in there if (name := parsed(one.name)) and name.surname == nearest]
                return part(cited, start, end), same
    return None, []


def _movements(one: Attended, reported: str, ledger: Ledger) -> Iterable[AnswerSpan]:
    """The words for each time that somebody came or went: "left the room, item 4; returned, item 5"."""
    return [span for words in reported.split("; ") for span in _movement(one, words, ledger)]


def _movement(one: Attended, words: str, ledger: Ledger) -> Iterable[AnswerSpan]:
    """The words that say that somebody came or went: in the list itself, or in an item, that which the record names."""
    item = _ITEM.search(words)
    said = folded(_ITEM.sub("", words))
    name = parsed(one.name)
    if not said or name is None:
        return
    (listing,) = ledger.paragraphs([one.paragraph])
    text = listing.paragraph.text
    if said in plain(text):
        rows = [plain(text[start:end]) for start, end in lines(text)]
        broken = not any(said in row and name.surname in row for row in rows)
        yield naming(listing, [one.name], sentences if broken else lines)
        return
    for cited in ledger.minutes_of(one.meeting):
        if item and cited.item.rstrip(".") != item["number"].rstrip("."):
            continue
        for start, end in sentences(cited.paragraph.text):
            clause = plain(cited.paragraph.text[start:end])
            if said in clause and name.surname in clause:
                yield holding(cited, [cited.paragraph.text[start:end]])
                return
    if item is None:  # a mark in the list, which its legend explains
        yield naming(listing, [one.name], lines)


def _quoted(spans: Iterable[AnswerSpan]) -> Findings | None:
    """Each span as a finding that speaks for itself, once; None where there is none."""
    found = list({(one.cited.id, one.start, one.end): one for one in spans}.values())
    return Findings(findings=tuple(Finding(proofs=(one,)) for one in found)) if found else None


def _first_named(listed: Sequence[Attended]) -> Sequence[Attended]:
    """The first row of each person: lists of votes may name everybody again."""
    kept: dict[Name | str, Attended] = {}
    for one in listed:
        name = parsed(one.name)
        if name is None or not any(isinstance(other, Name) and other.fits(name) for other in kept):
            kept.setdefault(name or one.name, one)
    return list(kept.values())
