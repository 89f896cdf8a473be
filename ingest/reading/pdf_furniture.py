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
_OF = re.compile(r"(?<!\d)\d{1,4}\s*(?:of|/)\s*\d{1,4}(?!\d)")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_BARE = re.compile(r"\W*(\d{1,4})\W*")

_Row = list[Line]


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[str]]:
    """The pages without running headers, footers and page numbers, and a sample of each that was taken out.

    A running header stays where it first stands, since it may be all that names the body or the date; so do watermarks
    and whatever says "draft".
    """
    kept = [list(page) for page in pages]
    taken: dict[str, str] = {}
    stays = _Once()
    for top in (True, False):
        edges = [_edge(page, top) for page in pages]
        ahead = _numbers_ahead(edges)
        repeated = _repeated(edges, ahead)
        for index, rows in enumerate(edges):
            for row in rows:
                numbers = [_is_number(line.text, index, ahead) for line in row]
                shapes = [_shapes(line.text, index, ahead) & repeated for line in row]
                if not all(number or shape for number, shape in zip(numbers, shapes, strict=True)):
                    break
                name = " ".join(min(shape) for shape in shapes if shape)
                if not all(numbers) and (top or "draft" in name) and stays(name):
                    continue
                words = "“" + " ".join(tidy(line.text) for line in row) + "”"
                taken.setdefault(name, "page numbers" if all(numbers) else words)
                kept[index] = [line for line in kept[index] if line not in row]
    for index, page in enumerate(kept):
        again = [line for line in page if line.slants and not stays(line.text)]
        taken |= {line.text: f"“{tidy(line.text)}”" for line in again}
        kept[index] = [line for line in page if line not in again]
    return kept, list(taken.values())


class _Once(set[str]):
    """True the first time that it is asked about a text."""

    def __call__(self, text: str) -> bool:
        if text in self:
            return False
        self.add(text)
        return True


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


def _shapes(text: str, index: int, ahead: Counter[int]) -> set[str]:
    """The line as it is, and with "#" for what counts with the pages; no other number may change from page to page."""
    text = tidy(text).casefold()
    counted = _OF.sub("#", text)
    return {text, _NUMBER.sub(lambda one: "#" if ahead[int(one[0]) - index] > 1 else one[0], counted)}


def _repeated(edges: Sequence[Sequence[_Row]], ahead: Counter[int]) -> set[str]:
    """The lines that stand, but for the page's number, at the edge of most of at least three pages."""
    counts = Counter[str]()
    for index, rows in enumerate(edges):
        counts.update({shape for row in rows for line in row for shape in _shapes(line.text, index, ahead)})
    needed = max(3, _SHARE * sum(1 for rows in edges if rows))
    return {shape for shape, count in counts.items() if count >= needed}


def _numbers_ahead(edges: Sequence[Sequence[_Row]]) -> Counter[int]:
    """On how many pages a number at the edge is how far ahead of the count of pages."""
    counts = Counter[int]()
    for index, rows in enumerate(edges):
        numbers = (number for row in rows for line in row for number in _NUMBER.findall(line.text))
        counts.update({int(number) - index for number in numbers})
    return counts


def _is_number(text: str, index: int, ahead: Counter[int]) -> bool:
    """Whether it is the page's number: "Page 3 of 9", or a bare number that counts with the pages."""
    text = tidy(text)
    if _PAGE_OF.fullmatch(text):
        return True
    bare = _BARE.fullmatch(text)
    return bare is not None and (int(bare[1]) == index + 1 or ahead[int(bare[1]) - index] > 1)
