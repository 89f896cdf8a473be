"""From what OCR makes out on a page's picture to the lines of the page."""

import re

import numpy as np
from numpy.typing import NDArray

from ingest.reading.ocr import Piece, pieces
from ingest.reading.pdf_layout import Box, Line

_SURE = 0.5
"""Confidence below which a piece is a signature, a stamp or dirt rather than words."""
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_CLLR = re.compile(r"\bC[lI1]{1,2}(r|rs)\b")


def read_lines(picture: NDArray[np.uint8], scale: float) -> list[Line]:
    """The lines of a page drawn at `scale` pixels a point, each with its place and the confidence in it."""
    height = len(picture)
    return [_line(piece, height, scale) for piece in pieces(picture) if _is_writing(piece)]


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
