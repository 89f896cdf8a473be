"""The files that documents were read from, as long as they are where and what they were."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rag.errors import OriginalGone, UnknownDocument
from rag.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A document's file, byte for byte as it was read; `file` is its own name without folders."""

    document: str
    file: str
    digest: str
    format: str
    data: bytes


def original(ledger: Ledger, document: str, *, exempt: bool = True) -> Original:
    """The file of a document; without `exempt` none that holds what was taken with the public excluded.

    Raises:
        UnknownDocument: no document has that name.
        OriginalGone: the file is not there, not as it was read, or withheld.
    """
    row = next(iter(ledger.rows("SELECT source, digest, format FROM documents WHERE name = ?", document)), None)
    if row is None:
        raise UnknownDocument(f"No document is called {document!r}; `minutebook status --documents` lists them.")
    withheld = ledger.rows("SELECT 1 FROM main.items WHERE document = ? AND exempt = 1 LIMIT 1", document)
    if withheld and (ledger.is_public or not exempt):
        raise OriginalGone(f"{document!r} holds what was taken with the public excluded; ask an officer for it.")
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
