"""What the ledger holds, to be looked through: each view from its address and what is asked of it, as HTML."""

from collections.abc import Callable, Mapping

from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.page.views.lists import actions_view, decisions_view, meetings_view, people_view
from rag.page.views.minutes import minutes_view
from rag.page.views.parts import Query
from rag.page.views.person import person_view
from rag.words import say

TABS = ("meetings", "decisions", "actions", "people", "thread")
ADMINISTERING = ("add", "status")  # for administrators
_VIEWS: Mapping[str, Callable[[Ledger, Query], str]] = {
    "meetings": meetings_view,
    "minutes": minutes_view,
    "decisions": decisions_view,
    "actions": actions_view,
    "people": people_view,
    "person": person_view,
}


def view(name: str, query: Query, ledger: Ledger) -> str:
    """The view of that name as HTML.

    Raises:
        WrongUse: there is no such view, or not what it is to show.
    """
    if name not in _VIEWS:
        raise WrongUse(say("list.no_view"))
    return _VIEWS[name](ledger, query)
