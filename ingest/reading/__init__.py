"""From a file to its text: one reader for each format, chosen by suffix and checked against the content."""

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePath

from ingest.reading.source import SourceText, has_words
from rag.errors import UnreadableFile

__all__ = ["SUFFIXES", "SourceText", "read", "read_bytes"]


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """All bytes of a file; raises UnreadableFile if they can't be had or are more than `max_bytes`."""
    name = path.name
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(f"{name!r} is not a file: give the path of a file or a folder of minutes")
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read(max_bytes + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise UnreadableFile(f"{name!r} vanished before it could be read: put it back and ingest it again") from error
    except PermissionError as error:
        raise UnreadableFile(f"{name!r} may not be read: change its permissions and ingest it again") from error
    except OSError as error:
        reason = error.strerror or "input/output error"
        raise UnreadableFile(f"{name!r} could not be read ({reason}): check the disk and ingest it again") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFile(f"{name!r} changed while it was read: ingest it again once it is saved")
    if len(data) > max_bytes:
        way_out = "split it, or raise MINUTEBOOK_MAX_FILE_MB, and ingest it again"
        raise UnreadableFile(f"{name!r} is larger than {max_bytes / 1e6:,.0f} MB: {way_out}")
    return data


def read(name: str, data: bytes) -> SourceText:
    """The text of a file of that name and content; raises UnreadableFile, whatever is wrong with it."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in _FORMATS:
        raise UnreadableFile(f"{name!r} is of a kind that can't be read: save it as .docx or PDF and ingest that")
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableFile(f"{name!r} is empty: check that it was saved or downloaded completely")
    expected = _FORMATS[suffix]
    found = _signature(data)
    if found not in _SIGNED.get(expected, {""}):
        raise UnreadableFile(f"{name!r} is not {_CALLED[expected]}{_mistaken(found)} and ingest it again")
    source = _reader(expected)(name, data)
    if not has_words(source.text):
        raise UnreadableFile(f"{name!r} has no words in it: check that it is the right file")
    return source


_FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".doc": "doc",
    ".rtf": "rtf",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".csv": "csv",
}
SUFFIXES = frozenset(_FORMATS)
"""The suffixes, in lower case, that a walk through a folder takes in."""

_SIGNED = {"pdf": {"PDF"}, "docx": {"ZIP"}, "doc": {"OLE", "RTF"}, "rtf": {"RTF"}, "odt": {"ZIP"}, "xlsx": {"ZIP"}}
_CALLED = {
    "text": "a text file",
    "markdown": "a Markdown file",
    "html": "an HTML page",
    "pdf": "a PDF",
    "docx": "a Word document (.docx)",
    "doc": "an old Word document (.doc)",
    "rtf": "an RTF file",
    "odt": "an OpenDocument text (.odt)",
    "xlsx": "a workbook (.xlsx)",
    "csv": "a CSV file",
}
_SIGNATURES = {
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"\xd0\xcf\x11\xe0": "OLE",
    b"{\\rtf": "RTF",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
}
_RENAMED = {
    "PDF": "but a PDF: name it .pdf",
    "ZIP": "but a ZIP archive or Office file: name it as what it is, or unpack it,",
    "OLE": "but an old or password-protected Office file: save it as .docx without a password",
    "RTF": "but an RTF file: name it .rtf",
    "image": "but an image: put it into a PDF, whose pictures are read by OCR,",
}


def _signature(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "PDF"
    return next((kind for magic, kind in _SIGNATURES.items() if data.startswith(magic)), "")


def _mistaken(found: str) -> str:
    return f" {_RENAMED[found]}" if found else ": its content is of another kind; save it anew"


def _reader(kind: str) -> Callable[[str, bytes], SourceText]:
    """The reader of one format, imported when first needed, because each brings its own library."""
    match kind:
        case "html":
            from ingest.reading.html import read_html as reader
        case "pdf":
            from ingest.reading.pdf import read_pdf as reader
        case "docx":
            from ingest.reading.docx import read_docx as reader
        case "doc" | "rtf" | "odt":
            from ingest.reading.office import read_office as reader
        case "xlsx":
            from ingest.reading.sheets import read_xlsx as reader
        case "csv":
            from ingest.reading.sheets import read_csv as reader
        case "markdown":
            from ingest.reading.text import read_markdown as reader
        case _:
            from ingest.reading.text import read_text as reader
    return reader
