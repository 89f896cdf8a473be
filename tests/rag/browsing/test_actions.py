from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from rag.browsing import Within, actions
from rag.ledger import Ledger
from rag.minutes import Action

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


def row(task: str, status: str | None = None, number: str = "3/24", owner: str = "Clerk") -> Action:
    return Action(paragraph_id="0", owner=owner, task=task, number=number, status=status)


@pytest.fixture
def tables(tmp_path: Path, keep: Callable[..., None]) -> Iterator[Ledger]:
    """Tables of actions: what was set in January is reported of in February, and in March by others."""
    with closing(Ledger(tmp_path / "tables", create=True)) as made:

        def held(month: int, *rows: Action, body: str = "Ottermouth Town Council", exempt: int | None = None) -> None:
            meeting = {"items": (["The actions."],), "actions": rows}
            keep(made, f"{body}-{month}.txt", date(2024, month, 1), meeting, body=body, exempt=exempt)

        held(1, row("Oil the gate"), row("Mend the stile"), row("Paint the bench"), row("Cut the hedge"))
        held(2, row("Oil the gate.", "Completed. It swings."), row("Mend the stile", "Done"), row("Paint it", "Done"))
        held(3, row("Mend the stile", "Reopened"), row("Cut the hedge", "Done", owner="Cllr Pell"))
        held(4, row("Paint the bench", "Done"), body="Wick Parish Council")
        held(5, row("Cut the hedge", "Done"), exempt=0)
        yield made


def test_an_action_is_reported_done_by_the_latest_row_that_is_word_for_word_its_own(tables: Ledger):
    found = actions(tables, Within(until=date(2024, 1, 31), exempt=False))
    told = {one.task: (one.status, one.reported_done) for one in found.rows}
    assert told == {
        "Oil the gate": ("Completed. It swings.", True),
        "Mend the stile": ("Reopened", False),
        "Paint the bench": (None, False),
        "Cut the hedge": (None, False),
    }
    [gate] = [one for one in found.rows if one.reported_done]
    assert (gate.status_on, gate.status_in) == (date(2024, 2, 1), "Ottermouth Town Council-2.txt-0")


def test_actions_are_told_apart_by_whether_they_are_reported_done(tables: Ledger):
    january = Within(until=date(2024, 1, 31), exempt=False)
    assert [one.task for one in actions(tables, january, done=True).rows] == ["Oil the gate"]
    assert actions(tables, january, done=False).total == 3
    assert actions(tables, Within(until=date(2024, 1, 31)), done=True).total == 2  # with what was taken in private


@pytest.mark.parametrize(
    ("status", "done"),
    [
        ("Completed", True),
        ("DONE.", True),
        ("Done 3/4/24", True),
        ("Completed on 3 April", True),
        ("Closed (12th May)", True),
        ("Complete. Reported under item 4.", True),
        ("Complete by June", False),
        ("Completed in part", False),
        ("Done, apart from the hinge", False),
        ("Completed 1 of 3", False),
        ("Not done", False),
        ("To be completed", False),
        ("Ongoing", False),
        ("Doner kebabs", False),
    ],
)
def test_a_status_is_done_only_where_it_says_just_that(
    tmp_path: Path, keep: Callable[..., None], status: str, done: bool
):
    with closing(Ledger(tmp_path / "one", create=True)) as ledger:
        keep(ledger, "a.txt", date(2024, 1, 9), {"items": (["The actions."],), "actions": (row("Oil it", status),)})
        [one] = actions(ledger).rows
        assert (one.status, one.reported_done) == (status, done)
