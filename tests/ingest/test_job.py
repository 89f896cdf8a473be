"""The ingestion job: new, changed, unchanged and failed files; how the ledger follows them; a run that is killed."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from ingest.indexing import disagreements, rebuild
from ingest.job import ingest
from ingest.parsing import parse
from ingest.reading import read
from ingest.report import Report
from ingest.workers import Given, Parsed
from rag.answers import Question
from rag.assistant import open_assistant
from rag.errors import EmbedderMismatch, StorageFailure, UnknownDocument, WrongUse
from rag.home import opened
from rag.ledger import Ledger
from rag.settings import Settings
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Vectors
from rag.stores.words import TantivyIndex, WordEntry, terms

T = TypeVar("T")
PROJECT = Path(__file__).parents[2]
HEAD = "Orrin Parish Council\n\nMinutes of the meeting held on {} 2024\n\n"
WALL = (
    HEAD.format("3 May") + "1. Wall\n\nThe xylquorbit wall was mended for £450 by Mr Dent, the mason of Upper Orrin.\n"
)
BENCH = (
    HEAD.format("7 June") + "1. Bench\n\nThe bench on the green was given by the Lions and stands beside the pump.\n"
)
HEDGE = (
    HEAD.format("5 July")
    + "1. Hedge\n\nThe hedge by the school will be cut in October by the contractor of last year.\n"
)


class SmallEmbedder:
    """Vectors of unit length from a text's digest, in the place of a model that takes seconds to load."""

    longest = 256

    def __init__(self, name: str) -> None:
        self.name = name

    def pieces(self, text: str) -> int:
        return len(text.split())

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], dtype=np.float32) + 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(autouse=True)
def _small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.stores.embedding.SentenceTransformerEmbedder", SmallEmbedder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", embedder="small")


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """A folder of three documents."""
    return filled(tmp_path / "minutes")


