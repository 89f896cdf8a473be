"""What the ledger holds, to be looked through: meetings, decisions, actions and people, each row with its proof."""

from rag.browsing.actions import ActionRow, actions
from rag.browsing.decisions import DecisionRow, decisions
from rag.browsing.meetings import BodyRow, MeetingRow, Minutes, bodies, meetings, minutes
from rag.browsing.people import Person, PersonRow, people, person
from rag.browsing.rows import Page, Row, Within

__all__ = [
    "ActionRow",
    "BodyRow",
    "DecisionRow",
    "MeetingRow",
    "Minutes",
    "Page",
    "Person",
    "PersonRow",
    "Row",
    "Within",
    "actions",
    "bodies",
    "decisions",
    "meetings",
    "minutes",
    "people",
    "person",
]
