from datetime import date

import pytest

from rag.browsing import Within, decisions
from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.minutes import Outcome

FENCE, HALL, CLOCK, TENDER, GRANT = "january.txt-1", "january.txt-3", "january.txt-4", "january.txt-5", "wick.txt-1"


@pytest.mark.parametrize(
    ("within", "options", "found"),
    [
        ({}, {}, [GRANT, FENCE, HALL, TENDER]),
        ({"body": "ottermouth town council"}, {}, [FENCE, HALL, TENDER]),
        ({"body": "Wick"}, {}, [GRANT]),
        ({"body": "Nowhere"}, {}, []),
        ({"since": date(2024, 2, 1)}, {}, [GRANT]),
        ({"until": date(2024, 1, 9)}, {}, [FENCE, HALL, TENDER]),
        ({"words": "CAFE pond"}, {}, [FENCE]),
        ({"words": "ond"}, {}, []),
        ({"exempt": False}, {}, [GRANT, FENCE, HALL]),
        ({"document": "wick.txt"}, {}, [GRANT]),
        ({}, {"outcome": Outcome.LOST}, [HALL]),
        ({}, {"outcome": Outcome.NOT_STATED}, [CLOCK]),
        ({}, {"mover": "Pell"}, [FENCE, CLOCK]),
    ],
)
def test_decisions_are_found_within_bounds(ledger: Ledger, within, options, found: list[str]):
    page = decisions(ledger, Within(**within), **options)
    assert [row.paragraph_id for row in page.rows] == found
    assert page.total == len(found)


def test_a_decision_says_how_it_ended_and_where_it_stands(ledger: Ledger):
    fence, hall = decisions(ledger, Within(body="Ottermouth Town Council"), limit=2).rows
    assert (fence.outcome, fence.proposer, fence.item) == (Outcome.CARRIED, "Cllr Pell", "2")
    assert fence.label == "Ottermouth Town Council, 9 January 2024, item 2"
    assert (hall.matter, hall.votes_for, hall.votes_against, hall.abstentions) == ("to sell the hall", 1, 2, None)
    assert hall.text == "The motion to sell the hall was LOST."


def test_pages_divide_the_whole(ledger: Ledger):
    pages = [decisions(ledger, limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(page.rows) for page in pages] == [3, 1, 0]
    assert {page.total for page in pages} == {4}
    assert decisions(ledger, limit=None).rows == pages[0].rows + pages[1].rows
    for limit, offset in ((0, 0), (1, -1)):
        with pytest.raises(WrongUse, match="limit or offset"):
            decisions(ledger, limit=limit, offset=offset)
