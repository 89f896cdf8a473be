"""The ballots of meetings, each with the paragraphs that mention it: from what was put to the vote to how it ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rag.ledger import Ledger
from rag.minutes import CitedParagraph
from rag.records.meetings import names

_BALLOTS = """
SELECT b.id, b.matter, b.paragraph AS put, l.paragraph FROM ballots b
JOIN ballot_paragraphs l ON l.ballot = b.id JOIN paragraphs p ON p.id = l.paragraph
WHERE b.id IN (SELECT ballot FROM ballot_paragraphs WHERE paragraph IN (SELECT value FROM json_each(?)))
ORDER BY b.id, p.position
"""
_HEAD = 4  # words: of so few is the head of a list of voters
_NEXT_BUT_ONE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One vote of a meeting: the paragraph that puts it, and all that mention it, the last of which says its end."""

    id: int
    matter: str
    put: CitedParagraph
    paragraphs: tuple[CitedParagraph, ...]


def ballots_of(paragraphs: Iterable[str], ledger: Ledger) -> Sequence[Ballot]:
    """The ballots that any of some paragraphs, given by their ids, mentions."""
    rows = ledger.rows(_BALLOTS, names(paragraphs))
    cited = ledger.cited(row["paragraph"] for row in rows)
    return [
        Ballot(id=id, matter=matter, put=cited[put], paragraphs=tuple(cited[row["paragraph"]] for row in own))
        for (id, matter, put), own in groupby(rows, key=lambda row: (row["id"], row["matter"], row["put"]))
    ]


def with_heads(ballot: Sequence[CitedParagraph], ledger: Ledger) -> Sequence[CitedParagraph]:
    """A ballot's paragraphs in order, and those of a few words between two of them: "Against (10)" over its names."""
    found = list(ballot[:1])
    for before, one in pairwise(ballot):
        if one.item_key == before.item_key and one.position - before.position == _NEXT_BUT_ONE:
            _, between, *_ = ledger.neighbours(before.id, 0, 1)
            found += [between] if len(between.paragraph.text.split()) <= _HEAD else []
        found.append(one)
    return found
