"""What every format has in common: files that can't be read are refused in one sentence with the way out."""

import os
from pathlib import Path

import pytest

from ingest.reading import SUFFIXES, SourceText, read, read_bytes
from rag.errors import UnreadableFile


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(name, data)
    message = str(caught.value)
    assert message.startswith(repr(name))
    assert ": " in message.removeprefix(repr(name))
    assert "\n" not in message
    return message


def test_page_at_counts_pages_from_one() -> None:
    source = SourceText(text="one two three", format="pdf", pages=(0, 4, 8))
    assert [source.page_at(offset) for offset in (0, 3, 4, 8, 12)] == [1, 1, 2, 3, 3]


def test_page_at_of_an_empty_page_gives_the_page_that_has_the_text() -> None:
    assert SourceText(text="one two", format="pdf", pages=(0, 4, 4)).page_at(4) == 3


def test_page_at_is_none_without_pages() -> None:
    assert SourceText(text="one", format="text").page_at(0) is None


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\0\0\0"])
def test_an_empty_file_is_refused(suffix: str, data: bytes) -> None:
    assert "is empty" in refusal(f"minutes{suffix}", data)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"%PDF-1.7 ...", "a PDF: name it .pdf"),
        ("a.md", b"PK\x03\x04....", "ZIP"),
        ("a.html", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        ("a.txt", b"{\\rtf1 hello}", "RTF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n....", "OCR"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("a.docx", b"Just words.", "is not a Word document"),
        ("a.docx", b"%PDF-1.7", "a PDF: name it .pdf"),
        ("a.pdf", b"Just words.", "is not a PDF"),
        ("a.doc", b"Just words.", "is not an old Word document"),
        ("a.rtf", b"PK\x03\x04....", "is not an RTF file but a ZIP"),
        ("a.odt", b"{\\rtf1 hello}", "name it .rtf"),
        ("a.pdf", b"PK\x03\x04....", "is not a PDF"),
    ],
)
def test_a_file_whose_content_is_of_another_kind_is_refused(name: str, data: bytes, says: str) -> None:
    assert says in refusal(name, data)


@pytest.mark.parametrize("name", ["sheet.xls", "minutes", "a.pdf.exe"])
def test_other_suffixes_are_refused_with_the_way_out(name: str) -> None:
    assert "save it as .docx or PDF" in refusal(name, b"Minutes")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_file_without_any_words_is_refused(suffix: str) -> None:
    assert "no words" in refusal(f"a{suffix}", b"--- ***\n...")


def test_suffixes_in_capitals_are_the_same() -> None:
    assert read("MINUTES.TXT", b"Minutes").format == "text"


def test_bytes_come_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfMinutes\r\n")
    assert read_bytes(path, max_bytes=100) == b"\xef\xbb\xbfMinutes\r\n"


def test_a_file_of_exactly_the_largest_size_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 101)
    assert len(read_bytes(path, max_bytes=101)) == 101
    with pytest.raises(UnreadableFile, match=r"'a\.txt' is larger than .* MINUTEBOOK_MAX_FILE_MB"):
        read_bytes(path, max_bytes=100)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000_000)  # sparse: it takes no room on the disk
    with pytest.raises(UnreadableFile, match="larger than 100 MB"):
        read_bytes(path, max_bytes=100_000_000)


def test_a_vanished_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"'gone\.txt' vanished"):
        read_bytes(tmp_path / "gone.txt", max_bytes=10)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.touch(mode=0o000)
    with pytest.raises(UnreadableFile, match="may not be read"):
        read_bytes(path, max_bytes=10)


def test_other_faults_of_the_disk_are_told(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(UnreadableFile, match=r"'loop\.txt' could not be read \(.*\)"):
        read_bytes(loop, max_bytes=10)


def test_what_is_no_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path / "pipe.txt", tmp_path):
        with pytest.raises(UnreadableFile, match="is not a file"):
            read_bytes(path, max_bytes=10)
