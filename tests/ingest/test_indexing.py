"""From the ledger to its indexes, with the real model: they agree, say when they don't, and cost nothing twice."""

import shutil
from pathlib import Path

import pytest

from ingest.indexing import disagreements, follow
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings
from rag.stores.dense import DenseIndex
from rag.stores.embedding import SentenceTransformerEmbedder
from rag.stores.words import TantivyIndex, question_terms

MINUTES = """Orrin Parish Council

Minutes of the meeting held on 3 May 2024

1. Wall

The churchyard wall was mended at a cost of £450.

2. Roads

{roads}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, embeddings: Path) -> Settings:
    """Settings of a home with one document whose second item is longer than the model reads; for reading only."""
    folder = tmp_path_factory.mktemp("indexing")
    roads = (
        "The road by the old mill was looked at in the rain by all members. " * 15 + "The ford at Nether Orrin is deep."
    )
    (folder / "a.txt").write_text(MINUTES.format(roads=roads), encoding="utf-8")
    settings = Settings(home=folder / "home", cache=embeddings)
    with opened(settings.home, create=True) as ledger:
        ingest([folder / "a.txt"], ledger, settings)
    return settings


def test_indexes_agree_with_the_ledger_they_were_made_from(made: Settings) -> None:
    with opened(made.home) as ledger:
        assert disagreements(ledger, made) == []
        assert ledger.unindexed("words") == ledger.unindexed("dense") == []
        assert ledger.about("embedder") == made.embedder


def test_a_paragraph_is_found_by_its_words_and_by_its_meaning(made: Settings) -> None:
    with opened(made.home) as ledger:
        wall = next(p.id for p in ledger.paragraphs_of("a.txt") if "£450" in p.paragraph.text)
    by_words = TantivyIndex(made.home / "words").search([(term, 1.0) for term in question_terms("mended wall")], 3)
    vector = SentenceTransformerEmbedder(made.embedder).embed(["repairs to the boundary of the graveyard"])[0]
    by_meaning = DenseIndex(made.home / "dense").search(vector, 3)
    assert by_words[0].id == wall
    assert by_meaning[0].id.partition(":")[0] == wall


def test_the_end_of_a_long_item_is_found_by_its_meaning(made: Settings) -> None:
    vector = SentenceTransformerEmbedder(made.embedder).embed(["how deep is the water where the river is crossed"])[0]
    [best] = DenseIndex(made.home / "dense").search(vector, 1)
    with opened(made.home) as ledger:
        found = ledger.paragraph(best.id.partition(":")[0])
    assert found is not None
    assert "ford at Nether Orrin" in found.paragraph.text


@pytest.mark.parametrize("index", ["words", "dense"])
def test_an_index_that_lost_something_is_found_out(made: Settings, tmp_path: Path, index: str) -> None:
    home = shutil.copytree(made.home, tmp_path / "home")
    shutil.rmtree(home / index)
    with opened(home) as ledger:
        [said] = disagreements(ledger, made.model_copy(update={"home": home}))
    assert "index" in said


def test_texts_embedded_once_are_not_embedded_again(
    made: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("embedded again")

    monkeypatch.setattr(SentenceTransformerEmbedder, "embed", refuse)
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(made.home / "ledger.sqlite", home)
    with opened(home) as ledger:
        ledger.unindex()
        follow(ledger, made.model_copy(update={"home": home}))
        assert disagreements(ledger, made.model_copy(update={"home": home})) == []