def filled(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (("wall.txt", WALL), ("bench.txt", BENCH), ("hedge.txt", HEDGE)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(settings: Settings, *paths: Path) -> Report:
    with opened(settings.home, create=True) as ledger:
        return ingest(paths, ledger, settings)


def counts(report: Report) -> tuple[int, int, int, int]:
    return len(report.new), len(report.changed), len(report.unchanged), len(report.failed)


SUCCESSION = ("aliases", "departed")


def tables(home: Path, but: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the ledger, but for some tables."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {
            name: sorted(base.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in names
            if name not in but
        }


def indexes(settings: Settings) -> tuple[int, set[str]]:
    with closing(DenseIndex(settings.home / "dense")) as dense:
        return len(TantivyIndex(settings.home / "words")), dense.ids()


def agrees(settings: Settings) -> bool:
    with opened(settings.home) as ledger:
        return disagreements(ledger, settings) == []


def found_by_word(settings: Settings, word: str) -> list[str]:
    [term] = terms(word)
    return [hit.id for hit in TantivyIndex(settings.home / "words").search([(term, 1.0)], 10)]


# New, changed, unchanged, failed


def test_a_first_run_takes_in_all_and_a_second_nothing(settings: Settings, minutes: Path) -> None:
    first = run(settings, minutes)
    assert first.new == ("bench.txt", "hedge.txt", "wall.txt")
    assert counts(first) == (3, 0, 0, 0)
    before = tables(settings.home)
    assert counts(run(settings, minutes)) == (0, 0, 3, 0)
    assert tables(settings.home) == before
    assert agrees(settings)


def test_a_file_named_twice_is_taken_once(settings: Settings, minutes: Path) -> None:
    assert counts(run(settings, minutes, minutes / "wall.txt", minutes)) == (3, 0, 0, 0)


def test_hidden_files_and_other_kinds_are_passed_over_in_a_folder(settings: Settings, minutes: Path) -> None:
    for name in (".hidden.txt", "~$wall.docx", "photo.jpg", ".git/wall.txt"):
        path = minutes / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Not minutes.")
    (minutes / "2024").mkdir()
    (minutes / "2024" / "MAY.TXT").write_text(WALL.replace("3 May", "4 May"))
    report = run(settings, minutes)
    assert sorted(report.new) == ["MAY.TXT", "bench.txt", "hedge.txt", "wall.txt"]
    assert not report.failed


def test_a_changed_file_takes_the_place_of_its_earlier_version(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    with opened(settings.home) as ledger:
        [old] = [p for p in ledger.paragraphs_of("wall.txt") if "£450" in p.paragraph.text]
    assert found_by_word(settings, "xylquorbit")
    (minutes / "wall.txt").write_text(WALL.replace("xylquorbit", "garden").replace("£450", "£475"), encoding="utf-8")
    report = run(settings, minutes)
    assert report.changed == ("wall.txt",)
    assert counts(report) == (0, 1, 2, 0)
    assert found_by_word(settings, "xylquorbit") == []
    assert TantivyIndex(settings.home / "words").spread(terms("xylquorbit")[0]) == 0
    with opened(settings.home) as ledger:
        now = ledger.paragraph(old.id)
        assert now
        assert "£475" in now.paragraph.text
        assert now.id != old.id
        assert "£475" in (ledger.text("wall.txt") or "")
        assert not any("£450" in ledger.text(row["name"]) for row in ledger.documents())  # type: ignore[operator]
    _, passages = indexes(settings)
    assert not any(id.startswith(old.id) for id in passages)
    assert agrees(settings)


def test_a_file_changed_back_is_as_it_was(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    before, held = tables(settings.home, SUCCESSION), indexes(settings)
    (minutes / "wall.txt").write_text(BENCH, encoding="utf-8")
    run(settings, minutes)
    assert tables(settings.home, SUCCESSION) != before
    (minutes / "wall.txt").write_text(WALL, encoding="utf-8")
    run(settings, minutes)
    assert tables(settings.home, SUCCESSION) == before
    with opened(settings.home) as ledger:  # what can be cited leads to itself
        ids = {p.id for name in ("wall.txt", "bench.txt", "hedge.txt") for p in ledger.paragraphs_of(name)}
    after = tables(settings.home)
    assert not {old for old, _ in after["aliases"]} & ids
    assert not {gone for gone, _ in after["departed"]} & ids
    assert {new for _, new in after["aliases"]} <= ids
    assert indexes(settings) == held


def test_a_failed_file_is_named_with_its_reason_and_the_rest_goes_on(settings: Settings, minutes: Path) -> None:
    (minutes / "empty.txt").touch()
    (minutes / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    report = run(settings, minutes)
    assert counts(report) == (3, 0, 0, 2)
    assert [Path(failure.document).name for failure in report.failed] == ["empty.txt", "old.doc"]
    assert "is empty" in report.failed[0].reason
    assert "save it as .docx" in report.failed[1].reason
    assert agrees(settings)


def test_a_file_that_fails_keeps_its_earlier_version(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    before = tables(settings.home)
    (minutes / "wall.txt").write_bytes(b"\0\1\2\3" * 100)
    assert counts(run(settings, minutes)) == (0, 0, 2, 1)
    [(_, name, reason, _)] = tables(settings.home)["failures"]
    assert (name, "is binary" in reason) == ("wall.txt", True)
    assert tables(settings.home, ["failures"]) == {name: rows for name, rows in before.items() if name != "failures"}
    assert found_by_word(settings, "xylquorbit")


def test_a_file_that_vanishes_while_the_run_reads_fails_alone(settings: Settings, minutes: Path) -> None:
    @contextmanager
    def vanishing(what: str, _total: int) -> Iterator[Callable[[int], object]]:
        if what == "reading":
            (minutes / "hedge.txt").unlink()
        yield lambda _done: None

    with opened(settings.home, create=True) as ledger:
        report = ingest([minutes], ledger, settings, vanishing)
    assert report.new == ("bench.txt", "wall.txt")
    [failure] = report.failed
    assert "'hedge.txt' vanished" in failure.reason


def test_a_path_that_does_not_exist_is_a_failure_beside_others(settings: Settings, minutes: Path) -> None:
    report = run(settings, minutes / "wall.txt", minutes / "gone.txt")
    assert counts(report) == (1, 0, 0, 1)
    assert "doesn't exist" in report.failed[0].reason


@pytest.mark.parametrize("there", [False, True], ids=["missing", "without-minutes"])
def test_paths_without_any_minutes_are_wrong_use(settings: Settings, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "nothing"
    if there:
        folder.mkdir()
        (folder / "photo.jpg").touch()
    with pytest.raises(WrongUse, match=r"nothing.*; give files or folders with .*\.docx"):
        run(settings, folder)


# Names and places


def test_the_same_name_in_two_folders_makes_two_documents(settings: Settings, tmp_path: Path) -> None:
    for parish, text in (("east", WALL), ("west", BENCH)):
        (tmp_path / parish).mkdir()
        (tmp_path / parish / "minutes.txt").write_text(text)
    assert run(settings, tmp_path / "east", tmp_path / "west").new == ("minutes.txt", "west/minutes.txt")
    assert counts(run(settings, tmp_path / "east", tmp_path / "west")) == (0, 0, 2, 0)
    with opened(settings.home) as ledger:
        assert "xylquorbit" in (ledger.text("minutes.txt") or "")
        assert "Lions" in (ledger.text("west/minutes.txt") or "")


def test_equal_boilerplate_of_two_documents_is_two_paragraphs(settings: Settings, tmp_path: Path) -> None:
    for parish, text in (("east", WALL), ("west", WALL + "\n2. Close\n\nThe meeting closed at nine in the evening.\n")):
        (tmp_path / parish).mkdir()
        (tmp_path / parish / "minutes.txt").write_text(text)
    run(settings, tmp_path / "east", tmp_path / "west")
    assert len(found_by_word(settings, "xylquorbit")) == 2


def test_a_moved_folder_is_unchanged(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    held = indexes(settings)
    moved = minutes.rename(minutes.with_name("archive"))
    assert counts(run(settings, moved)) == (0, 0, 3, 0)
    assert indexes(settings) == held


def test_a_file_that_changes_after_a_move_takes_the_place_of_its_earlier_version(
    settings: Settings, minutes: Path
) -> None:
    run(settings, minutes)
    moved = minutes.rename(minutes.with_name("archive"))
    run(settings, moved)
    (moved / "wall.txt").write_text(WALL.replace("£450", "£475"), encoding="utf-8")
    assert run(settings, moved).changed == ("wall.txt",)
    with opened(settings.home) as ledger:
        assert ledger.summary().documents == 3


def test_a_moved_file_with_a_longer_name_is_unchanged(settings: Settings, tmp_path: Path) -> None:
    for parish, text in (("east", WALL), ("west", BENCH)):
        (tmp_path / parish).mkdir()
        (tmp_path / parish / "minutes.txt").write_text(text)
    run(settings, tmp_path / "east", tmp_path / "west")
    (tmp_path / "west").rename(tmp_path / "north")
    assert run(settings, tmp_path / "north").unchanged == ("west/minutes.txt",)


def test_a_name_in_another_encoding_is_taken_in(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"proc\xe8s-verbal.txt")).write_text(WALL, encoding="utf-8")
    [name] = run(settings, tmp_path).new
    assert name.encode()  # it can be kept and printed
    assert run(settings, tmp_path).unchanged == (name,)


def test_a_copy_in_the_same_run_is_the_same_document(settings: Settings, tmp_path: Path) -> None:
    report = run(settings, filled(tmp_path / "first"), filled(tmp_path / "second"))
    assert counts(report) == (3, 0, 3, 0)


def test_a_copy_of_a_file_that_fails_fails_too(settings: Settings, minutes: Path, tmp_path: Path) -> None:
    copy = filled(tmp_path / "copy")
    for folder in (minutes, copy):
        (folder / "wall.txt").write_bytes(b"\0\1\2\3" * 100)
    assert counts(run(settings, minutes, copy)) == (2, 0, 2, 2)


def test_a_copy_elsewhere_does_not_take_the_documents_place(settings: Settings, minutes: Path, tmp_path: Path) -> None:
    run(settings, minutes)
    before = tables(settings.home)
    assert counts(run(settings, filled(tmp_path / "copy"))) == (0, 0, 3, 0)
    assert tables(settings.home) == before


def test_a_home_of_another_embedding_model_is_refused_before_anything_is_read(
    settings: Settings, minutes: Path
) -> None:
    run(settings, minutes / "wall.txt")
    before = tables(settings.home)
    other = settings.model_copy(update={"embedder": "other"})
    with pytest.raises(EmbedderMismatch, match=r"'small', not 'other'; set MINUTEBOOK_EMBEDDER=small"):
        run(other, minutes)
    assert tables(settings.home) == before


# Removing


def test_a_removed_document_leaves_every_store_and_its_text_every_file(settings: Settings, minutes: Path) -> None:
    from ingest.indexing import follow

    run(settings, minutes)
    with opened(settings.home) as ledger:
        gone = {p.id for p in ledger.paragraphs_of("wall.txt")}
        ledger.remove("wall.txt")
        follow(ledger, settings)
        assert [row["name"] for row in ledger.documents()] == ["bench.txt", "hedge.txt"]
    left = tables(settings.home)
    assert left["retired"] == []
    assert not any(row[0] in gone for row in left["paragraphs"])
    _, passages = indexes(settings)
    assert not {id.partition(":")[0] for id in passages} & gone
    assert agrees(settings)
    words = TantivyIndex(settings.home / "words")
    assert words.spread(terms("xylquorbit")[0]) == 0
    assert words.spelled("xylquorbyt") == "xylquorbyt"
    # Chroma keeps what it was given: ids and vectors, which it only marks as deleted; never a word
    places = [
        path for path in settings.home.rglob("*") if path.is_file() and b"xylquorbit" in path.read_bytes().lower()
    ]
    assert places == []


def test_removing_what_is_not_there_changes_nothing(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    before = tables(settings.home)
    with opened(settings.home) as ledger, pytest.raises(UnknownDocument, match=r"'well\.txt'; `minutebook status"):
        ledger.remove("well.txt")
    assert tables(settings.home) == before


def test_a_removed_document_can_come_back(settings: Settings, minutes: Path) -> None:
    from ingest.indexing import follow

    run(settings, minutes)
    before, held = tables(settings.home), indexes(settings)
    with opened(settings.home) as ledger:
        ledger.remove("wall.txt")
        follow(ledger, settings)
    assert run(settings, minutes).new == ("wall.txt",)
    assert tables(settings.home) == before
    assert indexes(settings) == held


def test_a_changed_file_costs_the_indexes_its_own_size(
    settings: Settings, minutes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "".join(f"{n}. Plot\n\nPlot {n} was let to the tenant of plot {n + 1} for £{n}.\n\n" for n in range(1, 150))
    (minutes / "long.txt").write_text(HEAD.format("2 August") + long)
    run(settings, minutes)
    put: list[int] = []
    original = TantivyIndex.put

    def counted(index: TantivyIndex, entries: list[WordEntry]) -> None:
        put.append(len(entries))
        original(index, entries)

    monkeypatch.setattr(TantivyIndex, "put", counted)
    (minutes / "wall.txt").write_text(WALL.replace("xylquorbit", "garden"), encoding="utf-8")
    run(settings, minutes)
    assert len(put) == 1
    assert put[0] < 10
    assert found_by_word(settings, "xylquorbit") == []
    assert agrees(settings)


def test_the_indexes_can_be_made_anew_again_and_again_by_one_process(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    held = indexes(settings)
    for _ in range(2):
        with opened(settings.home) as ledger:
            rebuild(ledger, settings)
        assert indexes(settings) == held
        assert agrees(settings)


# The disk


def test_a_full_disk_is_one_sentence_and_loses_nothing(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    before = tables(settings.home)
    (minutes / "long.txt").write_text(
        HEAD.format("2 August") + "1. Roads\n\n" + "The road by the mill was mended. " * 9000
    )
    with opened(settings.home) as ledger:
        ledger._base.execute("PRAGMA max_page_count = 1")  # SQLite then says what it says of a full disk
        with pytest.raises(StorageFailure, match=r"database or disk is full\).*make room"):
            ingest([minutes], ledger, settings)
    assert tables(settings.home) == before
    assert counts(run(settings, minutes)) == (1, 0, 3, 0)
    assert agrees(settings)


# A killed run

KILLED_AFTER = [
    "rag.ledger:Ledger.put:1",
    "rag.stores.dense:DenseIndex.remove:1",
    "rag.stores.dense:DenseIndex.put:1",
    "rag.stores.words:TantivyIndex.commit:1",
    "rag.ledger:Ledger.given_up:1",
    "rag.ledger:Ledger.indexed:1",
    "rag.ledger:Ledger.indexed:2",
]


def _die(settings: Settings, folder: Path, point: str) -> None:
    """Ingests a folder that has changed until the named method has been called so many times, and ends there."""
    module, method, call = point.split(":")
    owner_name, name = method.split(".")
    owner = getattr(import_module(module), owner_name)
    original, calls = getattr(owner, name), 0

    def dying(*arguments: Any, **options: Any) -> None:
        nonlocal calls
        original(*arguments, **options)
        calls += 1
        if calls == int(call):
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, dying)
    run(settings, folder)


def _die_everywhere(place: Path) -> None:
    """One process for each point, forked from this one, which has imported what takes seconds and has no threads."""
    import ingest.job
    import rag.stores.dense
    import rag.stores.embedding

    vars(rag.stores.embedding)["SentenceTransformerEmbedder"] = SmallEmbedder
    vars(ingest.job)["parsed"] = _read_here
    for home, point in enumerate(KILLED_AFTER):
        process = os.fork()
        if not process:
            try:
                _die(_at(place, str(home)), place / "minutes", point)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL, point


def _read_here(files: Iterable[tuple[T, Given]], _: Settings) -> Iterator[tuple[T, Parsed]]:
    """Reads without processes that would have to be started for each run; tests of workers kill those."""
    for place, given in files:
        source = read(given.file, given.data)
        yield place, Parsed(source=source, meetings=parse(source, given.name))


def _at(place: Path, home: str) -> Settings:
    return Settings(home=place / home, cache=place / "cache", embedder="small")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with minutes of which some changed, with the home of an undisturbed run, and those of killed ones."""
    place = tmp_path_factory.mktemp("killed")
    folder, undisturbed = filled(place / "minutes"), _at(place, "undisturbed")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("rag.stores.embedding.SentenceTransformerEmbedder", SmallEmbedder)
        run(undisturbed, folder)
        for home in range(len(KILLED_AFTER)):
            shutil.copytree(undisturbed.home, place / str(home))
        (folder / "hedge.txt").write_text(HEDGE.replace("October", "November"), encoding="utf-8")
        (folder / "pump.txt").write_text(
            HEAD.format("2 August") + "1. Pump\n\nThe pump was painted green by the school.\n", encoding="utf-8"
        )
        run(undisturbed, folder)
    done = subprocess.run(
        [sys.executable, __file__, str(place)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return place


@pytest.mark.parametrize("point", KILLED_AFTER)
def test_after_a_killed_run_a_second_one_ends_as_an_undisturbed_one(killed: Path, point: str) -> None:
    settings, undisturbed = _at(killed, str(KILLED_AFTER.index(point))), _at(killed, "undisturbed")
    with opened(settings.home) as ledger:
        assert {"bench.txt", "hedge.txt", "wall.txt"} <= {row["name"] for row in ledger.documents()}
    report = run(settings, killed / "minutes")
    assert not report.failed
    assert tables(settings.home) == tables(undisturbed.home)
    assert indexes(settings) == indexes(undisturbed)
    assert agrees(settings)


def test_a_run_that_fails_before_dense_search_is_answered_by_words_and_finished_by_the_next(
    settings: Settings, minutes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFailure("The vector index can't be written (disk full); make room and run it again.")

    with monkeypatch.context() as patched:
        patched.setattr(DenseIndex, "put", full)
        with pytest.raises(StorageFailure):
            run(settings, minutes)
    with opened(settings.home) as ledger:
        assert ledger.summary().unindexed == 3
    assert agrees(settings)  # they wait, and that is known
    with open_assistant(settings) as assistant:
        answer = assistant.answer(Question(text="What did the xylquorbit wall cost?"))
    assert any("£450" in one.cited.paragraph.text for one in answer.ranked)
    assert counts(run(settings, minutes)) == (0, 0, 3, 0)
    assert agrees(settings)


def test_a_run_with_nothing_new_loads_no_model_and_no_vector_index(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    script = """
import json, sys
from pathlib import Path
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings
with opened(Path(sys.argv[1])) as ledger:
    report = ingest([Path(sys.argv[2])], ledger, Settings(home=sys.argv[1], embedder="small"))
heavy = {"torch", "chromadb", "sentence_transformers", "gradio", "langchain"}
print(json.dumps([len(report.unchanged), sorted(heavy & set(sys.modules))]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(settings.home), str(minutes)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert json.loads(done.stdout or "null") == [3, []], done.stderr


def test_the_ledger_can_be_opened_again_while_nobody_writes(settings: Settings, minutes: Path) -> None:
    run(settings, minutes)
    with closing(Ledger(settings.home)) as ledger:
        assert ledger.summary().documents == 3


if __name__ == "__main__":
    _die_everywhere(Path(sys.argv[1]))
