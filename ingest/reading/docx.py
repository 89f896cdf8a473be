"""DOCX: paragraphs, tables, text boxes and notes in the order of the document."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import PurePosixPath
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
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PAGE_NUMBER = re.compile(r"(?i)\W*(?:page\W*)?\d*(?:\W*of\W*\d*)?\W*")
_STRICT = {  # the namespaces that ISO gave Word's own, which python-docx knows
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}
_TICKS = {  # by font and the last byte of the character's number
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0x78: "☒"},
    "wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x51: "☒", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐"},
    "webdings": {0x61: "✓", 0x72: "✗", 0x63: "☐", 0x67: "■"},
}


def read_docx(name: str, data: bytes) -> SourceText:
    """The words of a document's body: headings as "## ", numbers restored, each row of a table a line of its own.

    What only the header of its first page says, as the date of a meeting, leads them. Raises UnreadableFile if the file
    is broken or is built to harm.
    """
    _check_parts(name, data)
    try:
        document = docx.Document(BytesIO(_transitional(data)))
        body = _Body(document)
        blocks = body.blocks(document.element.body)
        text = in_blocks([*_header(document, body, blocks), *blocks])
        title = tidy(document.core_properties.title or "") or None
    except Exception as error:  # python-docx lets out whatever a broken part happens to cause
        raise _broken(name) from error
    left_out = (("that the file marks as hidden", body.hidden), ("struck through", body.struck))
    remarks = [f"{count} words {what} were left out" for what, count in left_out if count]
    return SourceText(text=text, format="docx", title=title, remarks=(*remarks, *body.remarks))


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


def _transitional(data: bytes) -> bytes:
    """The file in Word's own namespaces, where it is written in those of ISO's strict form."""
    with ZipFile(BytesIO(data)) as archive:
        if b"purl.oclc.org/ooxml" not in archive.read("_rels/.rels"):
            return data
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for part, content in parts.items():
            if part.endswith((".xml", ".rels")):
                for strict, own in _STRICT.items():
                    content = content.replace(strict, own)
            archive.writestr(part, content)
    return made.getvalue()


def _header(document: Document, body: "_Body", blocks: Sequence[str]) -> list[str]:
    """The blocks of the first page's header that the text itself doesn't have, without page numbers."""
    section = document.sections[0] if document.sections else None
    if section is None:
        return []
    own = section.different_first_page_header_footer and not section.first_page_header.is_linked_to_previous
    header = section.first_page_header if own else section.header
    if header.is_linked_to_previous:
        return []
    written = " ".join(" ".join(blocks).split())
    found = body.blocks(header._element)  # python-docx gives it no public name
    return [one for one in found if not _PAGE_NUMBER.fullmatch(one) and " ".join(one.split()) not in written]


def _broken(name: str) -> UnreadableFile:
    way_out = "open it in Word or LibreOffice, save it anew and ingest that"
    return UnreadableFile(f"{name!r} is a broken Word document: {way_out}")


class _Body:
    """Walks a document.

    Attributes:
        hidden: how many words were left out because the file hides them.
        struck: how many because they are struck through.
        remarks: what else there is to say.
    """

    def __init__(self, document: Document) -> None:
        self._part = document.part
        related = {relation.reltype: relation for relation in document.part.rels.values() if not relation.is_external}
        self._notes = {
            kind: _notes(related[reltype].target_part.blob) if reltype in related else {}
            for kind, reltype in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES))
        }
        numbered = RELATIONSHIP_TYPE.NUMBERING in related
        self._numbering = Numbering(document.part.numbering_part.element if numbered else None, document.styles.element)
        self._note_count = 0
        self.hidden = self.struck = 0
        self.remarks: list[str] = []

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
            elif element.tag == f"{W}altChunk":
                found += self._inserted(str(element.get(f"{_R}id")))
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
            elif tag == f"{W}sym":
                pieces.append(_symbol(str(child.get(f"{W}font")), int(str(child.get(f"{W}char")), 16)))
            elif tag == f"{W}checkBox":
                pieces.append(_TICKED if _is_ticked(child) else _UNTICKED)
            elif tag == f"{W}r" and self._is(child, "vanish"):
                self.hidden += _words(child)
            elif tag == f"{W}r" and (self._is(child, "strike") or self._is(child, "dstrike")):
                self.struck += _words(child)
            elif tag == f"{W}r" and (font := _symbols(child)):
                pieces += [_symbol(font, ord(letter)) for text in child.iter(f"{W}t") for letter in text.text or ""]
            else:
                self._gather(child, pieces, hanging)

    def _is_heading(self, paragraph: Element) -> bool:
        if re.match(r"(?:heading \d|title$)", self._numbering.style_name(paragraph)):
            return True
        outline = self._numbering.inherited(paragraph, "outlineLvl")
        return outline is not None and outline.get(f"{W}val") != "9"

    def _is(self, run: Element, mark: str) -> bool:
        """Whether a run is marked so, by itself or by its style."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        if (own := properties.find(W + mark)) is not None:
            return _is_on(own)
        style = properties.find(f"{W}rStyle")
        return style is not None and _is_on(self._numbering.of_style(str(style.get(f"{W}val")), f"rPr/{W}{mark}"))

    def _inserted(self, relation: str) -> list[str]:
        """The blocks of a file that was put into this one whole, or a remark that it can't be read."""
        from ingest.reading import read  # which reads .docx by this module

        part = self._part.related_parts[relation]
        suffix = _CHUNKS.get(part.content_type, PurePosixPath(part.partname).suffix)
        name = PurePosixPath(part.partname).stem + suffix
        try:
            if suffix == ".docx" and b"altChunk" in part.blob:
                raise UnreadableFile(f"{name!r} holds inserted files itself: ingest it on its own")
            source = read(name, part.blob)
        except UnreadableFile as error:
            self.remarks.append(f"an inserted file was not read: {error}")
            return []
        self.remarks.extend(source.remarks)
        return source.text.split("\n\n")

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


_TICKED, _UNTICKED = "☒", "☐"
_CHUNKS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/rtf": ".rtf"}


def _words(run: Element) -> int:
    return len("".join(text.text or "" for text in run.iter(f"{W}t")).split())


def _symbols(run: Element) -> str:
    """The font of ticks and crosses in which a run is written; empty for any other."""
    fonts = run.find(f"{W}rPr/{W}rFonts")
    font = str(fonts.get(f"{W}ascii")) if fonts is not None else ""
    return font if font.lower() in _TICKS else ""


def _symbol(font: str, number: int) -> str:
    """A sign of a font of signs as one that says what it shows; nothing for one that says nothing."""
    return _TICKS.get(font.lower(), {}).get(number & 0xFF, "")


def _is_ticked(box: Element) -> bool:
    checked, default = box.find(f"{W}checked"), box.find(f"{W}default")
    return _is_on(checked if checked is not None else default)


def _is_on(mark: Element | None) -> bool:
    return mark is not None and mark.get(f"{W}val") not in _OFF


def _is_bold(cell: Element) -> bool:
    written = (run for run in cell.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t")))
    marks = [run.find(f"{W}rPr/{W}b") for run in written]
    return bool(marks) and all(map(_is_on, marks))


def _number(element: Element | None, default: int) -> int:
    value = str(element.get(f"{W}val")) if element is not None else ""
    return int(value) if value.isdigit() else default
