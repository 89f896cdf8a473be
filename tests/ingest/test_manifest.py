"""What a manifest tells, row by row, and what is wrong with it, in one sentence."""

from datetime import date
from pathlib import Path

import pytest

from ingest.manifest import Entry, listed_of, read_manifest, read_option
from ingest.sources import Source
from rag.errors import WrongUse
from rag.ledger import Listed

LINK = "https://orrin.example/minutes?id=1&p=2"


def manifest(path: Path, text: str) -> list[Entry]:
    (path / "manifest.csv").write_text(text, encoding="utf-8-sig")
    return read_manifest(path / "manifest.csv")


def test_a_row_tells_link_body_and_date(tmp_path: Path):
    rows = manifest(
        tmp_path, f"file,url,body,date\nmay.txt,{LINK},Orrin Parish Council,2024-05-03\n\njune.txt,{LINK},,\n"
    )
    first = Entry(file="may.txt", link=LINK, near=tmp_path, body="Orrin Parish Council", held_on=date(2024, 5, 3))
    assert rows == [first, Entry(file="june.txt", link=LINK, near=tmp_path)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no columns file and url; name them"),
        ("path,url\na,b\n", "no columns file and url"),
        ("file,url\nmay.txt,orrin.example\n", "Row 2 of .* has the url 'orrin.example'; give an address"),
        (f"file,url\nmay.txt,{LINK}\njune.txt\n", "Row 3 of .* has the url ''"),
        ("file,url\nmay.txt,javascript:alert(1)\n", "Row 2 of .* has the url 'javascript"),
        (f"file,url\n,{LINK}\n", "Row 2 of .* names no file; give a name"),
        (f"file,url,date\nmay.txt,{LINK},3 May\n", "Row 2 of .* has the date '3 May'; write it as 2024-01-31"),
        (f'file,url\n"may.txt,{LINK}\n', "is no CSV file"),
    ],
)
def test_a_bad_row_is_told_by_its_number(tmp_path: Path, text: str, says: str):
    with pytest.raises(WrongUse, match=says):
        manifest(tmp_path, text)


def test_a_manifest_that_is_no_text_is_told(tmp_path: Path):
    (tmp_path / "m.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(WrongUse, match=r"'.*m.csv' is not text in UTF-8"):
        read_manifest(tmp_path / "m.csv")


@pytest.mark.parametrize(
    ("option", "file"),
    [(LINK, None), (f"URL={LINK}", None), (f"may.txt={LINK}", "may.txt"), (f"a=b.txt={LINK}", "a=b.txt")],
)
def test_an_option_tells_the_link_of_a_file_or_of_the_only_one(option: str, file: str | None):
    assert read_option(option) == Entry(file=file, link=LINK)


@pytest.mark.parametrize("option", ["may.txt", "may.txt=", "may.txt=ftp://orrin.example", "may.txt=https://"])
def test_an_option_without_an_address_is_wrong(option: str):
    with pytest.raises(WrongUse, match="write it as FILE=https"):
        read_option(option)


def test_entries_find_their_files_by_path_or_by_the_end_of_it(tmp_path: Path):
    sources = [Source(path=tmp_path / name) for name in ("may.txt", "east/may.txt", "a.zip")]
    sources[2] = Source(path=tmp_path / "a.zip", member="june.txt")
    entries = [
        Entry(file=file, link=LINK, near=tmp_path) for file in ("may.txt", "east/may.txt", "june.txt", "july.txt")
    ]
    listed, strange = listed_of(entries, sources)
    assert listed == [Listed(source=source.place, link=LINK) for source in sources]
    assert strange == ["july.txt"]


def test_an_entry_that_could_mean_several_files_is_wrong(tmp_path: Path):
    sources = [Source(path=tmp_path / name) for name in ("east/may.txt", "west/may.txt")]
    with pytest.raises(WrongUse, match=r"'may.txt' could be any of 2 files; name more of its path"):
        listed_of([Entry(file="may.txt", link=LINK)], sources)
    with pytest.raises(WrongUse, match="An address alone is for a single file, not for 2 files"):
        listed_of([Entry(file=None, link=LINK)], sources)
