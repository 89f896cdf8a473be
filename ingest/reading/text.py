"""Plain text and Markdown: the document's text is exactly the decoded file, line ends and front matter included."""

import codecs
import re
from collections import Counter

import yaml

from ingest.reading.source import SourceText
from rag.errors import UnreadableFile

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.{0,4000}?)^(?:---|\.\.\.)[ \t]*\r?$", re.S | re.M)
_LOOKED_AT = 4_000  # bytes
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
    remarks: tuple[str, ...] = ()
    try:
        text = data.decode(_marked(data))
    except UnicodeDecodeError:
        text, remarks = _mixed(data.removeprefix(codecs.BOM_UTF8))
    refuse_binary(name, text)
    return text, remarks


def _marked(data: bytes) -> str:
    """UTF-16 where a mark says so, or where every other byte of Latin letters is 0; UTF-8 otherwise."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = data[:_LOOKED_AT]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = start[first::2].count(0), start[1 - first :: 2].count(0)
        if zeros > 0.7 * (len(start) // 2) and not others:
            return encoding
    return "utf-8-sig"


def refuse_binary(name: str, text: str) -> None:
    """Raises UnreadableFile if the characters are those of a program or picture rather than of a text."""
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) / 200:
        raise UnreadableFile(f"{name!r} is binary data, not text: save it as text in UTF-8 and ingest it again")


def _mixed(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in UTF-8 as far as it is that, byte by byte as Windows-1252 elsewhere; and what was read how."""
    others: Counter[str] = Counter()

    def in_one_byte(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        byte = error.object[error.start : error.start + 1]
        try:
            character, called = byte.decode("cp1252"), "Windows-1252"
        except UnicodeDecodeError:
            character, called = byte.decode("latin-1"), "Latin-1"
        others[called] += 1
        return character, error.start + 1

    codecs.register_error("minutebook", in_one_byte)
    text = data.decode("utf-8", "minutebook")
    read_as = " and ".join(others)
    if sum(character > "\x7f" for character in text) > others.total():
        return text, (f"{others.total()} characters are not UTF-8; they were read as {read_as}",)
    return text, (f"the file is not UTF-8; it was read as {read_as}",)
