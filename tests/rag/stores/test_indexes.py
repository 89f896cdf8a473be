import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import rag.stores
from ingest.indexing import disagreements, follow, rebuild
from ingest.job import ingest
from rag.answers import Question
from rag.assistant import assistant_over
from rag.errors import SettingsError
from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.indexes import assert_indexes, settle_indexes, word_index
from tests.rag.stores.conftest import needs_lite

POND = (
    "OTTERWICK PARISH COUNCIL\nMinutes of the meeting held on 4 June 2024\n\n1. Pond\n"
    "RESOLVED: That the pond be drained at a cost of £400.\n\n2. Hall\nThe hall was painted by Mr Reed.\n"
)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with closing(Ledger(settings.home, create=True)) as made:
        yield made


@pytest.fixture
def on_milvus(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"milvus": str(tmp_path / "milvus.db")})


@pytest.fixture
def minutes(tmp_path: Path) -> list[Path]:
    (tmp_path / "minutes.txt").write_text(POND)
    return [tmp_path / "minutes.txt"]


@needs_lite
def test_a_home_on_milvus_answers_as_one_in_its_folder_does_and_moves_by_a_rebuild(
    ledger: Ledger, settings: Settings, on_milvus: Settings, minutes: list[Path]
):
    ingest(minutes, ledger, settings)
    asked = Question(text="What will draining the pond cost?")
    with assistant_over(ledger, settings) as assistant:
        answer = assistant.answer(asked)
    with pytest.raises(SettingsError, match=r"not on Milvus.*leave MINUTEBOOK_MILVUS out.*minutebook rebuild"):
        follow_anew(ledger, on_milvus)
    rebuild(ledger, on_milvus)
    assert disagreements(ledger, on_milvus) == []
    with assistant_over(ledger, on_milvus) as assistant:
        moved = assistant.answer(asked)
    assert (moved.text, moved.citations) == (answer.text, answer.citations)
    assert not (settings.home / "words").exists()
    with pytest.raises(SettingsError, match=r"on Milvus.*set MINUTEBOOK_MILVUS"), assistant_over(ledger, settings):
        pass
    rebuild(ledger, settings)
    assert disagreements(ledger, settings) == []


def follow_anew(ledger: Ledger, settings: Settings) -> None:
    ledger.unindex()
    follow(ledger, settings)


@needs_lite
def test_a_document_removed_leaves_milvus_too(ledger: Ledger, on_milvus: Settings, minutes: list[Path]):
    ingest(minutes, ledger, on_milvus)
    with word_index(ledger, on_milvus) as words:
        assert words.spread("pond") == 1
    ledger.remove("minutes.txt")
    follow(ledger, on_milvus)
    with word_index(ledger, on_milvus) as words:
        assert (len(words), words.spread("pond")) == (0, 0)


def test_a_home_without_indexes_takes_any_place(ledger: Ledger, settings: Settings, on_milvus: Settings):
    assert_indexes(ledger, settings)
    assert_indexes(ledger, on_milvus)
    settle_indexes(ledger, on_milvus)
    assert_indexes(ledger, on_milvus)
    with pytest.raises(SettingsError, match="on Milvus"):
        assert_indexes(ledger, settings)


def test_each_home_has_a_name_of_its_own_on_milvus(ledger: Ledger, on_milvus: Settings, tmp_path: Path):
    with closing(Ledger(tmp_path / "other", create=True)) as other:
        for one in (ledger, other, ledger):
            settle_indexes(one, on_milvus)
        names = [ledger.about("milvus"), other.about("milvus")]
    assert all(names)
    assert names[0] != names[1]


def test_without_its_package_milvus_is_a_wrong_setting(
    ledger: Ledger, on_milvus: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delitem(sys.modules, "rag.stores.milvus", raising=False)
    monkeypatch.delattr(rag.stores, "milvus", raising=False)
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(SettingsError, match="pip install"), word_index(ledger, on_milvus):
        pass
