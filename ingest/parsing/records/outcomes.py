"""How business ended, in one set of words: carried, lost, deferred, referred, noted, withdrawn; else not stated."""

from ingest.parsing.phrases import any_of, ending
from rag.minutes import Outcome

_PENDING = any_of("pending")
_REFUSED = any_of("refused")
_NOTED = any_of("noted")


def of_disposition(cell: str) -> Outcome | None:
    """The outcome that a table's last cell tells ("AMENDED AND ADOPTED (See Motion 2)"); None where it tells none."""
    return None if _PENDING.match(cell) else ending("disposition", cell)


def outcome(words: str, *, decided: bool) -> Outcome:
    """How what some sentences decide ended; what they only move may be lost in them, and has no other end."""
    said = ending("ended", words)
    if said and (decided or said is Outcome.LOST):
        return said
    return Outcome.CARRIED if decided and not _REFUSED.search(words) else Outcome.NOT_STATED


def is_noted(words: str) -> bool:
    """Whether a sentence takes note of a report or a letter; not "it was noted that"."""
    return "noted" in words.lower() and bool(_NOTED.search(words))
