"""What lies on a PDF's page above its drawing: filled form fields, notes, boxes and lines over its words."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.reading.pdf_drawn import Frame
from ingest.reading.pdf_layout import Box, Gap, Line

TICKED, UNTICKED = "☑", "☐"
_LINE = 14.0  # points of height for each line of a field
_DARK = 60
_FILLED = frozenset({raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_TICKS = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


class Kind(StrEnum):
    """What an added text is."""

    FIELD = "filled form fields"
    TICK = "check boxes"
    NOTE = "notes"


class Note(NamedTuple):
    """A text that was added to a page, and where."""

    kind: Kind
    text: str
    box: Box


@dataclass(slots=True)
class Added:
    """What was added to a page: texts, rectangles that cover words, rectangles of words struck out, comments unread."""

    notes: list[Note] = field(default_factory=list)
    covers: list[Box] = field(default_factory=list)
    struck: list[Box] = field(default_factory=list)
    comments: int = 0


def added(page: pdfium.PdfPage, frame: Frame, forms: pdfium.PdfFormEnv | None) -> Added:
    """What was added to the page and is shown on it; `forms` where the document has fields."""
    found = Added()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not raw.FPDFAnnot_GetFlags(annotation) & _NOT_SHOWN:
            _add(annotation, frame, forms, found)
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _add(annotation: Any, frame: Frame, forms: pdfium.PdfFormEnv | None, found: Added) -> None:
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rect)
    box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    match raw.FPDFAnnot_GetSubtype(annotation):
        case raw.FPDF_ANNOT_WIDGET if forms:
            kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
            if kind in _TICKS:
                text = TICKED if raw.FPDFAnnot_IsChecked(forms, annotation) else UNTICKED
                found.notes.append(Note(Kind.TICK, text, box))
            elif kind in _FILLED:
                value = _string(lambda *to: raw.FPDFAnnot_GetFormFieldValue(forms, annotation, *to))
                found.notes += [Note(Kind.FIELD, text, place) for text, place in _lines(value, box)]
        case raw.FPDF_ANNOT_FREETEXT:
            text = " ".join(_string(lambda *to: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", *to)).split())
            found.notes += [Note(Kind.NOTE, text, box)] if text else []
        case raw.FPDF_ANNOT_TEXT:
            found.comments += 1
        case raw.FPDF_ANNOT_STRIKEOUT:
            found.struck += [frame.box(*quad) for quad in _quads(annotation)]
        case raw.FPDF_ANNOT_SQUARE if raw.FPDFAnnot_HasKey(annotation, b"IC"):
            found.covers.append(box)
        case raw.FPDF_ANNOT_HIGHLIGHT if _is_dark(annotation):
            found.covers += [frame.box(*quad) for quad in _quads(annotation)]


def with_notes(lines: Sequence[Line], notes: Sequence[Note]) -> list[Line]:
    """The page's lines with what was added to it: fields where they stand, each note as a paragraph of its own."""
    found = list(lines)
    for note in notes:
        if note.kind is Kind.NOTE:
            text = f"Note on the page: {note.text}"
            found.insert(_place(found, note.box), Line(text=text, first=note.box, last=note.box, row=True))
        elif (within := _first(found, _holds, note.box)) is not None:
            found[within] = _with(found[within], note)
        elif (label := _first(found, _leads_to, note.box)) is not None:
            found[label] = replace(found[label], text=f"{found[label].text} {note.text}", last=note.box)
        else:
            found.insert(_place(found, note.box), Line(text=note.text, first=note.box, last=note.box))
    return found


def _first(lines: Sequence[Line], fits: Callable[[Line, Box], bool], box: Box) -> int | None:
    return next((index for index, line in enumerate(lines) if fits(line, box)), None)


def _place(lines: Sequence[Line], box: Box) -> int:
    """Where the rectangle's text belongs among the lines."""
    place = _first(lines, _follows, box)
    return len(lines) if place is None else place


def _leads_to(line: Line, box: Box) -> bool:
    """Whether the line ends to the left of the rectangle, on its level, as a field's label does."""
    return line.last is not None and line.last.right <= box.left + 2 and _level(line.last, box)


def _holds(line: Line, box: Box) -> bool:
    """Whether the rectangle lies between words of the line, on its level."""
    between = any(gap.x - gap.width <= box.left + 2 and gap.x >= box.right - 2 for gap in line.gaps)
    return between and _level(line.first, box)


def _with(line: Line, note: Note) -> Line:
    """The line with the note before the word that begins to the right of it."""
    at = next(index for index, gap in enumerate(line.gaps) if gap.x >= note.box.right - 2)
    gap, longer = line.gaps[at], len(note.text) + 1
    before = gap._replace(width=0.0, x=note.box.left)
    after = Gap(gap.start + longer - 1, gap.start + longer, gap.x - note.box.right, gap.x)
    later = (one._replace(end=one.end + longer, start=one.start + longer) for one in line.gaps[at + 1 :])
    text = f"{line.text[: gap.start]}{note.text} {line.text[gap.start :]}"
    return replace(line, text=text, gaps=(*line.gaps[:at], before, after, *later))


def _follows(line: Line, box: Box) -> bool:
    """Whether a line is read after the rectangle: to the right on its level, or below."""
    first = line.first
    if first is None:
        return False
    return first.left > box.left if _level(first, box) else first.top < box.top


def _level(one: Box | None, other: Box) -> bool:
    if one is None:
        return False
    return min(one.top, other.top) - max(one.bottom, other.bottom) > 0.5 * min(one.height, other.height)


def _lines(value: str, box: Box) -> Iterator[tuple[str, Box]]:
    """The lines of a field's value, each with its share of the field's rectangle."""
    lines = [line for line in value.splitlines() if line.strip()]
    high = min(box.height / max(len(lines), 1), _LINE)
    top = box.top if len(lines) > 1 or box.height > 2 * _LINE else (box.top + box.bottom + high) / 2
    for number, line in enumerate(lines):
        yield line.strip(), Box(box.left, top - (number + 1) * high, box.right, top - number * high)


def _string(call: Callable[..., int]) -> str:
    """A string that pdfium writes in UTF-16 into a buffer of the length that it first asks for."""
    length = call(None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    call(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _quads(annotation: Any) -> Iterator[tuple[float, float, float, float]]:
    quad = raw.FS_QUADPOINTSF()
    for index in range(raw.FPDFAnnot_CountAttachmentPoints(annotation)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)


def _is_dark(annotation: Any) -> bool:
    shades = [ctypes.c_uint() for _ in range(4)]
    got = raw.FPDFAnnot_GetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *shades)
    return bool(got) and max(shade.value for shade in shades[:3]) < _DARK
