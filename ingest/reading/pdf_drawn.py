"""What is drawn on a PDF's page, and in which order: texts, rectangles and rules, pictures."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.reading.pdf_layout import Box

_RECTANGLE = 6
"""Segments that draw a rectangle, closed twice over; what has more is no rule."""
_AREA = 5.0
"""Points that a filled rectangle has in width and height at least, to be ground or cover for a word."""
_DEEPEST = 10  # forms within forms
_LAST = 10**9


class Frame:
    """A page as it is shown: from what a PDF measures to points from the lower left corner of the turned page."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turned = page.get_rotation()
        self.width, self.height = page.get_size()

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The rectangle as it is shown."""
        match self._turned:
            case 90:
                return Box(bottom - self._bottom, self._right - right, top - self._bottom, self._right - left)
            case 180:
                return Box(self._right - right, self._top - top, self._right - left, self._top - bottom)
            case 270:
                return Box(self._top - top, left - self._left, self._top - bottom, right - self._left)
            case _:
                return Box(left - self._left, bottom - self._bottom, right - self._left, top - self._bottom)


class Ground(NamedTuple):
    """A filled rectangle or another shape, its place in the order of drawing, and how light it is (0 to 255).

    `light` is None where that isn't one shade, or where the shape doesn't fill its rectangle.
    """

    place: int
    box: Box
    light: float | None


class Paint(NamedTuple):
    """How a text is drawn: its place in the order, how light and how opaque (0 to 255), the part that is shown of it.

    `light` is None for a pattern, `clip` where all of it is shown.
    """

    place: int
    light: float | None
    opaque: int
    clip: Box | None


@dataclass(slots=True)
class Drawn:
    """A page's drawing.

    Attributes:
        rules: the rectangles and rules, and whatever else fills no more than its rectangle.
        grounds: what is filled and large enough to lie under or over a word.
        pictures: where pictures lie, with their places in the order.
        shapes: how many paths and shadings there are.
    """

    frame: Frame
    rules: list[Box] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    pictures: list[Ground] = field(default_factory=list)
    shapes: int = 0
    _texts: dict[int, tuple[int, bool]] = field(default_factory=dict)
    _paints: dict[int, Paint] = field(default_factory=dict)

    def paint(self, text: Any) -> Paint:
        """How a text, as pdfium gives it, is drawn; a text of which nothing is shown has no opacity."""
        address = ctypes.addressof(text.contents)
        if address not in self._paints:
            place, within = self._texts.get(address, (_LAST, True))
            clip = None if within else self._clip(text)
            light, opaque = _shade(text)
            if raw.FPDFTextObj_GetTextRenderMode(text) in _UNSEEN or (clip and not touches(clip, self._box(text, ()))):
                opaque = 0
            self._paints[address] = Paint(place, light, opaque, clip)
        return self._paints[address]

    def _clip(self, thing: Any) -> Box | None:
        """The rectangle around the part of it that is shown."""
        path = raw.FPDFPageObj_GetClipPath(thing)
        shown: Box | None = None
        for number in range(max(raw.FPDFClipPath_CountPaths(path), 0)):
            points = [_point(path, number, index) for index in range(raw.FPDFClipPath_CountPathSegments(path, number))]
            if points:
                xs, ys = zip(*points, strict=True)
                box = self.frame.box(min(xs), min(ys), max(xs), max(ys))
                shown = shared(shown, box) if shown else box
        return shown

    def add(self, place: int, thing: Any, around: Sequence[pdfium.PdfMatrix]) -> None:
        """Note a thing that lies within forms of these matrices, the innermost first."""
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._texts[ctypes.addressof(thing.contents)] = place, bool(around)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self.pictures.append(Ground(place, self._box(thing, around), None))
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING):
            self.shapes += 1
            box = self._box(thing, around)
            simple = kind == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPath_CountSegments(thing) <= _RECTANGLE
            if simple:
                self.rules.append(box)
            if min(box.right - box.left, box.height) >= _AREA and (kind != raw.FPDF_PAGEOBJ_PATH or _is_filled(thing)):
                clip = None if around else self._clip(thing)
                light, opaque = _shade(thing)
                sure = simple and opaque == 255 and not raw.FPDFPageObj_HasTransparency(thing)
                self.grounds.append(Ground(place, shared(box, clip) if clip else box, light if sure else None))

    def _box(self, thing: Any, around: Sequence[pdfium.PdfMatrix]) -> Box:
        bounds = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(thing, *bounds)
        corners = tuple(bound.value for bound in bounds)
        for matrix in around:  # within a form, places are in the form's own measure
            corners = matrix.on_rect(*corners)
        return self.frame.box(*corners)


_UNSEEN = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


def drawn(page: pdfium.PdfPage) -> Drawn:
    """What is drawn on the page."""
    found = Drawn(Frame(page))
    every = _things(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, ())
    for place, (thing, around) in enumerate(every):
        found.add(place, thing, around)
    return found


def shared(one: Box, other: Box) -> Box:
    """The rectangle that both have; turned inside out where they have none."""
    return Box(
        max(one.left, other.left),
        max(one.bottom, other.bottom),
        min(one.right, other.right),
        min(one.top, other.top),
    )


def touches(one: Box, other: Box) -> bool:
    """Whether two rectangles have anything in common."""
    return one.left < other.right and other.left < one.right and one.bottom < other.top and other.bottom < one.top


def _things(
    holder: Any, count: Any, get: Any, around: tuple[pdfium.PdfMatrix, ...]
) -> Iterator[tuple[Any, tuple[pdfium.PdfMatrix, ...]]]:
    for index in range(count(holder)):
        thing = get(holder, index)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_FORM:
            yield thing, around
        elif len(around) < _DEEPEST:
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(thing, matrix)
            within = (pdfium.PdfMatrix.from_raw(matrix), *around)
            yield from _things(thing, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, within)


def _is_filled(path: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    return fill.value != int(raw.FPDF_FILLMODE_NONE)


def _shade(thing: Any) -> tuple[float | None, int]:
    """How light and how opaque it is filled."""
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(thing, red, green, blue, opaque):
        return None, 255
    return 0.3 * red.value + 0.6 * green.value + 0.1 * blue.value, opaque.value


def _point(path: Any, number: int, index: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(path, number, index), x, y)
    return x.value, y.value
