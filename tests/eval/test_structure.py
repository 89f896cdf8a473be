"""The structure that was labelled, against what parsing finds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.metrics.structure import Tally
from eval.structure import GoldItem, GoldMeeting, GoldResolution, compare, load_structure, measure, table
from ingest.parsing import parse
from ingest.reading import read
from rag.errors import WrongUse
from rag.minutes import Meeting

TEXT = """Hallowdown Parish Council

Minutes of the meeting held on 14 May 2024

Present: Cllr A. Thorne, Cllr B. Quill
Apologies: Cllr D. Frome

1. Minutes

The minutes of 9 April were signed.

2. Clock

RESOLVED: that the clock be mended. Proposed by Cllr Quill, seconded by Cllr Thorne.
"""
GOLD = GoldMeeting(
    document="minutes.txt",
    half="blind",
    body="Hallowdown Parish Council",
    held_on=date(2024, 5, 14),
    draft=False,
    items=(GoldItem(number="1", title="Minutes"), GoldItem(number="2", title="Clock")),
    resolutions=(GoldResolution(item="2", proposer="Cllr Quill", seconder="Cllr Thorne", outcome="carried"),),
    present=("A. Thorne", "B. Quill"),
    in_attendance=(),
    apologies=("D. Frome",),
)


@pytest.fixture
def meeting() -> Meeting:
    return parse(read("minutes.txt", TEXT.encode()), "minutes.txt")[0]


def test_what_is_found_as_labelled_is_right(meeting):
    assert compare(GOLD, meeting) == {
        "date": Tally(right=1, found=1, expected=1),
        "body": Tally(right=1, found=1, expected=1),
        "draft": Tally(right=1, found=1, expected=1),
        "items": Tally(right=2, found=2, expected=2),
        "resolutions": Tally(right=1, found=1, expected=1),
        "movers": Tally(right=2, found=2, expected=2),
        "attendance": Tally(right=3, found=3, expected=3),
    }


def test_what_differs_is_wrong(meeting):
    lost = replace(meeting.resolutions[0], outcome="lost", seconder=None)
    counted = compare(
        GOLD, replace(meeting, held_on=None, draft=True, resolutions=(lost,), attendance=meeting.attendance[:2])
    )
    assert counted["date"].right == counted["draft"].right == counted["resolutions"].right == 0
    assert counted["movers"] == Tally(right=1, found=1, expected=2)
    assert counted["attendance"] == Tally(right=2, found=2, expected=3)


def test_any_outcome_is_right_where_the_minutes_give_none(meeting):
    unsaid = GOLD.resolutions[0].model_copy(update={"outcome": "deferred", "outcome_stated": False})
    assert compare(GOLD.model_copy(update={"resolutions": (unsaid,)}), meeting)["resolutions"].right == 1


def test_a_file_is_measured_by_folder_and_half(tmp_path):
    (tmp_path / "village").mkdir()
    (tmp_path / "village" / "minutes.txt").write_text(TEXT, encoding="utf-8")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        GOLD.model_copy(update={"document": "village/minutes.txt"}).model_dump_json() + "\n", encoding="utf-8"
    )
    groups = measure(load_structure(gold), tmp_path)
    assert list(groups) == ["village, blind"]
    assert "F1 1.000" in "\n".join(table(groups))


def test_a_wrong_line_is_told_by_its_number(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n" + GOLD.model_dump_json().replace("blind", "other"), encoding="utf-8")
    with pytest.raises(WrongUse, match="line 2: `half`"):
        load_structure(gold)
    with pytest.raises(WrongUse, match="can't be read"):
        load_structure(Path(tmp_path / "none.jsonl"))
