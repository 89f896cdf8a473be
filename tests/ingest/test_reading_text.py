"""Text and Markdown: the document's text is the decoded file, to the character."""

import pytest

from ingest.reading import read
from rag.errors import UnreadableFile


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.md", "a.markdown"])
def test_text_is_exactly_the_decoded_file(name: str) -> None:
    content = "---\r\nno: front matter\r\n1.\tRESOLVED \u2013 caf\u00e9\r\n\r\n\u00a0 e\u0301 \u200b\ufeff  \r\n"
    assert read(name, content.encode()).text == content


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("a.txt", b"\xef\xbb\xbfMinutes").text == "Minutes"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_mark(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert read("a.txt", (mark + "Minutes – £5").encode(encoding)).text == "Minutes – £5"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(encoding: str) -> None:
    assert read("a.txt", "Minutes of 4 May: a wall – £5".encode(encoding)).text == "Minutes of 4 May: a wall – £5"


def test_a_character_of_another_encoding_costs_no_other_its_own() -> None:
    source = read("a.txt", "Zoë’s wall\nOne line – ".encode() + "£240 – Zoë".encode("cp1252"))
    assert source.text == "Zoë’s wall\nOne line – £240 – Zoë"
    assert source.remarks == ("3 characters are not UTF-8; they were read as Windows-1252",)


def test_windows_1252_is_read_and_remarked() -> None:
    source = read("a.txt", "The council’s £5,000".encode("cp1252"))
    assert source.text == "The council’s £5,000"
    assert source.remarks == ("the file is not UTF-8; it was read as Windows-1252",)


def test_latin_1_is_the_last_resort() -> None:
    source = read("a.txt", b"Caf\xe9 minutes of the council, page \x81, " + b"and so on " * 30)
    assert source.text.startswith("Café")
    assert "Latin-1" in source.remarks[0]


@pytest.mark.parametrize("data", [b"Minutes\0\0of", bytes(range(256)) * 4, b"M\0\0i\0n\0\0\0"])
def test_binary_named_txt_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="binary data, not text: save it as text in UTF-8"):
        read("a.txt", data)


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ('title: "Parish Council"\ndate: 2012-01-24', "Parish Council"),
        ("title: 2014", "2014"),
        ("date: 2012-01-24", None),
        ("title: [a, b]", None),
        ("- a list", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_title_comes_from_the_front_matter(front: str, title: str | None, end: str) -> None:
    content = f"---\n{front}\n---\n\nMinutes\n".replace("\n", end)
    source = read("a.md", content.encode())
    assert (source.title, source.text, source.remarks) == (title, content, ())


@pytest.mark.parametrize("front", ["title: 'open", "a: b: c", "date: 2012-13-45", "[" * 900, "? {a: b}\n: c"])
def test_front_matter_that_is_no_yaml_is_remarked_and_kept(front: str) -> None:
    source = read("a.md", f"---\n{front}\n---\nMinutes".encode())
    assert source.title is None
    assert "not valid YAML" in source.remarks[0]
    assert source.text == f"---\n{front}\n---\nMinutes"


def test_a_rule_in_the_middle_is_no_front_matter() -> None:
    assert read("a.md", b"Minutes\n---\ntitle: no\n---\n").title is None
