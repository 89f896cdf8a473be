"""Which words of a PDF's text layer its page shows: some are hidden, some lie under a box."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.reading.pdf_drawn import Drawn, Ground, Paint
from ingest.reading.pdf_layout import Box

_TELLS = 20.0
"""Steps of 255 by which a text must differ from its ground to be seen."""
_LIGHT = 160.0
_FAINT = 25


class Unshown(StrEnum):
    """Why a page doesn't show a word of its text layer."""

    HIDDEN = "hidden"
    COVERED = "covered"
    STRUCK = "struck"


class Sight:
    """Tells what a page shows; `picture` gives the page as drawn, grey, at one pixel a point, where that is needed."""

    def __init__(
        self, drawn: Drawn, covers: Sequence[Box], struck: Sequence[Box], picture: Callable[[], NDArray[np.uint8]]
    ) -> None:
        self._drawn, self._picture, self._covers, self._struck = drawn, cache(picture), covers, struck

    def unshown(self, box: Box, paint: Paint) -> Unshown | None:
        """Why a word in that rectangle isn't shown; None if it is."""
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        over = [ground for ground in self._drawn.grounds if _holds(ground.box, x, y)]
        pictures = [one for one in self._drawn.pictures if _holds(one.box, x, y)]
        if any(_holds(cover, x, y) for cover in self._covers) or any(
            ground.place > paint.place and ground.light is not None for ground in over
        ):
            return Unshown.COVERED
        if any(_holds(line, x, y) for line in self._struck):
            return Unshown.STRUCK
        if not (0 <= x <= self._drawn.frame.width and 0 <= y <= self._drawn.frame.height):
            return Unshown.HIDDEN
        if paint.opaque < _FAINT:  # a scan's words lie unseen over its picture or its outlines
            drawn = pictures or any(ground.light is None for ground in over)
            return None if drawn and self._has_ink(box) else Unshown.HIDDEN
        if any(one.place > paint.place for one in pictures):
            return None if self._has_ink(box) else Unshown.COVERED
        if paint.light is None or self._tells(box, paint.light, over, pictures):
            return None
        return Unshown.HIDDEN

    def _tells(self, box: Box, light: float, over: Sequence[Ground], pictures: Sequence[Ground]) -> bool:
        """Whether a text differs from what it is drawn on: white paper, a filled shape or a picture."""
        if (pictures or any(ground.light is None for ground in over)) and light > _LIGHT:
            part = self._part(box)
            return part.size > 0 and abs(float(np.median(part)) - light) >= _TELLS
        shade = over[-1].light if over else 255.0
        return shade is None or bool(pictures) or abs(shade - light) >= _TELLS

    def _has_ink(self, box: Box) -> bool:
        part = self._part(box)
        return part.size > 0 and int(part.max()) - int(part.min()) >= _TELLS / 2

    def _part(self, box: Box) -> NDArray[np.uint8]:
        """The middle of the word's rectangle in the picture."""
        picture = self._picture()
        height = picture.shape[0]
        top, bottom = height - box.top + box.height / 4, height - box.bottom - box.height / 4
        return picture[max(int(top), 0) : max(int(bottom) + 1, 0), max(int(box.left), 0) : max(int(box.right) + 1, 0)]


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x <= box.right and box.bottom <= y <= box.top
