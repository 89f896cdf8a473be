"""What stands at the top or bottom of page after page: running headers, footers and page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.reading.pdf_layout import Line
from ingest.reading.source import tidy

_ROWS = 6
_SHARE = 0.6
_PAGE_OF = re.compile(
    r"\W*(?:(?:p\s?a\s?g\s?e|p\.?)[\s|]*\d+(?:\s*(?:of|/)\s*\d+)?|\d+\s*(?:of|/)\s*\d+|\d+\s*\|\s*p\s?a\s?g\s?e)\W*",
    re.I,
)
_BARE = re.compile(r"\W*(\d{1,4})\W*")

_Row = list[Line]


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without running headers, footers and page numbers, and a sample of each that was taken out.

    A running header stays where it first stands, since it may be all that names the body or the date; so does "Draft".
    """
    kept = [list(page) for page in pages]
    taken: dict[str, str] = {}
    for top in (True, False):
        edges = [_edge(page, top) for page in pages]
        repeated, ahead = _repeated(edges), _numbers_ahead(edges)
        for index, rows in enumerate(edges):
            for row in rows:
                numbers = [_is_number(line.text, index, ahead) for line in row]
                if all(numbers):
                    taken["page numbers"] = "page numbers"
                elif all(number or _shape(line.text) in repeated for number, line in zip(numbers, row, strict=True)):
                    shape = " ".join(_shape(line.text) for line in row)
                    if shape not in taken:
                        taken[shape] = f"“{' '.join(tidy(line.text) for line in row)}”"
                        if top or "draft" in shape:
                            continue
                else:
                    break
                kept[index] = [line for line in kept[index] if line not in row]
    return kept, list(taken.values())


def _edge(page: Sequence[Line], top: bool) -> list[_Row]:
    """The outermost rows of a page from its edge inwards, each with all its lines; none on a page without places."""
    placed = sorted(((line.first.bottom, index) for index, line in enumerate(page) if line.first), reverse=top)
    rows: list[_Row] = []
    level = 0.0
    for bottom, index in placed:
        if rows and abs(bottom - level) < page[index].height / 2:
            rows[-1].append(page[index])
        elif len(rows) == _ROWS:
            break
        else:
            rows.append([page[index]])
            level = bottom
    return rows


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", tidy(text).casefold())


def _repeated(edges: Sequence[Sequence[_Row]]) -> set[str]:
    """The lines, but for their numbers, that stand at the edge of most of at least three pages."""
    counts = Counter(shape for rows in edges for shape in {_shape(line.text) for row in rows for line in row})
    needed = max(3, _SHARE * sum(1 for rows in edges if rows))
    return {shape for shape, count in counts.items() if count >= needed}


def _numbers_ahead(edges: Sequence[Sequence[_Row]]) -> Counter[int]:
    """How often a bare number at the edge is how far ahead of the count of pages."""
    texts = ((index, line.text) for index, rows in enumerate(edges) for row in rows[:2] for line in row)
    return Counter(int(bare[1]) - index for index, text in texts if (bare := _BARE.fullmatch(tidy(text))))


def _is_number(text: str, index: int, ahead: Counter[int]) -> bool:
    """Whether it is the page's number: "Page 3 of 9", or a bare number that counts with the pages."""
    text = tidy(text)
    if _PAGE_OF.fullmatch(text):
        return True
    bare = _BARE.fullmatch(text)
    return bare is not None and (int(bare[1]) == index + 1 or ahead[int(bare[1]) - index] > 1)
