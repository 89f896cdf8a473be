"""Real minutes lose none of their words."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from ingest.reading import SUFFIXES, read, read_bytes
from ingest.reading.source import SourceText

MINUTES = Path(__file__).parents[3] / "shared" / "minutes"
pytestmark = pytest.mark.skipif(not MINUTES.is_dir(), reason="the real minutes (../shared/minutes) are not here")


def files(folder: str) -> list[Path]:
    return sorted(path for path in (MINUTES / folder).rglob("*") if path.suffix.lower() in SUFFIXES)


@cache
def source(path: Path) -> SourceText:
    return read(path.name, read_bytes(path, max_bytes=100_000_000))


def struck(remarks: Sequence[str]) -> int:
    """How many words were left out as struck through."""
    return sum(int(remark.split()[0]) for remark in remarks if "struck through" in remark)


def kept(words: str, text: str) -> float:
    """The share of the words that is in the text."""
    expected, found = Counter(re.findall(r"\w+", words)), Counter(re.findall(r"\w+", text))
    return 1 - (expected - found).total() / expected.total()


def test_all_971_files_are_read() -> None:
    read_ = [source(path) for folder in ("charnwood", "stokeferry", "limerick", "winnipeg") for path in files(folder)]
    assert len(read_) == 971


def test_text_and_markdown_are_their_files_to_the_character() -> None:
    for path in (path for folder in ("charnwood", "limerick") for path in files(folder)):
        assert source(path).text.encode() == path.read_bytes().removeprefix(b"\xef\xbb\xbf"), path.name


@pytest.mark.parametrize("path", files("winnipeg"), ids=lambda path: path.stem)
def test_winnipeg_keeps_its_words(path: Path) -> None:
    text, tags = source(path).text, (qn("w:t"), qn("w:tab"), qn("w:br"))
    paragraphs = docx.Document(str(path)).element.body.iter(qn("w:p"))
    words = " ".join("".join(t.text or " " for t in paragraph.iter(*tags)) for paragraph in paragraphs)
    count = len(re.findall(r"\w+", words))
    assert kept(words, text) + struck(source(path).remarks) / count > 0.999
    assert not re.search(r"[^\n]\n[^\n]* \n|\n{3}|[\x00-\x09\x0b-\x1f]", text)


@pytest.mark.parametrize(
    "path", [path for path in files("stokeferry") if path.suffix == ".html"], ids=lambda path: path.stem
)
def test_stoke_ferrys_pages_keep_their_article_and_nothing_of_the_site(path: Path) -> None:
    text = source(path).text
    article = BeautifulSoup(path.read_bytes(), "lxml").article
    assert article
    expected, found = (Counter(re.findall(r"\w", words)) for words in (article.get_text(), text))
    assert (expected - found).total() < 0.005 * expected.total()
    assert "Copyright remains" not in text
    assert "Toggle navigation" not in text


def test_winnipegs_tables_come_as_labelled_rows_under_their_reports() -> None:
    text = source(MINUTES / "winnipeg" / "DISPOSITION-2018-02-22.docx").text
    report = text.split("## REPORT OF THE EXECUTIVE POLICY COMMITTEE dated February 13, 2018\n\n")[1]
    assert report.startswith("1 | Grant Expenditures in Election Year | ADOPTED\n\n2 | ")
    assert "10 | Audit Plan January 2018 Update | AMENDED AND ADOPTED (See Motion 2)\n\n" in report
    assert "\n\nMOTION: Leave of Absence | MOVER & SECONDER: Browaty/Schreyer | SUBJECT: That Councillor Wyatt" in text
    assert "\n\nMEMBERS PRESENT: Councillor Eadie\n\n" in text


def test_a_souldern_page_of_outlines_is_read() -> None:
    path = MINUTES / "souldern" / "2019-05-23 Annual Parish Meeting Agenda.pdf"
    text, remarks = source(path).text, source(path).remarks
    assert re.search(r"(?i)annual parish meeting", text)
    assert len(text) > 300
    assert remarks[0].startswith("read by OCR with a confidence of 0.9")


def test_soulderns_text_layers_are_read_without_ocr() -> None:
    path = MINUTES / "souldern" / "2019-04-25 SPC minutes.pdf"
    assert len(source(path).pages) == 2
    assert not source(path).ocr
