"""Who was there: people from the lists of present, in attendance and apologies; an unsure pairing stays unpaired."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.parsing.layout.labels import ATTENDANCE_LABEL, VOTED, ends_a_vote
from ingest.parsing.records.absences import reasons
from ingest.parsing.records.grids import Grid
from ingest.parsing.records.lists import (
    PeopleList,
    ends_with,
    excuses,
    goes_on_below,
    heads_names,
    is_head_of_columns,
    is_labelled,
    left_open,
    lists,
    presence_in_title,
    told_of,
)
from ingest.parsing.records.naming import names_nobody, people_in, surnames_in
from ingest.parsing.records.persons import Person, certainly_two, is_councillor, same_person, surname_of
from rag.minutes import CELLS, AgendaItem, Attendance, Kind, Paragraph, Presence, readable

_OPENING = 2500  # characters: where the lists stand that are in no item and no paragraph of their own
# somebody of another council, an officer or a visitor may stand in a council's list of those present
_NO_MEMBER = re.compile(
    r"(?i)\bclerk\b|\brfo\b|responsible (?:financial )?(?:officer|person)|"
    r"\b(?:county|borough|district|city|ward|B|C|D) (?:cllr|councillor)|\b(?:county|borough|district|city) council|"
    r"\b(?:warden|resident|police|pcso|mp|msp|officer|guest|reporter|press|minutes|observer|contractor|public|manager|"
    r"engineer|auditor|caretaker|gardener)s?\b|(?-i:^(?:P\.?C\.?|PS|Sgt|Insp(?:ector)?)\s)"
)
_MEMBERS = (Presence.PRESENT, Presence.REMOTE, Presence.SUBSTITUTE)
_MEMBERS_TITLE = re.compile(
    r"(?i)\W*(?:board|panel|committee|council) members\W*"
)  # over those who came, above the others
_PUBLIC = re.compile(r"(?i)#+ members of the public(?: present)?\s*")  # a heading: its points name who came
_OTHER_COUNCIL = re.compile(r"\b(?:[A-Z]{1,6}(?:CC|DC|BC)|BC[A-Z]{2,6})\b")
_POINT = re.compile(r"\s*[-*•]\s")
_SUMMONS = re.compile(
    r"(?i)\b(?:you are (?:hereby )?summoned|agenda (?:&|and) summons|summons to (?:councillors|members))\b"
)
_LOCAL_COUNCIL = re.compile(r"(?i)\b(?:parish|town|community|village)\b")


def attendance(items: Sequence[AgendaItem], body: str, grid: Grid) -> list[Attendance]:
    """The people that the lists and grids of a meeting name, in order, each once in a list; nobody of a summons."""
    opening = "\n".join(one.text for item in items[:1] for one in item.paragraphs)
    if _SUMMONS.search(opening[:_OPENING]):
        return []
    found = list(grid.people)
    also, seats = set[str](), dict[str, str]()  # names listed besides the members, and as holders of an office only
    besides = list[Attendance]()  # those of whom sentences tell
    head, in_table, bare = "", False, False  # bare: whether those present are told by their surnames
    for paragraph, by_title in _places(items):
        if paragraph.id in grid.paragraphs:
            continue
        if is_head_of_columns(paragraph.text):
            head = f"{paragraph.text}\n"
            continue
        in_table = by_title is not None and (heads_names(paragraph.text) or (in_table and CELLS in paragraph.text))
        for one in told_of(paragraph.text):
            people = surnames_in(one.words, 1) or people_in(one.words)
            besides += [_attending(paragraph.id, person, one, body) for person in people]
        text, head = head + (paragraph.text.split(CELLS)[0] if in_table else paragraph.text), ""
        for one in lists(text, by_title):
            surnames = () if one.presence is Presence.IN_ATTENDANCE else surnames_in(one.words, 1 if bare else 2)
            bare = bare or bool(surnames)
            people = surnames or people_in(one.words)
            names = [person.name for person in people]
            notes = reasons(one.words, names) if one.presence.away else [None] * len(people)
            for person, note in zip(people, notes, strict=True):
                if one.presence.away:  # "Chairman: ..." over the minutes says who holds the chair, not who came
                    found = [
                        other for other in found if not (_seated(other, seats) and same_person(other.name, person.name))
                    ]
                _add(found, replace(_attending(paragraph.id, person, one, body), note=note))
                also |= {person.name} if one.also else set()
                if one.seat:
                    seats[person.name] = paragraph.id
    for seated in grid.seated:
        if not any(one.presence is Presence.APOLOGIES and same_person(one.name, seated.name) for one in found):
            _add(found, seated)
    listed = {surname_of(word) for one in found for word in one.name.split()}
    found = [*(one for one in besides if surname_of(one.name) not in listed), *found]
    if any(one.presence in _MEMBERS for one in found):
        return found
    # where there is no other list, those "in attendance" are the members too
    return [
        replace(one, presence=Presence.PRESENT)
        if one.presence is Presence.IN_ATTENDANCE
        and one.name not in also
        and is_councillor(one.name)
        and not _visits(_told(one), body)
        else one
        for one in found
    ]


def _places(items: Sequence[AgendaItem]) -> Iterator[tuple[Paragraph, Presence | None]]:
    """The paragraphs in which lists are looked for, and which list the item's title or the last words say they are."""
    begun = min((p.start for item in items for p in item.paragraphs if p.kind is not Kind.HEADING), default=0)
    goes_on: Presence | None = None
    listing: Presence | None = None  # which list the paragraph before ends with a point of
    before = ""
    for item in items:
        titled = presence_in_title(item.title)
        if _MEMBERS_TITLE.fullmatch(item.title) and any(one.kind is Kind.ATTENDANCE for one in item.paragraphs):
            titled = Presence.PRESENT
        for paragraph in item.paragraphs:
            if names_nobody(paragraph.text):
                continue
            if paragraph.start < begun + _OPENING and _PUBLIC.fullmatch(paragraph.text):
                listing = Presence.IN_ATTENDANCE
                continue
            words, voted, before = readable(paragraph.text), VOTED.search(before), paragraph.text
            if (
                ends_a_vote(words)
                or (voted and words.startswith("Absent"))
                or (VOTED.search(paragraph.text) and not ATTENDANCE_LABEL.match(words))
            ):
                continue  # who was away from a vote: it tells of that alone
            below = goes_on_below(paragraph.text, listing)
            goes_on = goes_on or (below or (listing if _POINT.match(paragraph.text) else None))
            opening = paragraph.start < begun + _OPENING or paragraph.kind is Kind.ATTENDANCE
            if opening or titled or goes_on or excuses(paragraph.text):
                if paragraph.kind is not Kind.HEADING or is_labelled(words):
                    yield paragraph, goes_on or titled
                listing = ends_with(paragraph.text) or goes_on or titled
                goes_on = left_open(paragraph.text)
            else:
                listing = None


