from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from rag.errors import OriginalGone, UnknownDocument
from rag.ledger import Ledger
from rag.minutes import Document
from rag.originals import original, original_or_text

Make = Callable[..., Document]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path / "home", create=True)) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path, ledger: Ledger, document: Make) -> Path:
    """The file of the document a.txt, in whose second item is what is exempt."""
    file = tmp_path / "of 2024.txt"
    file.write_bytes(b"The pond.")
    made = document("a.txt", ["The pond."], ["The tender."], source=str(file))
    open_, exempt = made.meeting.items
    meeting = replace(made.meeting, items=(open_, replace(exempt, exempt=True)))
    ledger.put(replace(made, digest=sha256(b"The pond.").hexdigest(), meetings=(meeting,)))
    return file


def test_the_file_is_given_as_it_was_read(ledger: Ledger, file: Path):
    found = original(ledger, "a.txt")
    assert (found.data, found.file, found.format) == (b"The pond.", "of 2024.txt", "text")


def test_a_file_that_changed_or_went_is_not_given(ledger: Ledger, file: Path):
    file.write_bytes(b"The lake.")
    with pytest.raises(OriginalGone, match="has changed"):
        original(ledger, "a.txt")
    file.unlink()
    with pytest.raises(OriginalGone, match="no longer where it was read"):
        original(ledger, "a.txt")


def test_in_the_place_of_a_file_that_went_its_text_is_given_by_a_name_that_says_so(ledger: Ledger, file: Path):
    assert original_or_text(ledger, "a.txt") == original(ledger, "a.txt")
    file.unlink()
    found = original_or_text(ledger, "a.txt")
    assert (found.file, found.media_type) == ("of 2024 (text as it was read).txt", "text/plain; charset=utf-8")
    assert found.data.decode() == ledger.text("a.txt")
    with pytest.raises(OriginalGone, match="public excluded"):
        original_or_text(ledger, "a.txt", exempt=False)


def test_a_file_within_an_archive_is_not_given(ledger: Ledger, file: Path, document: Make):
    ledger.put(document("b.txt", ["The pump."], source=str(file / "b.txt")))
    with pytest.raises(OriginalGone, match="within an archive"):
        original(ledger, "b.txt")


def test_minutes_that_hold_what_is_exempt_can_be_withheld(ledger: Ledger, file: Path):
    with pytest.raises(OriginalGone, match="public excluded"):
        original(ledger, "a.txt", exempt=False)


def test_only_documents_of_the_ledger_are_given(ledger: Ledger, file: Path):
    with pytest.raises(UnknownDocument):
        original(ledger, str(file))
