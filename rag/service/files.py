"""Documents to be carried away: the file as it was read, or where that is gone the text that the ledger keeps."""

import mimetypes
from dataclasses import dataclass

from rag.errors import OriginalGone
from rag.ledger import Ledger
from rag.originals import original


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFile:
    """A document as a file; `original` says whether it is byte for byte the one that was read."""

    name: str
    media_type: str
    data: bytes
    original: bool


def document_file(ledger: Ledger, document: str) -> DocumentFile:
    """A document's file, where it is still there unchanged, else its text; raises UnknownDocument."""
    try:
        found = original(ledger, document)
    except OriginalGone:
        text = ledger.text(document) or ""
        name = f"{document.rpartition('/')[2]}.txt"
        return DocumentFile(name=name, media_type="text/plain", data=text.encode(), original=False)
    kind = mimetypes.guess_type(found.file)[0] or "application/octet-stream"
    return DocumentFile(name=found.file, media_type=kind, data=found.data, original=True)
