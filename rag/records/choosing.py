"""Which of the meetings in a scope a query of the records is about."""

from collections.abc import Sequence, Set

from rag.ledger import Ledger
from rag.plan import (
    ActionsOf,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    MeetingsOf,
    OfficeOf,
    RecordQuery,
    VotesOf,
    Which,
)
from rag.records.attendance import of_person, roll
from rag.records.business import decided
from rag.records.meetings import Held, by_body, minuted, of_one_body, one_meeting
from rag.records.vocabulary import names_office

FEW = 4  # bodies that a question may be about together
_OPEN = 3  # meetings: what was undertaken at an earlier one is taken for done


def chosen(query: RecordQuery, meetings: Sequence[Held], ledger: Ledger, *, dated: bool) -> Sequence[Held]:
    """The meetings that a query is about; none where that is open. `dated`: the scope bounds their time."""
    match query:
        case AttendanceOf(person=None) | CountOf(counted=Counted.PEOPLE | Counted.PUBLIC):
            return one_meeting(meetings)
        case AttendanceOf(person=str() as person):
            return one_meeting(meetings) or one_meeting(_listing(person, meetings, ledger))
        case CountOf(counted=Counted.ATTENDED, person=str() as person):
            return minuted(ledger, _listing(person, meetings, ledger, most=FEW))
        case CountOf(counted=Counted.MEETINGS):
            return minuted(ledger, of_one_body(ledger, meetings))
        case CountOf(counted=Counted.DECISIONS, person=mover):
            return _moving(mover, meetings, ledger) or bounded(meetings, dated=dated)
        case DecisionsOf(mover=mover):
            several = dated and query.outcome and len({one.body for one in meetings}) <= FEW
            one_body = _moving(mover, meetings, ledger) or bounded(meetings, dated=dated)
            return one_body or (meetings if several else [])
        case CountOf(counted=Counted.AMENDMENTS | Counted.ACTIONS):
            return bounded(meetings, dated=dated)
        case VotesOf(matter=matter) if matter:
            return meetings
        case VotesOf(person=None):
            return bounded(meetings, dated=dated)
        case ActionsOf(owner=str() as owner) if not names_office(owner):  # a person may act for several bodies
            return meetings if dated else [one for body in by_body(meetings) for one in body[-_OPEN:]]
        case ActionsOf():
            return bounded(meetings, dated=True) if dated else of_one_body(ledger, meetings)[-_OPEN:]
        case MeetingsOf(which=Which.BEGUN | Which.ENDED):
            return one_meeting(meetings)
        case OfficeOf():
            return of_one_body(ledger, meetings) or meetings
    return of_one_body(ledger, meetings)


def bounded(meetings: Sequence[Held], *, dated: bool) -> Sequence[Held]:
    """The one meeting that these are, or all of one body where the scope bounds their time; else none."""
    return one_meeting(meetings) or (meetings if dated and len({one.body for one in meetings}) == 1 else [])


def _listing(person: str, meetings: Sequence[Held], ledger: Ledger, most: int = 1) -> Sequence[Held]:
    """The meetings of one body; where no one body is meant, those of the few that list a person, `most` at most."""
    if theirs := of_one_body(ledger, meetings):
        return theirs
    listed = {one.meeting for one in of_person(person, roll(ledger, meetings))}
    return _of_few({one.body for one in meetings if one.id in listed}, meetings, most)


def _moving(mover: str | None, meetings: Sequence[Held], ledger: Ledger) -> Sequence[Held]:
    """The meetings of the only body at which somebody moved anything; none where nobody is given."""
    return _of_few({one.held.body for one in decided(ledger, meetings, mover=mover)}, meetings) if mover else []


def _of_few(bodies: Set[str], meetings: Sequence[Held], most: int = 1) -> Sequence[Held]:
    return [one for one in meetings if one.body in bodies] if len(bodies) <= most else []
