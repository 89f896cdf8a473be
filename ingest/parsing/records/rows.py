"""Business in tables: a row holds an item's number, its title and how it ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.tables import by_kind
from ingest.parsing.records.outcomes import of_disposition
from rag.minutes import CELLS, Paragraph, readable

_NUMBERED = re.compile(
    r"(?:(?:MOTION|ITEM|BY-LAW NO\.|NO\.): (?P<label>\S[^|]{0,29})|(?P<number>\d{1,3}[A-Z]?)\.?)$", re.I
)
_LABEL = re.compile(r"^(?P<label>[A-Z][A-Z &.'-]{2,39}): (?P<value>.*)", re.S)
_TELLS = {"NOTES", "MINUTES", "DISCUSSION", "COMMENTS", "DETAILS", "DECISION", "OUTCOME"}
_SHOUTED = re.compile(r"[A-Z]{4,}")
_VOTED = {"pass": "Passed", "passed": "Passed", "fail": "Lost", "failed": "Lost"}  # the result of a vote in a column
_PENDING = re.compile(r"NOTICE OF MOTION|RULED OUT OF ORDER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table's row of business; `disposition` is empty where how it ended stands in a sentence or nowhere.

    Attributes:
        number: as printed, empty where the row has none.
        disposition: the cell that says how it ended.
        movers: "Mayes/Gillingham", or empty.
        lists: the names under YEAS and NAYS, None where the row records no vote.
    """

    number: str
    title: str
    disposition: str
    movers: str = ""
    lists: tuple[str, str] | None = None


def row_at(text: str, start: int) -> Row | None:
    """The row of business in the line that begins at an offset; None where it isn't one."""
    line_end = text.find("\n", start)
    line = text[start : line_end if line_end >= 0 else len(text)]
    return row_of(readable(line)) if CELLS in line else None


def paragraph_of(row: Row, paragraphs: Sequence[Paragraph]) -> Paragraph:
    """The last of an item's paragraphs that is its row, else its last one."""
    own = [one for one in paragraphs if row_of(readable(one.text)) == row]
    return (own or paragraphs)[-1]


def row_of(words: str) -> Row | None:
    """The business in a row's words, its cells parted by " | "; None where it isn't a row of business."""
    if CELLS not in words:
        return None
    if listed := _listed(words):
        return listed
    cells = words.split(CELLS)
    numbered = _NUMBERED.match(cells[0])
    labelled = {match["label"]: match["value"] for cell in cells if (match := _LABEL.match(cell))}
    votes = (labelled["YEAS"], labelled.get("NAYS", "")) if "YEAS" in labelled else None
    said_last = "" if _LABEL.match(cells[-1]) else cells[-1]
    disposition = labelled.get("DISPOSITION", said_last)
    ended = (of_disposition(disposition) and _SHOUTED.search(disposition)) or _PENDING.match(disposition)
    labels = numbered and "SUBJECT" in labelled and bool(labelled.keys() & _TELLS)
    if not (ended or labels or "DISPOSITION" in labelled) or not (numbered or votes or "MOVER & SECONDER" in labelled):
        return None
    plain = [cell for cell in cells[1:-1] if not _LABEL.match(cell)]
    return Row(
        number=(numbered["label"] or numbered["number"]).strip() if numbered else "",
        title=labelled.get("SUBJECT", plain[0] if plain else "").strip(),
        disposition=disposition,
        movers=labelled.get("MOVER & SECONDER", ""),
        lists=votes,
    )


def _listed(words: str) -> Row | None:
    """The row of a list of files with what was done, the result and who moved it in columns of their own."""
    cells = by_kind(words)
    result = _VOTED.get(cells.get("result", "").casefold().strip(), "")
    if not result or "file" not in cells:
        return None
    done = cells.get("task", "")  # the head of its column is "Action"
    return Row(
        number=cells["file"],
        title=cells.get("title", ""),
        disposition=done if result == "Passed" and of_disposition(done) else result,
        movers=f"{cells['mover']}/{cells.get('seconder', '')}" if cells.get("mover") else "",
    )
