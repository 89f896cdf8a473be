"""The files that documents were read from, as long as they are where and what they were."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Row

from rag.errors import OriginalGone, UnknownDocument
from rag.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A document's file, byte for byte as it was read; `file` is its own name without folders.

    `is_text`: it is the text that the ledger keeps, in the place of a file that is gone.
    """

    document: str
    file: str
    digest: str
    format: str
    data: bytes
    is_text: bool = False

    @property
    def media_type(self) -> str:
        """What it is sent as: nothing that a browser shows, but for the text."""
        return "text/plain; charset=utf-8" if self.is_text else "application/octet-stream"


def original_or_text(ledger: Ledger, document: str, *, exempt: bool = True) -> Original:
    """The file of a document; where that is gone or changed, the text that the ledger keeps, by a name that says so.

    Raises UnknownDocument, or OriginalGone where it is withheld.
    """
    row = _row(ledger, document, exempt=exempt)
    try:
        return _original(document, row)
    except OriginalGone:
        file = f"{Path(row['source']).stem} (text as it was read).txt"
        data = (ledger.text(document) or "").encode()
        return Original(document=document, file=file, digest=row["digest"], format="text", data=data, is_text=True)


def original(ledger: Ledger, document: str, *, exempt: bool = True) -> Original:
    """The file of a document; without `exempt` none that holds what was taken with the public excluded.

    Raises UnknownDocument, or OriginalGone where the file is not there, not as it was read, or withheld.
    """
    return _original(document, _row(ledger, document, exempt=exempt))


def _row(ledger: Ledger, document: str, *, exempt: bool) -> Row:
    found: Sequence[Row] = ledger.rows("SELECT source, digest, format FROM documents WHERE name = ?", document)
    if not found:
        raise UnknownDocument(f"No document is called {document!r}; `minutebook status --documents` lists them.")
    withheld = ledger.rows("SELECT 1 FROM main.items WHERE document = ? AND exempt = 1 LIMIT 1", document)
    if withheld and (ledger.is_public or not exempt):
        raise OriginalGone(f"{document!r} holds what was taken with the public excluded; ask an officer for it.")
    return found[0]


def _original(document: str, row: Row) -> Original:
    source = Path(row["source"])
    try:
        data = source.read_bytes()
    except OSError as error:
        inside = any(parent.is_file() for parent in source.parents)
        where = (
            "lies within an archive: unpack that and ingest it again" if inside else "is no longer where it was read"
        )
        raise OriginalGone(f"The file of {document!r} {where}; what it says is in the ledger.") from error
    if hashlib.sha256(data).hexdigest() != row["digest"]:
        raise OriginalGone(f"The file of {document!r} has changed since it was read; ingest it again to see its pages.")
    return Original(document=document, file=source.name, digest=row["digest"], format=row["format"], data=data)
