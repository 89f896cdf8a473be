"""What follows what in the ledger: a paragraph its earlier self, minutes the draft or the copy of the same minutes."""

import re
from collections.abc import Iterable, Mapping

from rag.identity import likeness, successors
from rag.ledger.database import Database, Row

# Measured over 147 pairs of documents of one body and day: drafts, copies and reposts are 0.91 and more alike (a notice
# of 480 characters 0.76), the minutes of two meetings 0.22 at most.
_SAME = 0.6
_ADOPTED = re.compile(r"(?i)(?<![^\W_])(?:final|approved|adopted|confirmed|signed)(?![^\W_])")  # in a document's name
_COPIES = """
SELECT m.id, m.document, m.draft, m.begun, m.superseded_by, d.text,
       (SELECT count(*) = 1 FROM meetings o WHERE o.document = m.document) AS alone
FROM meeting_bodies b JOIN meetings m ON m.id = b.meeting JOIN documents d ON d.name = m.document
WHERE b.body = ? AND b.position = 0 AND m.held_on = ?
"""
Texts = list[tuple[str, str]]  # (id, text) of a document's paragraphs in order


def texts(base: Database, document: str) -> Texts:
    """The paragraphs of a document as they stand in the ledger."""
    text: str = next(iter(base.execute("SELECT text FROM documents WHERE name = ?", (document,))))[0]
    places = base.execute('SELECT id, start, "end" FROM paragraphs WHERE document = ? ORDER BY position', (document,))
    return [(id, text[start:end]) for id, start, end in places]


def renew(base: Database, earlier: Mapping[str, Texts], document: str) -> None:
    """Let the ids of the earlier versions of a document, by the names they had, lead to what took their place."""
    here = texts(base, document)
    living = {id for id, _ in here}
    _revive(base, living)
    for name, old in earlier.items():
        base.execute("UPDATE departed SET document = ? WHERE document = ?", (document, name))
        left = {id for id, _ in old} - living
        if not left:
            continue
        found = successors(old, here)
        base.executemany("UPDATE aliases SET new = ? WHERE new = ?", [(found[id], id) for id in left if id in found])
        base.executemany("INSERT INTO aliases VALUES (?, ?)", [(id, found[id]) for id in left if id in found])
        depart(base, document, (id for id in left if id not in found))


def depart(base: Database, document: str, ids: Iterable[str]) -> None:
    """Note that paragraphs, and with them all their earlier ids, are gone from a document."""
    for id in ids:
        base.execute("INSERT INTO departed SELECT old, ? FROM aliases WHERE new = ?", (document, id))
        base.execute("DELETE FROM aliases WHERE new = ?", (id,))
        base.execute("INSERT INTO departed VALUES (?, ?)", (id, document))


def _revive(base: Database, living: Iterable[str]) -> None:
    ids = [(id,) for id in living]
    base.executemany("DELETE FROM aliases WHERE old = ?", ids)
    base.executemany("DELETE FROM departed WHERE paragraph = ?", ids)


def supersede(base: Database, body: str, held_on: str | None) -> None:
    """Note which minutes of a body's meetings on one day are the same minutes once more, and which of them stand.

    Adopted minutes stand before draft ones, those that call themselves adopted first, then the longer; what isn't alike
    are minutes of another meeting.
    """
    if held_on is None:
        return
    rows = base.execute(_COPIES, (body, held_on)).fetchall()
    words = {row["id"]: _minutes(base, row) for row in rows}
    rows.sort(key=lambda row: (row["draft"], not _ADOPTED.search(row["document"]), -len(words[row["id"]]), row["id"]))
    standing: list[Row] = []
    for row in rows:
        by = next((other for other in standing if _same(row, other, words)), None)
        if by is None:
            standing.append(row)
        by_id = by["id"] if by else None
        if by_id != row["superseded_by"]:
            base.execute("UPDATE meetings SET superseded_by = ? WHERE id = ?", (by_id, row["id"]))


def _same(one: Row, other: Row, words: Mapping[str, str]) -> bool:
    """Whether two are the minutes of one meeting: in much the same words, and not begun at another hour."""
    begun = one["begun"], other["begun"]
    return likeness(words[one["id"]], words[other["id"]]) >= _SAME and not (all(begun) and begun[0] != begun[1])


def _minutes(base: Database, meeting: Row) -> str:
    """The words of a meeting's minutes: the whole text where the document holds no others."""
    text: str = meeting["text"]
    if meeting["alone"]:
        return text
    places = base.execute('SELECT start, "end" FROM paragraphs WHERE meeting = ? ORDER BY position', (meeting["id"],))
    return "\n".join(text[start:end] for start, end in places)
