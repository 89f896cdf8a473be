"""Where the cells of a page's ruled tables stand: the smallest rectangles between rules that cross."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.reading.pdf_layout import Box

_NEAR = 3.0
"""Points within which rules are one, go on, or meet; a cell's border is often drawn twice."""
_MOST_RULES = 200


class Rule(NamedTuple):
    """A straight line from `start` to `end`, level or upright, `at` a height or a distance from the left."""

    at: float
    start: float
    end: float

    def meets(self, other: "Rule") -> bool:
        """Whether a rule of the other direction crosses or touches it."""
        here = other.start - _NEAR <= self.at <= other.end + _NEAR
        return here and self.start - _NEAR <= other.at <= self.end + _NEAR


class Grid(NamedTuple):
    """A table's rectangle, and those of its rows' cells with the column at which each begins."""

    box: Box
    rows: list[list[tuple[int, Box]]]


def grids(drawn: Iterable[Box]) -> list[Grid]:
    """The tables of two and more columns between the lines and rectangles drawn on a page, from the top down."""
    level, upright = [], []
    for box in drawn:
        wide, high = box.right - box.left > _NEAR, box.height > _NEAR
        if wide:
            level += [Rule(at, box.left, box.right) for at in ({box.bottom, box.top} if high else {box.bottom})]
        if high:
            upright += [Rule(at, box.bottom, box.top) for at in ({box.left, box.right} if wide else {box.left})]
    level, upright = _joined(level)[::-1], _joined(upright)
    if max(len(level), len(upright)) > _MOST_RULES:
        return []
    found = [_grid(cells) for cells in _tables(_cells(level, upright))]
    return [grid for grid in found if any(len(row) > 1 for row in grid.rows)]


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """The rules by their place, those made one that lie on each other or follow each other."""
    places: list[list[Rule]] = []
    for rule in sorted(rules):
        if places and rule.at - places[-1][-1].at <= _NEAR:
            places[-1].append(rule)
        else:
            places.append([rule])
    joined: list[Rule] = []
    for place in places:
        at = place[0].at
        begun = len(joined)
        for _, start, end in sorted(place, key=lambda rule: rule.start):
            if len(joined) > begun and start <= joined[-1].end + _NEAR:
                joined[-1] = Rule(at, joined[-1].start, max(end, joined[-1].end))
            else:
                joined.append(Rule(at, start, end))
    return joined


def _cells(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Box]:
    """The smallest rectangle below and right of each crossing; `level` comes from the top, `upright` from the left."""
    down = {left: [top for top in level if left.meets(top)] for left in upright}
    along = {top: [left for left in upright if left.meets(top)] for top in level}
    found = []
    for top in level:
        for column, left in enumerate(along[top]):
            below = down[left][down[left].index(top) + 1 :]
            corners = ((right, bottom) for bottom in below for right in along[top][column + 1 :] if right.meets(bottom))
            if corner := next(corners, None):
                right, bottom = corner
                found.append(Box(left=left.at, bottom=bottom.at, right=right.at, top=top.at))
    return found


def _tables(cells: Iterable[Box]) -> list[list[Box]]:
    """The cells that share corners, together."""
    tables: list[list[Box]] = []
    for cell in cells:
        touching = [table for table in tables if any(_corners(cell) & _corners(other) for other in table)]
        tables = [table for table in tables if table not in touching]
        tables.append([*(other for table in touching for other in table), cell])
    return tables


def _corners(box: Box) -> set[tuple[float, float]]:
    return {(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)}


def _grid(cells: Sequence[Box]) -> Grid:
    columns = sorted({cell.left for cell in cells})
    by_row = groupby(sorted(cells, key=lambda cell: (-cell.top, cell.left)), key=lambda cell: cell.top)
    return Grid(around(cells), [[(columns.index(cell.left), cell) for cell in row] for _, row in by_row])


def around(boxes: Iterable[Box]) -> Box:
    """The rectangle around all of them."""
    left, bottom, right, top = zip(*boxes, strict=True)
    return Box(min(left), min(bottom), max(right), max(top))
