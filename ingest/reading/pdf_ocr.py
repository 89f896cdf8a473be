"""From what OCR makes out on a page's picture to the lines of the page."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.reading.ocr import Piece, pieces
from ingest.reading.pdf_layout import Box, Line

_SURE = 0.5
"""Confidence below which a piece is a signature, a stamp or dirt rather than words."""
_CLEAR = 0.85
"""Share of what was made out that OCR reads surely on a page that stands upright; half of it on others."""
_TALL = 1.5
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_CLLR = re.compile(r"\bC[lI1]{1,2}(r|rs)\b")


def read_upright(picture: NDArray[np.uint8], scale: float) -> tuple[list[Line], int]:
    """The lines of a page drawn at `scale` pixels a point, and by how many degrees it was turned to be read.

    Each line comes with its place on the turned page and the confidence in it.
    """
    found = pieces(picture)
    read, turned = _writing(found), 0
    if _doubtful(read, found):
        for quarters in (1, 3) if _are_upright(found) else (2,):
            again = _writing(pieces(np.ascontiguousarray(np.rot90(picture, quarters))))
            if _sense(again) > _sense(read):
                read, turned = again, 90 * quarters
    height = picture.shape[1] if turned in (90, 270) else picture.shape[0]
    return [_line(piece, height, scale) for piece in read], turned


def _writing(found: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in found if _is_writing(piece)]


def _doubtful(read: Sequence[Piece], found: Sequence[Piece]) -> bool:
    """Whether the letters may not stand upright: OCR is sure of few of them."""
    return bool(found) and _sense(read) < _CLEAR * sum(len(piece.text) for piece in found)


def _are_upright(found: Sequence[Piece]) -> bool:
    """Whether most lines run up or down the page."""
    tall = sum(piece.height > _TALL * (piece.right - piece.left) for piece in found)
    return 2 * tall > len(found)


def _sense(read: Sequence[Piece]) -> float:
    """How many characters OCR may count as read, each by the confidence in it."""
    return sum(len(piece.text) * piece.confidence for piece in read)


def _is_writing(piece: Piece) -> bool:
    """Whether it holds words: the models know Chinese, too, and take a grey box for a sign of it."""
    return piece.confidence >= _SURE and bool(_LATIN.search(piece.text))


def _line(piece: Piece, height: int, scale: float) -> Line:
    """A piece as a line; its first and last characters are taken to be half as wide as it is high."""
    left, right = piece.left / scale, piece.right / scale
    bottom, top = (height - piece.bottom) / scale, (height - piece.top) / scale
    character = min((top - bottom) / 2, right - left)
    return Line(
        # l and I are one stroke in most typefaces, and no other word of minutes suffers from it as often
        text=_CLLR.sub(r"Cll\1", piece.text),
        first=Box(left, bottom, left + character, top),
        last=Box(right - character, bottom, right, top),
        confidence=piece.confidence,
    )
