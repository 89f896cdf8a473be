import pytest

from rag.browsing import Within, actions
from rag.ledger import Ledger

BENCH, FENCE = "february.txt-1", "january.txt-2"


@pytest.mark.parametrize(
    ("within", "options", "found"),
    [
        ({}, {}, [BENCH, FENCE]),
        ({"words": "bench"}, {}, [BENCH]),
        ({}, {"owner": "the clerk"}, [FENCE]),
        ({}, {"owner": "T Marsh"}, [BENCH]),
        ({}, {"due": True}, [FENCE]),
        ({}, {"due": False}, [BENCH]),
    ],
)
def test_actions_are_found_within_bounds(ledger: Ledger, within, options, found: list[str]):
    assert [row.paragraph_id for row in actions(ledger, Within(**within), **options).rows] == found


def test_an_action_says_who_and_what_and_by_when(ledger: Ledger):
    [row] = actions(ledger, owner="The Clerk").rows
    assert (row.owner, row.task, row.due, row.text) == (
        "The Clerk",
        "order it",
        "by May",
        "The Clerk to order it by May.",
    )
