"""The lines inside of a PDF's ruled tables, put together by row and cell as those of any other table."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ingest.reading import table
from ingest.reading.pdf_grids import Grid, around
from ingest.reading.pdf_layout import Box, Line

_NEAR = 6.0
"""Points by which a column may begin elsewhere on the next page."""


class Goes(NamedTuple):
    """A table that may go on at the top of the next page: where its columns begin, and their labels."""

    lefts: tuple[float, ...]
    labels: Mapping[int, str]


def with_rows(
    lines: Sequence[Line], grids: Iterable[Grid], text_in: Callable[[Box], str], above: Goes | None = None
) -> tuple[list[Line], Goes | None]:
    """The page's lines with a line for each row of its tables; `text_in` gives the page's text in a rectangle.

    A table whose cells don't hold its lines' words to the letter stays as lines: rules drawn for another end. A table
    of the columns of the one that ended the page before, `above`, has its labels.

    Returns:
        The lines, and the table that ends the page.
    """
    found = list(lines)
    for grid in grids:
        inside = [line for line in found if line.box and holds(grid.box, line.box)]
        rows = [_row(cells, text_in) for cells in grid.rows]
        written = (cell.text for row in rows for cell in row.cells)
        if inside and _letters(written) == _letters(line.text for line in inside):
            first = found.index(inside[0])
            boxes = [around(box for _, box in cells) for cells in grid.rows]
            lefts = _lefts(grid)
            carried = above.labels if above and _alike(above.lefts, lefts) else {}
            above = Goes(lefts, table.labels(rows) or carried)
            blocks = [_line(text, boxes[index], inside) for index, text in table.numbered(rows, carried)]
            found = [*found[:first], *blocks, *(line for line in found[first:] if line not in inside)]
        else:
            above = None
    return found, above if found and found[-1].row else None


def _lefts(grid: Grid) -> tuple[float, ...]:
    """Where the columns begin."""
    return tuple(sorted({box.left for row in grid.rows for _, box in row}))


def _alike(lefts: Sequence[float], others: Sequence[float]) -> bool:
    return len(lefts) == len(others) and all(abs(a - b) < _NEAR for a, b in zip(lefts, others, strict=True))


def holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of `inner` stands in `outer`."""
    x, y = (inner.left + inner.right) / 2, (inner.bottom + inner.top) / 2
    return outer.left < x < outer.right and outer.bottom < y < outer.top


def _row(cells: Sequence[tuple[int, Box]], text_in: Callable[[Box], str]) -> table.Row:
    texts = ((column, text_in(box).replace("\r\n", "\n").strip()) for column, box in cells)
    filled = (table.Cell(blocks=(text,), column=column, bold=False) for column, text in texts if text)
    return table.Row(cells=tuple(filled), count=len(cells))


def _line(text: str, box: Box, inside: Iterable[Line]) -> Line:
    sure = [line.confidence for line in inside if line.confidence and line.box and holds(box, line.box)]
    return Line(text=text, first=box, last=box, confidence=min(sure, default=None), row=True)


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(character for text in texts for character in text if character.isalnum())
