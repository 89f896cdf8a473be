"""The lists of who was at a meeting: whom a name means there, who had the chair, and the lines that say so."""

import re
from collections.abc import Sequence

from rag.answering.composing import Quote
from rag.answering.recorded import Spans, quoted
from rag.finding.people import Name, named, parsed
from rag.finding.records import Attended
from rag.ledger import Ledger
from rag.sentences import sentences

_CHAIR = re.compile(r"(?i)^(?!.*\b(?:vice|deputy|leas)\b).*(?:\bchair|\bcathaoirleach\b|\bpresid)")


def is_called(one: Attended, name: Name) -> bool:
    """Whether a recorded person may bear a name."""
    recorded = parsed(one.name)
    return recorded is not None and recorded.fits(name)


def called(text: str, roll: Sequence[Attended]) -> list[Attended]:
    """Those on the roll whom a text names."""
    names = [name for several in named(text, [one.name for one in roll]).values() for name in several]
    return [one for one in roll if any(is_called(one, name) for name in names)]


def is_chair(role: str | None) -> bool:
    """Whether a role is the chair's, and no deputy's."""
    return bool(role and _CHAIR.search(role))


def proofs(ledger: Ledger, found: Sequence[Attended], by: Spans = sentences) -> tuple[Quote, ...]:
    """The sentences, or lines, that name these people, one quote a paragraph."""
    names: dict[str, list[str]] = {}
    for one in found:
        names.setdefault(one.paragraph, []).append(one.name)
    return tuple(quoted(cited, names[cited.id], by) for cited in ledger.paragraphs(list(names)))
