"""A table as text: each row a line of its cells, every cell under its label where the table has labels."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.minutes import CELLS

_LONGEST_LABEL = 40
_LONGEST_HEADING = 200
_PERSON = re.compile(
    r"(?:The )?(?:(?:Deputy |Vice[- ])?(?:Councillors?|Cllrs?|Alderman|Mayor|Speaker|Chair(?:man|woman|person)?)"
    r"|His Worship|Her Worship|Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Rev(?:erend)?|Hon)\b",
    re.I,
)
_CODE = re.compile(r"[A-Z]{1,2}|[✓✔✗✘☑☒☐xX/–-]|(?i:yes|no|y|n)")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2} \w{3,9}\.?(?: \d{2,4})?")
_AMOUNT = re.compile(r"[-(]?[£$€]? ?\d[\d,. ]*\)?%?|(?i:asap|next meeting|nil|n/a|tbc|ongoing|done)")
_VALUE = re.compile("|".join(one.pattern for one in (_CODE, _DAY, _AMOUNT)))
_NUMBER = re.compile(r"\d+(?:\.\d+)*[.)]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell's paragraphs, the column of the grid at which it begins, and whether all of it is in bold."""

    blocks: tuple[str, ...]
    column: int
    bold: bool

    @property
    def text(self) -> str:
        """The cell in one line: people parted by commas, anything else by spaces."""
        lines = [line.removeprefix("## ") for block in self.blocks for line in block.split("\n") if line]
        if len(lines) < 2 or not all(_PERSON.match(line) for line in lines):
            return " ".join(lines)
        return ("; " if any("," in line for line in lines) else ", ").join(line.rstrip(",;") for line in lines)

    @property
    def could_be_label(self) -> bool:
        """Whether it looks like the head of a column: short, and in bold or capitals."""
        text = self.text
        return len(text) <= _LONGEST_LABEL and any(c.isalpha() for c in text) and (self.bold or text.isupper())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row that hold anything, and how many cells it has in all."""

    cells: tuple[Cell, ...]
    count: int


def blocks(rows: Sequence[Row]) -> list[str]:
    """The table's rows, a block each; a table of one column as the paragraphs that it holds.

    A row of one cell above the others, or in bold or capitals, is a heading ("## "); a row of labels is written with
    the cells under it ("MOTION: 6 | DISPOSITION: LOST") instead of on its own.
    """
    return [block for _, block in numbered(rows)]


def numbered(rows: Sequence[Row], above: Mapping[int, str] | None = None) -> list[tuple[int, str]]:
    """The same blocks, each with the index of the row that it comes from.

    `above` are the labels of the table that this one goes on with, where it has none of its own.
    """
    filled = [(index, row) for index, row in enumerate(rows) if row.cells]
    if all(row.count == 1 for _, row in filled):
        return [(index, block) for index, row in filled for block in row.cells[0].blocks]
    found: list[tuple[int, str]] = []
    labels = dict(above or {})
    above_rows, below_heading = True, True
    for place, (index, row) in enumerate(filled):
        if _is_heading(row, above_rows):
            found.append((index, f"## {row.cells[0].text}"))
            labels, below_heading = {}, True
            continue
        if below_heading and (of_this := _labels(row, [later for _, later in filled[place + 1 :]])):
            labels = of_this
            marked = all(cell.could_be_label for cell in row.cells)
            if not marked and (unused := _unused(labels, [later for _, later in filled[place + 1 :]])):
                found.append((index, CELLS.join(unused if len(unused) < len(labels) else labels.values())))
        else:
            found += [(index, line) for line in _lines(row, labels)]
        above_rows = below_heading = False
    return found


def labels(rows: Sequence[Row]) -> dict[int, str]:
    """The labels at the head of a table, by column; empty where it has none."""
    filled = [row for row in rows if row.cells]
    while filled and _is_heading(filled[0], True):
        filled.pop(0)
    return _labels(filled[0], filled[1:]) if filled else {}


def _unused(labels: Mapping[int, str], later: Sequence[Row]) -> list[str]:
    """The labels of columns in which nothing stands."""
    used = {
        max((column for column in labels if column <= cell.column), default=-1) for row in later for cell in row.cells
    }
    return [label for column, label in labels.items() if column not in used]


def _is_heading(row: Row, above_rows: bool) -> bool:
    if row.count > 1 or len(row.cells[0].text) > _LONGEST_HEADING:
        return False
    return above_rows or row.cells[0].bold or row.cells[0].text.isupper()


def _labels(row: Row, later: Sequence[Row]) -> dict[int, str]:
    """The labels by column if `row` is a row of labels above rows that are not; empty otherwise."""
    marked = all(cell.could_be_label for cell in row.cells) and not all(
        len(other.cells) < 2 or all(cell.could_be_label for cell in other.cells) for other in later
    )
    if len(row.cells) < 2 or not (marked or _names_columns(row, later)):
        return {}
    return {cell.column: cell.text.rstrip(": ") for cell in row.cells}


def _names_columns(row: Row, later: Sequence[Row]) -> bool:
    """Whether a row without any mark names the columns: words above a column of figures, days, ticks or codes."""
    names = [cell.text for cell in row.cells]
    if len(names) < row.count - 1 or row.count < 3 or any(len(name) > _LONGEST_LABEL for name in names):
        return False
    words = not any(any(map(str.isdigit, name)) or name.endswith((".", ";", ",")) for name in names)
    days = all(_DAY.fullmatch(name) for name in names[-(row.count - 1) :])
    columns = [
        [other.text for beneath in later for other in beneath.cells if other.column == cell.column]
        for cell in row.cells[1 if len(names) == row.count else 0 :]
    ]
    value = _CODE if days else _VALUE
    return (words or days) and any(column and all(map(value.fullmatch, column)) for column in columns)


def _lines(row: Row, labels: dict[int, str]) -> list[str]:
    """The row's cells parted by " | "; a line for each number where a cell of numbers stands beside as many others.

    A number beside several paragraphs (two below labels, three without) is an item of business laid out as a table,
    as ModernGov has it: its paragraphs stay paragraphs.
    """
    first = row.cells[0].blocks
    if len(row.cells) == 1 and not labels:
        return list(first)
    if len(row.cells) == 2 and _NUMBER.fullmatch(row.cells[0].text):
        title, *text = row.cells[1].blocks
        if len(text) > (not labels):
            return [f"{row.cells[0].text} {title}", *text]
    side_by_side = all(len(cell.blocks) == len(first) for cell in row.cells)
    if side_by_side and len(first) > 1 and all(_NUMBER.fullmatch(number) for number in first):
        return [CELLS.join(map(_flat, parts)) for parts in zip(*(cell.blocks for cell in row.cells), strict=True)]
    return [CELLS.join(_labelled(row, labels))]


def _labelled(row: Row, labels: dict[int, str]) -> Iterator[str]:
    """Each cell after the label above it; a second cell under the same label without."""
    used = set[int]()
    for cell in _paired(row, labels):
        column = max((column for column in labels if column <= cell.column), default=None)
        if column is None or column in used:
            yield cell.text
        else:
            used.add(column)
            yield f"{labels[column]}: {cell.text}"


def _paired(row: Row, labels: Mapping[int, str]) -> Iterator[Cell]:
    """The cells, those made one of which the first names what the second holds ("Date:", "14 May")."""
    waiting = list(row.cells)
    while waiting:
        cell = waiting.pop(0)
        names = not labels and waiting and cell.text.endswith(":") and len(cell.text) <= _LONGEST_LABEL
        if names and not waiting[0].text.endswith(":"):
            cell = Cell(blocks=(f"{cell.text} {waiting.pop(0).text}",), column=cell.column, bold=False)
        yield cell


def _flat(block: str) -> str:
    return " ".join(block.split("\n")).removeprefix("## ")
