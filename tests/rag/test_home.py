import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag import home as homes
from rag.errors import EmbedderMismatch, HomeDamaged, HomeEmpty, HomeLocked, StorageFailure
from rag.home import assert_embedder, note_reading, opened, read_earlier
from rag.minutes import Document

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    input()
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(homes, "_WAIT", 0.05)
    return tmp_path / "home"


@pytest.fixture
def held_elsewhere(home: Path) -> Iterator[Path]:
    """A home that another process works on."""
    home.mkdir()
    command = [sys.executable, "-c", HOLD, str(home / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield home
        process.communicate("\n")


def test_what_one_opening_puts_the_next_one_finds(home: Path, document: Callable[..., Document]):
    with opened(home, create=True) as ledger:
        ledger.put(document("a.txt", ["The Chair left."]))
    with opened(home) as ledger:
        assert ledger.text("a.txt") == "The Chair left."


def test_a_home_that_is_open_cannot_be_opened_again(home: Path):
    with opened(home, create=True), pytest.raises(HomeLocked, match="Another process"), opened(home):
        pass
    with opened(home):
        pass


def test_a_home_held_by_another_process_is_locked_until_it_ends(held_elsewhere: Path):
    with pytest.raises(HomeLocked, match="--home"), opened(held_elsewhere, create=True):
        pass
    assert not (held_elsewhere / "ledger.sqlite").exists()


def test_a_home_is_let_go_of_when_the_work_in_it_fails(home: Path):
    with pytest.raises(ZeroDivisionError), opened(home, create=True):
        raise ZeroDivisionError
    with opened(home):
        pass


def test_a_failure_of_the_work_itself_is_not_blamed_on_the_home(home: Path):
    with pytest.raises(FileNotFoundError, match=r"questions\.jsonl"), opened(home, create=True):
        (home / "questions.jsonl").read_text()


def test_a_home_that_isnt_there_is_empty_and_isnt_made(home: Path):
    with pytest.raises(HomeEmpty, match="minutebook ingest"), opened(home):
        pass
    assert not home.exists()


def test_a_damaged_home_says_so_and_isnt_left_locked(home: Path):
    home.mkdir()
    (home / "ledger.sqlite").write_text("no ledger")
    for _ in range(2):
        with pytest.raises(HomeDamaged), opened(home):
            pass


def test_a_home_that_cannot_be_made_is_a_storage_failure(home: Path):
    home.write_text("a file")
    with pytest.raises(StorageFailure, match="--home"), opened(home, create=True):
        pass


def test_a_home_takes_the_first_model_and_refuses_another(home: Path):
    with opened(home, create=True) as ledger:
        assert_embedder(ledger, "one", home)
        ledger.note("embedder", "one")
        assert_embedder(ledger, "one", home)
        with pytest.raises(EmbedderMismatch, match=r"'one', not 'two'.*minutebook rebuild"):
            assert_embedder(ledger, "two", home)


def test_minutes_that_an_earlier_version_read_are_named_as_such(home: Path, document: Callable[..., Document]):
    with opened(home, create=True) as ledger:
        assert read_earlier(ledger) is None
        ledger.put(document("a.txt", ["The pond."]))
        note_reading(ledger)  # too late: there are some already
        assert "earlier version" in (read_earlier(ledger) or "")
        ledger.remove("a.txt")
        note_reading(ledger)
        ledger.put(document("b.txt", ["The pump."]))
        assert read_earlier(ledger) is None
