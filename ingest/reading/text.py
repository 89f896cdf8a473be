"""Plain text and Markdown: the document's text is exactly the decoded file, line ends and front matter included."""

import codecs
import re

import yaml

from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,4000}?)^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def read_text(name: str, data: bytes) -> SourceText:
    """A text file, decoded and otherwise untouched; raises UnreadableFile if it is not text."""
    text, remarks = decoded(name, data)
    return SourceText(text=text, format="text", remarks=remarks)


def read_markdown(name: str, data: bytes) -> SourceText:
    """A Markdown file, decoded and otherwise untouched, with its front matter's title; raises UnreadableFile."""
    text, remarks = decoded(name, data)
    title = None
    if front := _FRONT_MATTER.match(text):
        try:
            fields = yaml.safe_load(front[1])
        except (yaml.YAMLError, ValueError, RecursionError):
            remarks += ("the front matter is not valid YAML, so its title was not taken",)
        else:
            given = fields.get("title") if isinstance(fields, dict) else None
            title = str(given).strip() or None if isinstance(given, str | int | float) else None
    return SourceText(text=text, format="markdown", title=title, remarks=remarks)


def decoded(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The file's characters, and a remark where its encoding had to be guessed; raises UnreadableFile."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    remarks: tuple[str, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = _in_one_byte(data)
        remarks = (f"the file is not UTF-8; it was read as {encoding}",)
    refuse_binary(name, text)
    return text, remarks


def refuse_binary(name: str, text: str) -> None:
    """Raises UnreadableFile if the characters are those of a program or picture rather than of a text."""
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) / 200:
        raise UnreadableFile(f"{name!r} is binary data, not text: save it as text in UTF-8 and ingest it again")


def _in_one_byte(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"
