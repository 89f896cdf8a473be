import shutil
from contextlib import closing
from typing import Any

import pytest

from eval.supposing import SupposedLedger


@pytest.fixture
def ledger(sample_home, tmp_path):
    shutil.copytree(sample_home.home, tmp_path / "copy")
    with closing(SupposedLedger(tmp_path / "copy")) as ledger:
        yield ledger


def everything(ledger: SupposedLedger) -> list[list[tuple[Any, ...]]]:
    tables = ("paragraphs", "documents", "attendance")
    return [[tuple(row) for row in ledger.rows(f"SELECT * FROM {table}")] for table in tables]


def test_without_a_paragraph_its_records_are_gone_too_and_all_comes_back(ledger):
    before = everything(ledger)
    id = ledger.rows("SELECT paragraph FROM attendance LIMIT 1")[0]["paragraph"]
    with ledger.without([id]):
        assert ledger.paragraph(id) is None
        assert not ledger.rows("SELECT 1 FROM attendance WHERE paragraph = ?", id)
    assert everything(ledger) == before


def test_another_value_stands_in_the_paragraph_and_its_records_only(ledger):
    before = everything(ledger)
    row = ledger.rows("SELECT paragraph, name FROM attendance LIMIT 1")[0]
    cited = ledger.paragraph(row["paragraph"])
    surname = row["name"].split()[-1]
    with ledger.saying([cited], surname, "X" * len(surname)):
        changed = ledger.paragraph(cited.id)
        assert changed.paragraph.text == cited.paragraph.text.replace(surname, "X" * len(surname))
        names = [one["name"] for one in ledger.rows("SELECT name FROM attendance WHERE paragraph = ?", cited.id)]
        assert any(name.endswith("X" * len(surname)) for name in names)
        beside = [one for one in ledger.paragraphs_of(cited.document) if one.id != cited.id]
        assert not any("XXX" in one.paragraph.text for one in beside)
    assert everything(ledger) == before


def test_a_failure_undoes_it_too(ledger):
    before = everything(ledger)
    with pytest.raises(RuntimeError), ledger.without([ledger.rows("SELECT id FROM paragraphs LIMIT 1")[0]["id"]]):
        raise RuntimeError
    assert everything(ledger) == before