def _attending(paragraph_id: str, person: Person, one: PeopleList, body: str) -> Attendance:
    role = person.role or one.role
    presence = Presence.REMOTE if person.remote and one.presence is Presence.PRESENT else one.presence
    presence = Presence.SUBSTITUTE if person.substitute and presence is Presence.PRESENT else presence
    attending = Attendance(
        paragraph_id=paragraph_id,
        name=person.name,
        organisation=person.organisation,
        presence=presence,
        role=role,
        arrived=person.arrived,
        left=person.left,
    )
    if presence in _MEMBERS and _visits(_told(attending), body):
        return replace(attending, presence=Presence.IN_ATTENDANCE)
    return attending


def _seated(person: Attendance, seats: Mapping[str, str]) -> bool:
    return seats.get(person.name) == person.paragraph_id


def _told(person: Attendance) -> str:
    return f"{person.name} {person.role or ''} {person.organisation or ''}"


def _visits(words: str, body: str) -> bool:
    if not re.search(r"(?i)council|parish meeting", body):
        return False
    if not _LOCAL_COUNCIL.search(body):
        return bool(re.search(r"(?i)\bclerk\b", words))
    return bool(_NO_MEMBER.search(words) or _OTHER_COUNCIL.search(words))


def _add(found: list[Attendance], person: Attendance) -> None:
    """Add a person who isn't in the lists yet; who is there doesn't send apologies too."""
    for i, other in enumerate(found):
        same_list = person.presence is other.presence
        if person.name == other.name or (
            same_list and same_person(person.name, other.name) and not certainly_two(person.name, other.name)
        ):
            found[i] = replace(other, name=max(other.name, person.name, key=len), role=other.role or person.role)
            return
    found.append(person)
