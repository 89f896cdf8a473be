"""Tables as rows of cells under the heads of their columns, on the next page too."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.parsing.vocabulary import columns
from rag.minutes import Kind, Paragraph, readable

_LABELLED = re.compile(r"(?P<head>[^:|]{1,40}):\s*(?P<cell>.*)", re.S)
_LONGEST_HEAD = 40
DAY = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?(?: \d{2,4})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: its cells by what the heads of their columns say, `cells` by the heads themselves.

    Attributes:
        sure: whether each cell certainly stands under its head.
    """

    paragraph: Paragraph
    kinds: dict[str, str]
    cells: dict[str, str]
    sure: bool


def in_lines(text: str) -> str:
    """The readable words of a paragraph, as long as `readable` makes them, with its line ends kept."""
    words = readable(text)
    lines = "\n".join(line for line in map(readable, text.split("\n")) if line)
    return lines if lines.replace("\n", " ") == words else words


def rows(paragraphs: Iterable[Paragraph]) -> Iterator[Row]:
    """The rows of the tables in these paragraphs, in order; a head holds until something else than a row comes."""
    heads: list[str] = []
    for paragraph in paragraphs:
        for line in in_lines(paragraph.text).split("\n"):
            if " |" not in line:
                heads = heads if _between_pages(paragraph, line) else []
                continue
            cells = [cell.strip() for cell in re.sub(r"^\|(.*)\|$", r"\1", line.strip()).split("|")]
            if labelled := _labelled(cells):
                yield Row(paragraph=paragraph, kinds=_kinds(labelled), cells=labelled, sure=True)
            elif _are_heads(cells) and not _reports(cells, heads):
                heads = cells
            elif heads:
                under = dict(zip(heads, cells, strict=False))
                yield Row(paragraph=paragraph, kinds=_kinds(under), cells=under, sure=len(cells) == len(heads))


def by_kind(line: str) -> dict[str, str]:
    """The cells of a row each of which has the head of its column before it, by what the head says; none of another."""
    return _kinds(_labelled([cell.strip() for cell in line.split("|")]))


def _labelled(cells: list[str]) -> dict[str, str]:
    found = [_LABELLED.fullmatch(cell) for cell in cells]
    if len(found) > 1 and not found[0] and all(match and _is_head(match["head"]) for match in found[1:]):
        return {"": cells[0]} | {match["head"].strip(): match["cell"].strip() for match in found if match}
    return {match["head"].strip(): match["cell"].strip() for match in found if match} if all(found[:2]) else {}


def _are_heads(cells: list[str]) -> bool:
    known = sum(_is_head(cell) for cell in cells)
    return known > 1 and all(len(cell) <= _LONGEST_HEAD for cell in cells)


def _reports(cells: list[str], heads: list[str]) -> bool:
    """Whether cells that might be heads, such as a day and "Done", are a row: under "Status" stands how it is."""
    return any(
        columns().get(plain(head)) == columns().get(plain(cell)) == "status" and plain(head) != plain(cell)
        for head, cell in zip(heads, cells, strict=False)
    )


def _is_head(words: str) -> bool:
    return plain(words) in columns() or DAY.fullmatch(words.strip()) is not None


def _kinds(cells: dict[str, str]) -> dict[str, str]:
    named = ((columns().get(plain(head)), cell) for head, cell in cells.items())
    return {kind: cell for kind, cell in reversed([*named]) if kind}


def plain(head: str) -> str:
    """The head of a column as the vocabulary writes it."""
    return " ".join(head.casefold().strip(" *_:?").split())


def _between_pages(paragraph: Paragraph, line: str) -> bool:
    """Whether a line is what stands between the pages of a table: nothing, or a page's number."""
    return not any(c.isalpha() for c in line) or (paragraph.kind is Kind.HEADING and line.casefold().startswith("page"))
