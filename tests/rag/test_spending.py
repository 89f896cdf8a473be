from datetime import date
from pathlib import Path

import pytest

from rag.spending import Allowance

DAY = date(2024, 1, 18)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "model.json"


def test_what_is_spent_is_taken_off_and_kept_over_a_restart(file: Path):
    Allowance(file, 100, lambda: DAY).spend(30)
    again = Allowance(file, 100, lambda: DAY)
    assert again.left == 70
    again.spend(90)
    assert Allowance(file, 100, lambda: DAY).left == 0


def test_the_next_day_begins_with_nothing_spent(file: Path):
    days = [DAY]
    allowance = Allowance(file, 100, lambda: days[-1])
    allowance.spend(100)
    days.append(date(2024, 1, 19))
    assert allowance.left == 100
    assert Allowance(file, 100, lambda: days[-1]).left == 100


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"day": "2024-01-18"}', '{"day": 3, "tokens": 5}'])
def test_a_file_that_cant_be_read_counts_as_nothing_spent(text: str, file: Path):
    file.write_text(text)
    assert Allowance(file, 100, lambda: DAY).left == 100


def test_where_nothing_can_be_kept_the_process_counts_on(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    allowance = Allowance(tmp_path / "gone" / "model.json", 100, lambda: DAY)
    allowance.spend(60)
    allowance.spend(60)
    assert allowance.left == 0
    assert "can't be kept" in caplog.text
