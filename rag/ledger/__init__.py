"""The ledger: documents, meetings and paragraphs in a database, the truth that every citation is checked against."""

from rag.ledger.database import Row
from rag.ledger.outline import Oddity, Outline, oddities, outline
from rag.ledger.public import GuardedLedger, PublicLedger, reading
from rag.ledger.reading import (
    BodyPrinted,
    Departure,
    FailedFile,
    Index,
    LedgerSummary,
    Listed,
    MeetingHeld,
    main_body,
)
from rag.ledger.sqlite import ledger_file
from rag.ledger.writing import Ledger

__all__ = [
    "BodyPrinted",
    "Departure",
    "FailedFile",
    "GuardedLedger",
    "Index",
    "Ledger",
    "LedgerSummary",
    "Listed",
    "MeetingHeld",
    "Oddity",
    "Outline",
    "PublicLedger",
    "Row",
    "ledger_file",
    "main_body",
    "oddities",
    "outline",
    "reading",
]
