"""How many of a file's words, as another library reads them, stand in the paragraphs of its parsed minutes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from lxml import etree, html

from eval.metrics.textloss import missing_words, words
from ingest.parsing import parse
from ingest.reading import SUFFIXES, read
from rag.errors import UnreadableFile

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNREAD = re.compile(r"\(cid:\d+\)")  # pdfplumber's way to say that it doesn't know the letter
_SITE = "//script | //style | //noscript | //nav | //header | //footer | //form | //aside | //button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Of a file's `words` those that are `missing` from its paragraphs."""

    document: str
    words: int
    missing: Counter[str]

    @property
    def kept(self) -> float:
        """The share of the words that is not missing."""
        return 1 - self.missing.total() / self.words


def losses(folder: Path) -> Iterator[Loss]:
    """What each file below the folder loses; without those that can't be read or hold words in pictures only."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES:
            continue
        try:
            meetings = parse(read(path.name, path.read_bytes()), path.name)
            paragraphs = [one for meeting in meetings for one in meeting.paragraphs]
        except UnreadableFile:
            continue
        if count := len(words(written := _written(path))):
            missing = missing_words(written, "\n".join(paragraph.text for paragraph in paragraphs))
            yield Loss(document=path.name, words=count, missing=missing)


def table(folder: str, found: Sequence[Loss]) -> Iterator[str]:
    """The share of all words that is kept, and the ten documents that keep least, with what they miss most."""
    total = sum(loss.words for loss in found)
    missing = sum(loss.missing.total() for loss in found)
    yield f"{folder}: {1 - missing / max(total, 1):.4f} of {total:,} words kept, {len(found)} documents"
    for loss in sorted(found, key=lambda loss: loss.kept)[:10]:
        most = ", ".join(f"{word} {count}" if count > 1 else word for word, count in loss.missing.most_common(12))
        yield f"  {loss.kept:.4f}  {loss.document}: {most}"


def _written(path: Path) -> str:
    match path.suffix.lower():
        case ".pdf":
            return _in_pdf(path)
        case ".docx":
            return _in_docx(path.read_bytes())
        case ".html" | ".htm":
            return _in_html(path.read_bytes())
        case ".txt" | ".text" | ".md" | ".markdown":
            return path.read_text(encoding="utf-8", errors="replace")
        case _:
            return ""


def _in_pdf(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as document:
        text = "\n".join(page.extract_text(x_tolerance_ratio=0.15) for page in document.pages)
    return _UNREAD.sub("", text)


def _in_docx(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    unseen = body.xpath("//w:r[w:rPr/w:strike or w:rPr/w:dstrike or w:rPr/w:vanish]", namespaces={"w": _W[1:-1]})
    for part in [*body.iter(_FALLBACK), *unseen]:
        part.getparent().remove(part)
    written = {f"{_W}t", f"{_W}tab", f"{_W}br"}
    paragraphs = body.iter(f"{_W}p")
    return "\n".join("".join(part.text or " " for part in one.iter(*written)) for one in paragraphs)


def _in_html(data: bytes) -> str:
    page = html.fromstring(data)
    articles = page.xpath("//article")
    article = articles[0] if len(articles) == 1 else page
    for around in article.xpath(_SITE):
        around.drop_tree()
    return "\n".join(article.itertext())
