"""Words of minutes as HTML: as they are, or as the row of the table that they stood in. All of it is escaped."""

import re
from html import escape

from rag.minutes import CELLS, readable
from rag.words import Language, spoken

_LIST, _SHORT = 3, 60  # so many lines of so few characters are a list, as of who was there
_LABEL = re.compile(r"\s*(?P<label>[^:|\n]{1,40}):\s+")


def as_minuted() -> str:
    """The attribute that names the language of what minutes say, and of answers: English, whatever the page speaks."""
    return "" if spoken().language is Language.ENGLISH else f' lang="{Language.ENGLISH}"'


def shown(text: str) -> str:
    """The words of a text, escaped; a space at its ends is kept, so that pieces of one paragraph still join."""
    before, after = (" " if edge.isspace() else "" for edge in (text[:1], text[-1:]))
    return f"{before}{escape(readable(text))}{after}"


def laid_out(text: str, start: int = 0, end: int = 0) -> str:
    """A text as the rows of its table, or as a list of short lines, text[start:end] marked; empty where it is neither.

    Where every cell begins with its head ("Applicant: The Friends | Awarded: £450"), the heads stand above the rows.
    """
    if CELLS not in text:
        lines = [line.span() for line in re.finditer(r"[^\n]+", text)]
        if len(lines) < _LIST or max(last - first for first, last in lines) > _SHORT:
            return ""
        return f"<p>{'<br>'.join(_marked(text, *line, start, end) for line in lines)}</p>"
    rows = [cells for line in re.finditer(r"[^\n]+", text) if (cells := _cells(text, *line.span()))]
    heads = [[_LABEL.match(text, *cell) for cell in cells] for cells in rows]
    labels = dict.fromkeys(head["label"].strip() for row in heads for head in row if head)
    if not all(head for row in heads for head in row) or len(labels) < 2:
        return _table("", [[_marked(text, *cell, start, end) for cell in cells] for cells in rows])
    drawn = []
    for cells, row in zip(rows, heads, strict=True):
        under = {
            head["label"].strip(): _marked(text, head.end(), cell[1], start, end)
            for cell, head in zip(cells, row, strict=True)
            if head
        }
        drawn.append([under.get(label, "") for label in labels])
    return _table("".join(f'<th scope="col">{shown(label)}</th>' for label in labels), drawn)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells, begun = [], start
    for gap in re.finditer(r" \| ", text[start:end]):
        cells.append((begun, start + gap.start()))
        begun = start + gap.end()
    return [cell for cell in [*cells, (begun, end)] if text[slice(*cell)].strip()]


def _marked(text: str, first: int, last: int, start: int, end: int) -> str:
    """The words of a cell, with those of them marked that lie in text[start:end]."""
    start, end = max(first, start), min(last, end)
    if start >= end:
        return shown(text[first:last]).strip()
    return f"{shown(text[first:start])}<mark>{shown(text[start:end])}</mark>{shown(text[end:last])}".strip()


def _table(heads: str, rows: list[list[str]]) -> str:
    head = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="row">{head}<tbody>{body}</tbody></table>'
