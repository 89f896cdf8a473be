from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.grounding.counting import miscounted
from rag.ledger import Ledger
from rag.minutes import Outcome, Presence
from tests.rag.records.conftest import Said, put

PELL = {"name": "Cllr Ned Pell"}
VALE = {"name": "Cllr Joy Vale"}
AWAY = {"presence": Presence.APOLOGIES}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Two meetings: two decisions and a lost motion; Pell at both, Vale at the first."""
    carried, lost = ("Ned Pell", None, Outcome.CARRIED), ("Cllr J Vale", None, Outcome.LOST)
    with closing(Ledger(tmp_path, create=True)) as ledger:
        put(
            ledger,
            "january",
            date(2024, 1, 9),
            Said(text="Present: Cllrs Ned Pell and Joy Vale.", attendance=(PELL, VALE)),
            Said(text="Resolved to mend the pump. The motion was lost.", resolutions=(carried, lost)),
        )
        put(
            ledger,
            "march",
            date(2024, 3, 5),
            Said(text="Present: Cllr Ned Pell. Apologies: Cllr Joy Vale.", attendance=(PELL, {**VALE, **AWAY})),
            Said(text="Resolved to sell the pump.", resolutions=(carried,)),
        )
        put(ledger, "other", date(2024, 2, 1), Said(text="It met."), body="Ottermouth Harbour Board")
        yield ledger


def faults(ledger: Ledger, text: str, **changed: Any) -> list[str]:
    sentence = {"text": text, "citations": [1], "quoted": False}
    return list(miscounted({"mode": "quoted", "sentences": [sentence], **changed}, ledger))


COUNTS = [
    ("{} meetings of Ottermouth Town Council held from 9 January to 5 March 2024 are minuted here.", "two"),
    ("{} decisions are recorded at the meetings of Ottermouth Town Council from 9 January to 5 March 2024.", "Three"),
    ("{} decision is recorded as lost at the meeting of Ottermouth Town Council on 9 January 2024.", "One"),
    ("{} motions moved by Cllr Pell are recorded at the meetings of Ottermouth Town Council from 9 January to "
     "5 March 2024.", "Two"),
    ("{} people are listed as present at the meeting of Ottermouth Town Council on 9 January 2024.", "Two"),
    ("Cllr Pell is listed as present at {} of the two meetings of Ottermouth Town Council held from 9 January to "
     "5 March 2024.", "2"),
    ("Cllr Pell is listed as present at two of the {} meetings of Ottermouth Town Council held from 9 January to "
     "5 March 2024.", "two"),
    ("Joy Vale is listed as having sent apologies at {} of the two meetings of Ottermouth Town Council held from "
     "9 January to 5 March 2024.", "one"),
    ("Joy Vale is listed as away at {} of the two meetings of Ottermouth Town Council held from 9 January to "
     "5 March 2024.", "one"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "right"), COUNTS)
def test_a_count_is_held_against_the_rows(ledger: Ledger, sentence: str, right: str):
    assert faults(ledger, sentence.format(right)) == []
    (fault,) = faults(ledger, sentence.format("58"))
    assert "says 58, and the ledger has " in fault


def test_only_what_a_quoted_answer_states_from_records_is_counted(ledger: Ledger):
    wrong = COUNTS[0][0].format("nine")
    quoted = {"text": wrong, "citations": [1], "quoted": True}
    assert faults(ledger, wrong) != []
    assert faults(ledger, wrong, mode="written") == []
    assert faults(ledger, wrong, sentences=[quoted]) == []
    assert faults(ledger, "Later, 5 March 2024: Resolved to sell the pump.") == []
