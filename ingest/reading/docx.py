"""DOCX: paragraphs, tables, text boxes and notes in the order of the document."""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml

from ingest.reading import table
from ingest.reading.docx_numbering import Numbering, W
from ingest.reading.source import SourceText, in_blocks, tidy
from rag.errors import UnreadableFile

MAX_UNPACKED = 300_000_000
"""Bytes that the parts of a file may have together once unpacked."""

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    W + name for name in "pPr rPr del moveFrom instrText delText sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr".split()
}
_SPACE = {W + name for name in ("tab", "ptab")}
_BREAK = {W + name for name in ("br", "cr")}
_OFF = {"0", "false", "off"}


def read_docx(name: str, data: bytes) -> SourceText:
    """The words of a document's body: headings as "## ", numbers restored, each row of a table a line of its own.

    Raises UnreadableFile if the file is broken or is built to harm.
    """
    _check_parts(name, data)
    try:
        document = docx.Document(BytesIO(data))
        body = _Body(document)
        text = in_blocks(body.blocks(document.element.body))
        title = tidy(document.core_properties.title or "") or None
    except Exception as error:  # python-docx lets out whatever a broken part happens to cause
        raise _broken(name) from error
    remarks = (f"{body.hidden} words that the file marks as hidden were left out",) if body.hidden else ()
    return SourceText(text=text, format="docx", title=title, remarks=remarks)


def _check_parts(name: str, data: bytes) -> None:
    """Refuses an archive that unpacks to too much, or XML that defines entities, before anything parses it."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                size = f"{MAX_UNPACKED // 10**6} MB"
                raise UnreadableFile(f"{name!r} unpacks to more than {size}: save it anew without its pictures")
            parts = [part for part in archive.namelist() if part.endswith((".xml", ".rels"))]
            if any(b"<!DOCTYPE" in archive.read(part).replace(b"\0", b"") for part in parts):
                raise UnreadableFile(f"{name!r} defines XML entities, which Word never does: save it anew from Word")
    except UnreadableFile:
        raise
    except Exception as error:  # zipfile, too, lets out whatever a broken archive happens to cause
        raise _broken(name) from error


def _broken(name: str) -> UnreadableFile:
    way_out = "open it in Word or LibreOffice, save it anew and ingest that"
    return UnreadableFile(f"{name!r} is a broken Word document: {way_out}")


class _Body:
    """Walks a document; `hidden` counts the words that were left out because the file hides them."""

    def __init__(self, document: Document) -> None:
        related = {relation.reltype: relation for relation in document.part.rels.values() if not relation.is_external}
        self._notes = {
            kind: _notes(related[reltype].target_part.blob) if reltype in related else {}
            for kind, reltype in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES))
        }
        numbered = RELATIONSHIP_TYPE.NUMBERING in related
        self._numbering = Numbering(document.part.numbering_part.element if numbered else None, document.styles.element)
        self._note_count = 0
        self.hidden = 0

    def blocks(self, container: Element) -> list[str]:
        """The blocks of everything within a body, a cell, a text box or a note."""
        found: list[str] = []
        for element in container:
            if element.tag == f"{W}p":
                found += self._paragraph(element)
            elif element.tag == f"{W}tbl":
                found += table.blocks([self._row(row) for row in _within(element, "tr")])
            elif element.tag == f"{_MC}AlternateContent":
                found += self.blocks(_chosen(element))
            elif element.tag not in _SKIPPED and len(element):
                found += self.blocks(element)
        return found

    def _paragraph(self, paragraph: Element) -> list[str]:
        """The paragraph, and after it the notes and text boxes that hang on it."""
        pieces: list[str] = []
        hanging: list[Element] = []
        self._gather(paragraph, pieces, hanging)
        marker = self._numbering.marker(paragraph)
        text = tidy("".join(pieces))
        found = []
        if text and self._is_heading(paragraph):
            found.append(f"## {marker.removeprefix('- ')}{' '.join(text.split())}")
        elif text:
            found.append("- " + text.removeprefix("- ") if marker == "- " else marker + text)
        for element in hanging:
            found += self._note(element) if element.tag != f"{W}txbxContent" else self.blocks(element)
        return found

    def _gather(self, element: Element, pieces: list[str], hanging: list[Element]) -> None:
        for child in element:
            tag = str(child.tag)
            if tag in _SKIPPED:
                continue
            if tag.endswith("}t"):  # Word's own text, and that of formulas
                pieces.append(child.text or "")
            elif tag in _SPACE:
                pieces.append(" ")
            elif tag in _BREAK:
                pieces.append("\n")
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag in (f"{W}txbxContent", f"{W}footnoteReference", f"{W}endnoteReference"):
                hanging.append(child)
            elif tag == f"{_MC}AlternateContent":
                self._gather(_chosen(child), pieces, hanging)
            elif tag == f"{W}r" and _is_hidden(child):
                self.hidden += len("".join(text.text or "" for text in child.iter(f"{W}t")).split())
            else:
                self._gather(child, pieces, hanging)

    def _is_heading(self, paragraph: Element) -> bool:
        if re.match(r"(?:heading \d|title$)", self._numbering.style_name(paragraph)):
            return True
        outline = self._numbering.inherited(paragraph, "outlineLvl")
        return outline is not None and outline.get(f"{W}val") != "9"

    def _note(self, reference: Element) -> list[str]:
        kind = "footnote" if reference.tag.endswith("}footnoteReference") else "endnote"
        note = self._notes[kind].get(str(reference.get(f"{W}id")))
        if note is None:
            return []
        self._note_count += 1
        return [f"Note {self._note_count}: " + "\n".join(self.blocks(note))]

    def _row(self, row: Element) -> table.Row:
        tags = list(_within(row, "tc"))
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        header = _is_on(row.find(f"{W}trPr/{W}tblHeader"))
        cells = []
        for cell in tags:
            if blocks := self.blocks(cell):
                cells.append(table.Cell(blocks=tuple(blocks), column=column, bold=header or _is_bold(cell)))
            column += _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        return table.Row(cells=tuple(cells), count=len(tags))


def _within(element: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also where a content control or a tracked insertion stands between."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag not in _SKIPPED and child.tag not in (f"{W}tr", f"{W}tc", f"{W}p"):
            yield from _within(child, name)


def _chosen(alternatives: Element) -> Element:
    """One of several forms of the same content, so that its words come once."""
    choice, fallback = alternatives.find(f"{_MC}Choice"), alternatives.find(f"{_MC}Fallback")
    return next((form for form in (choice, fallback) if form is not None), Element("none"))


def _notes(blob: bytes) -> dict[str, Element]:
    return {str(note.get(f"{W}id")): note for note in parse_xml(blob) if note.get(f"{W}type") in (None, "normal")}


def _is_hidden(run: Element) -> bool:
    return _is_on(run.find(f"{W}rPr/{W}vanish"))


def _is_on(mark: Element | None) -> bool:
    return mark is not None and mark.get(f"{W}val") not in _OFF


def _is_bold(cell: Element) -> bool:
    written = (run for run in cell.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t")))
    marks = [run.find(f"{W}rPr/{W}b") for run in written]
    return bool(marks) and all(map(_is_on, marks))


def _number(element: Element | None, default: int) -> int:
    value = str(element.get(f"{W}val")) if element is not None else ""
    return int(value) if value.isdigit() else default
