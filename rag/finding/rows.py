"""The rows of minutes that may be counted: a paragraph with the verdict under it, an entry of a list within one."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from rag.finding.records import Decided, Written, resolutions, written
from rag.ledger import Ledger
from rag.minutes import PAGE_FURNITURE, Kind, readable
from rag.stores.words import terms

_ENTRY = re.compile(r"\n\s*(?=(?:\\?[*•–-]|\(?[a-z0-9]{1,3}[.)])\s)")
_VERDICT = re.compile(  # "Support", "No objection": it stands under what it is of
    r"(?i)\W*(?:(?:no|strongly)\W+)?(?:support|object|comment|approv|refus|grant|reject|accept|carried|lost|agreed|"
    r"withdrawn|deferred|noted)\w*(?:\W+[a-z]+){0,3}\W*"
)
_TABLED = re.compile(r"(?i)^\W*(?:notices? of|questions?|motions?)\b.*\b(?:motions?|submitted|tabled|from|by)\b")
_SUBMITTED = re.compile(r"(?i)\W*(?:\w{1,3}\W+)?(?:notices? of motions?|questions?) submitted by\b")
_CLOSES = 4  # terms with which a row says what became of it: "... Approved by Parish"
_OPENING = 8  # terms: in which a row or a title says what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that the minutes hold, with what was decided on it, if anything.

    Attributes:
        line: the paragraph that it stands in, or begins with.
        text: its own words, the verdict under it included.
        said: the terms of its words, `titled` those of its item's title.
        ids: the paragraphs that prove it.
    """

    line: Written
    text: str
    decided: Decided | None
    said: tuple[str, ...]
    titled: tuple[str, ...]
    ids: tuple[str, ...]

    @property
    def own(self) -> frozenset[str]:
        """The terms of its words."""
        return frozenset(self.said)

    @property
    def held(self) -> frozenset[str]:
        """The terms of its words and of its item's title."""
        return self.own | frozenset(self.titled)

    @property
    def verdict(self) -> frozenset[str]:
        """The terms that say what became of it: those that open or close it."""
        return frozenset(self.said[:_CLOSES] + self.said[-_CLOSES:])

    @property
    def opening(self) -> frozenset[str]:
        """The terms of its title and of its first words: what it is about."""
        return frozenset(self.titled + self.said[:_OPENING])

    def opens(self, phrase: Sequence[str]) -> bool:
        """Whether it or its title begins with some words, side by side: further on it may only mention them."""
        return any(
            told[n : n + len(phrase)] == tuple(phrase) for told in (self.titled, self.said) for n in range(_OPENING)
        )


def rows(ledger: Ledger, documents: Sequence[str], names: Iterable[str]) -> list[Row]:
    """The rows of these documents whose words hold all the terms, in their order; of one with verdicts under them."""
    wanted = frozenset(names)
    lines = written(ledger, documents, wanted if len(documents) > 1 else ())
    decided: dict[str, Decided] = {}
    for one in resolutions(ledger, sorted({line.document for line in lines})):
        decided.setdefault(one.paragraph, one)
    found = []
    for line, under in _with_verdicts(lines, decided):
        made = decided.get(line.id) or (decided.get(under.id) if under else None)
        text = f"{line.text}\n{under.text}" if under else line.text
        lead, entries = ("", [text]) if made else _listed(text)
        for entry in entries:
            # emphasis that ends in one word and begins in the next joins them when it is taken out
            said = terms(readable(f"{made.title if made else ''} {entry.replace('*', ' ')}"))
            if wanted <= set(said):
                ids = (line.id, under.id) if under else (line.id,)
                titled = terms(f"{line.item_title} {lead}")
                found.append(Row(line=line, text=entry, decided=made, said=said, titled=titled, ids=ids))
    return found


def tabled(ledger: Ledger, documents: Sequence[str], unit: str) -> list[Row]:
    """The items that somebody tabled as a motion or a question: a row for each, with the words that it was put in.

    None where one may have been taken for part of another, or for two: its heading stands among what is said, or a
    number is left out between them or comes twice.
    """
    found = []
    every = written(ledger, documents)
    swallowed = any(one.kind is not Kind.HEADING and _SUBMITTED.match(one.text) for one in every)
    for (_, _, title), lines in groupby(every, key=lambda one: (one.document, one.item, one.item_title)):
        said = [line for line in lines if not PAGE_FURNITURE.fullmatch(line.text)]
        told = next((line for line in said if line.kind is not Kind.HEADING), said[0] if said else None)
        if told is None or unit not in terms(title)[:_OPENING] or not _TABLED.search(title):
            continue
        heading = said[0].text if said[0] is not told else title  # a title is cut at its initials, its line isn't
        own = terms(readable(told.text))
        found.append(Row(line=told, text=told.text, decided=None, said=own, titled=terms(heading), ids=(told.id,)))
    places = {int(one.item) for one in every if one.item.isdecimal()}
    numbers = [int(row.line.item) for row in found if row.line.item.isdecimal()]
    skipped = set(range(min(numbers, default=0), max(numbers, default=-1) + 1)) - places
    return [] if swallowed or skipped or len(set(numbers)) < len(numbers) else found


def _with_verdicts(lines: Sequence[Written], decided: Container[str]) -> Iterator[tuple[Written, Written | None]]:
    """Each paragraph but headings and rolls, with the verdict that stands alone under it; a heading with one too."""
    below: Written | None = None
    for line, after in zip_longest(lines, lines[1:]):
        own, below = below is line, None
        if line.kind is Kind.ATTENDANCE or own:
            continue
        if after and line.id not in decided and (after.document, after.item) == (line.document, line.item):
            below = after if _VERDICT.fullmatch(after.text) else None
        if below or line.kind is not Kind.HEADING:
            yield line, below


def _listed(text: str) -> tuple[str, list[str]]:
    """What leads a list that a paragraph runs through, and its entries; else nothing, and the whole text."""
    lead, *entries = _ENTRY.split(text)
    return (lead, entries) if len(entries) > 1 else ("", [text])
