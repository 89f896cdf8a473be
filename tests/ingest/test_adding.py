import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.adding import HomeAdding, safe_name
from ingest.job import ingest
from rag.errors import WrongUse
from rag.home import opened
from rag.ledger import Ledger
from rag.page.adding import Added
from rag.settings import Settings

MINUTES = """Lower Wick Parish Council
Minutes of the meeting held on 4 March 2024

1. Apologies
There were none.

2. Allotments
RESOLVED: That the rent of an allotment be £{rent} a year.
"""


@pytest.fixture
def ledger(settings: Settings, tmp_path: Path) -> Iterator[Ledger]:
    first = tmp_path / "first.txt"
    first.write_text(MINUTES.format(rent=20).replace("March", "January"), encoding="utf-8")
    with opened(settings.home, create=True) as ledger:
        ingest([first], ledger, settings)
        yield ledger


def done(adding: HomeAdding) -> Added:
    for _ in range(600):
        if not adding.standing.step and adding.standing.added:
            return adding.standing.added
        time.sleep(0.1)
    raise AssertionError(adding.standing)


def add(adding: HomeAdding, name: str, text: str, batch: str = "abcdefgh") -> Added:
    adding.place(batch, name).write_text(text, encoding="utf-8")
    adding.take_in(batch)
    return done(adding)


def test_what_is_added_is_there_at_once_and_can_be_taken_out_again(settings: Settings, ledger: Ledger):
    adding = HomeAdding(settings)
    added = add(adding, "march.txt", MINUTES.format(rent=25))
    assert (added.new, added.fault) == (("march.txt",), "")
    assert [row["name"] for row in ledger.documents()] == ["first.txt", "march.txt"]
    assert not ledger.unindexed("dense")
    [march] = [row for row in ledger.documents() if row["name"] == "march.txt"]
    assert adding.can_take_out(march["source"])
    adding.take_out(["march.txt"])
    assert done(adding).removed == ("march.txt",)
    assert [row["name"] for row in ledger.documents()] == ["first.txt"]
    assert not Path(march["source"]).exists()
    adding.take_out(["first.txt"])
    assert "minutebook remove" in done(adding).fault


def test_what_cannot_be_read_is_said_and_what_is_there_already_is_kept_once(settings: Settings, ledger: Ledger):
    adding = HomeAdding(settings)
    assert [name for name, _ in add(adding, "scan.pdf", "no PDF").refused] == ["scan.pdf"]
    assert add(adding, "first.txt", MINUTES.format(rent=20).replace("March", "January")).unchanged == ("first.txt",)
    kept = [file.name for file in (settings.home / "added").rglob("*") if file.is_file()]
    assert kept == ["scan.pdf"]
    adding.take_out(["scan.pdf"])
    done(adding)
    assert not ledger.failures()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Temp\\March minutes.PDF", "March minutes.PDF"),
        ("..hidden.docx", "hidden.docx"),
        ("evil\u202efdp.txt", "evil_fdp.txt"),
        ("a\x00\n<b>.html", "a___b_.html"),
        ("é" * 200 + ".txt", "é" * 75 + ".txt"),
    ],
)
def test_a_name_cannot_leave_its_folder_or_mislead(name: str, kept: str):
    assert safe_name(name) == kept


@pytest.mark.parametrize("name", ["", "..", ".txt", "run.exe", "minutes", "a/b/", "~$.docx"])
def test_other_kinds_are_not_taken(name: str):
    with pytest.raises(WrongUse, match="kind that isn't read"):
        safe_name(name)


@pytest.mark.parametrize("batch", ["", "../x", "short", "x" * 41, "ABCDEFGH"])
def test_a_batch_is_a_word(settings: Settings, batch: str):
    with pytest.raises(WrongUse):
        HomeAdding(settings).place(batch, "a.txt")


def test_two_files_of_one_name_are_two(settings: Settings):
    adding = HomeAdding(settings)
    adding.place("abcdefgh", "a.txt").touch()
    assert adding.place("abcdefgh", "A.txt").name == "A (2).txt"
    with pytest.raises(WrongUse, match="No file came in"):
        adding.take_in("ijklmnop")
