"""A document that is taken down leaves nothing of its text in any file, and a line that says that it was."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.indexing import disagreements, passages_of
from ingest.job import ingest
from ingest.takedown import Takedown, take_down
from rag.errors import UnknownDocument
from rag.home import opened
from rag.service.keeping import Kept
from rag.settings import Settings
from rag.stores.words import TantivyIndex, terms
from tests.ingest.test_job import SmallEmbedder

HEAD = "Orrin Parish Council\n\nMinutes of the meeting held on {} 2024\n\n"
CLOSE = "\n\n2. Close\n\nThe meeting closed at nine o'clock.\n"
WALL = HEAD.format("3 May") + '1. Wall\n\nThe "xylquorbit" wall was mended for £450 by Mr Dent.' + CLOSE
BENCH = HEAD.format("7 June") + "1. Bench\n\nA bench was given." + CLOSE
RARE = b"xylquorbit"


@pytest.fixture(autouse=True)
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.stores.embedding.SentenceTransformerEmbedder", SmallEmbedder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two documents, their home and its cache, for reading only."""
    folder = tmp_path_factory.mktemp("takedown")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.stores.embedding.SentenceTransformerEmbedder", SmallEmbedder)
        settings = Settings(home=folder / "home", cache=folder / "cache", embedder="small")
        for name, text in (("wall.txt", WALL), ("bench.txt", BENCH)):
            (folder / name).write_text(text, encoding="utf-8")
        with opened(settings.home, create=True) as ledger:
            ingest([folder / "wall.txt", folder / "bench.txt"], ledger, settings)
    return folder


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """Settings of a copy of that home, with kept answers and a page's picture."""
    for name in ("home", "cache"):
        shutil.copytree(made / name, tmp_path / name)
    settings = Settings(home=tmp_path / "home", cache=tmp_path / "cache", embedder="small")
    (settings.home / "pages").mkdir()
    (settings.home / "pages" / "1.png").write_bytes(RARE)
    with opened(settings.home) as ledger:
        cited = {name: ledger.paragraphs_of(name)[0].id for name in ("wall.txt", "bench.txt")}
    with closing(Kept(settings.home)) as kept, kept._writing() as base:
        for id, document in (("a1", "wall.txt"), ("a2", "bench.txt"), ("a3", "called otherwise then")):
            citation = {"document": document, "paragraph_id": cited.get(document, cited["wall.txt"])}
            text = "of the bench" if document == "bench.txt" else RARE.decode()
            record = json.dumps({"text": text, "citations": [citation]})
            base.execute(
                "INSERT INTO answers (id, asked_on, question, record) VALUES (?, '2026-11-26', '{}', ?)", (id, record)
            )
        for answer, paragraph in (("a1", None), ("a2", cited["wall.txt"]), ("a2", None)):
            note = "kept" if (answer, paragraph) == ("a2", None) else RARE.decode()
            base.execute(
                "INSERT INTO feedback (answer, given_on, verdict, note, paragraph) VALUES (?, '', 'wrong', ?, ?)",
                (answer, note, paragraph),
            )
    return settings


def taken_down(settings: Settings, name: str = "wall.txt") -> Takedown:
    with opened(settings.home) as ledger:
        return take_down(name, ledger, settings)


def holding(settings: Settings, *wanted: bytes) -> set[str]:
    """The files of the home and the cache that hold one of these bytes, in small letters or large."""
    files = [file for folder in (settings.home, settings.cache) for file in folder.rglob("*") if file.is_file()]
    return {file.name for file in files if any(w in (d := file.read_bytes()) or w in d.lower() for w in wanted)}


def test_no_file_holds_a_word_of_it_nor_a_vector_that_stands_for_one(settings: Settings) -> None:
    with opened(settings.home) as ledger:
        found = [p.text for p in passages_of(ledger.paragraphs_of("wall.txt"), 256, len) if "xylquorbit" in p.text]
    vectors = [row.tobytes() for row in SmallEmbedder("small").embed(found)]
    assert {"ledger.sqlite", "service.sqlite"} <= {name.removesuffix("-wal") for name in holding(settings, RARE)}
    assert {"chroma.sqlite3", "embeddings.sqlite"} <= {n.removesuffix("-wal") for n in holding(settings, *vectors)}
    done = taken_down(settings)
    assert holding(settings, RARE, *vectors) == set()
    assert (done.left, done.answers) == ((), 2)
    assert done.phrases > 0
    assert TantivyIndex(settings.home / "words").spread(terms("xylquorbit")[0]) == 0


def test_the_rest_is_as_it_was(settings: Settings) -> None:
    taken_down(settings)
    with opened(settings.home) as ledger:
        assert [row["name"] for row in ledger.documents()] == ["bench.txt"]
        assert disagreements(ledger, settings) == []
    with closing(sqlite3.connect(settings.home / "service.sqlite")) as base:
        assert base.execute("SELECT id FROM answers").fetchall() == [("a2",)]
        assert base.execute("SELECT note FROM feedback").fetchall() == [("kept",)]


def test_that_it_was_taken_down_is_noted_without_a_word_of_it(settings: Settings) -> None:
    taken_down(settings)
    [line] = (settings.home / "removals.jsonl").read_text().splitlines()
    noted = json.loads(line)
    assert noted.pop("time")
    assert noted == {
        "document": "wall.txt",
        "digest": hashlib.sha256(WALL.encode()).hexdigest(),
        "paragraphs": noted["paragraphs"],
        "answers": 2,
        "left": 0,
    }
    assert noted["paragraphs"] > 0


def test_what_is_left_of_it_is_said_with_its_place(settings: Settings) -> None:
    (settings.home / "notes.txt").write_text("Remember: wall was mended for £450 by Mr Dent.")
    done = taken_down(settings)
    assert done.left == (f"{settings.home / 'notes.txt'} holds words of it",)


def test_its_file_and_other_minutes_of_the_meeting_are_named(settings: Settings, made: Path, tmp_path: Path) -> None:
    (tmp_path / "wall draft.txt").write_text(WALL.replace("Minutes of", "Draft minutes of"))
    with opened(settings.home) as ledger:
        ingest([tmp_path / "wall draft.txt"], ledger, settings)
    done = taken_down(settings)
    assert done.source == str(made / "wall.txt")
    assert done.copies == ("wall draft.txt",)
    os.remove(tmp_path / "wall draft.txt")
    assert taken_down(settings, "wall draft.txt").source is None


def test_what_is_not_there_is_said_and_nothing_noted(settings: Settings) -> None:
    with pytest.raises(UnknownDocument, match=r"'well\.txt'"):
        taken_down(settings, "well.txt")
    assert not (settings.home / "removals.jsonl").exists()
    assert (settings.home / "pages" / "1.png").exists()
