"""Words in a picture: rapidocr, whose models come in its package."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_DETECTED_AT = 960
"""Pixels of the longer side at which words are looked for; their letters are read from the picture as it is."""
_THREADS = 1  # documents are read side by side already


class Piece(NamedTuple):
    """A line of a picture, or as much of it as stands together: in pixels from the upper left; confidence 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float

    @property
    def height(self) -> float:
        """From its top to its bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return (self.top + self.bottom) / 2


def pieces(picture: NDArray[np.uint8]) -> list[Piece]:
    """All that can be made out in a picture, rows by columns by BGR, in rows from the top and from left to right."""
    found = _engine()(picture)
    if found.txts is None:
        return []
    read = []
    for text, corners, confidence in zip(found.txts, found.boxes, found.scores, strict=True):
        (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        read.append(Piece(text, left, top, right, bottom, float(confidence)))
    return [piece for row in _rows(sorted(read, key=lambda piece: piece.middle)) for piece in row]


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces side by side are one row; `pieces` come from the top down."""
    rows: list[list[Piece]] = []
    for piece in pieces:
        if rows and piece.middle - rows[-1][0].middle < 0.5 * min(piece.height, rows[-1][0].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


@cache
def _engine() -> Any:
    """The models, loaded when the first picture comes; a picture's letters are taken to stand upright."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_AT,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": _THREADS,
        }
    )
