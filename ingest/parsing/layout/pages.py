"""What stands at the top or foot of page after page of a text with page breaks: running heads, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_PAGE_BREAK = "\f"
_LINE = re.compile(r"[^\s\f][^\n\f]*")
_FEW = 3  # pages: what stands on fewer may be there by chance
_DEEP = 2  # lines of a running head


def running_heads(text: str) -> frozenset[int]:
    """Where each running head and foot begins: lines at the edge of half the pages or more, alike but for numbers."""
    pages = list(_pages(text))
    if len(pages) < _FEW:
        return frozenset()
    found: set[int] = set()
    for edges in ([page[:_DEEP] for page in pages], [page[: -_DEEP - 1 : -1] for page in pages]):
        alike = Counter(shape for edge in edges for shape in {_shape(line[0]) for line in edge})
        common = {shape for shape, pages_with in alike.items() if pages_with >= max(_FEW, len(pages) / 2)}
        for edge in edges:
            for line in edge:
                if _shape(line[0]) not in common:
                    break
                found.add(line.start())
    return frozenset(found)


def _pages(text: str) -> Iterator[Sequence[re.Match[str]]]:
    """The lines of each page."""
    start = 0
    for page in text.split(_PAGE_BREAK) if _PAGE_BREAK in text else ():
        if lines := list(_LINE.finditer(text, start, start + len(page))):
            yield lines
        start += len(page) + len(_PAGE_BREAK)


def _shape(line: str) -> str:
    return " ".join(re.sub(r"\d+", "0", line).split())
