"""The words of minutes that the records are asked by, read from vocabulary.toml."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from rag.stores.words import term_set
from rag.tables import table


def vocabulary() -> Mapping[str, Any]:
    """The whole table, as vocabulary.toml has it."""
    return table("rag.records", "vocabulary.toml")


@cache
def holds(*path: str) -> re.Pattern[str]:
    """The pattern of an entry, or one that finds any of its words or beginnings of words: `holds("sorts", "annual")`.

    Raises:
        KeyError: the table has no such entry.
    """
    entry: Any = vocabulary()
    for key in path:
        entry = entry[key]
    return re.compile(rf"(?i)\b(?:{entry.get('pattern') or '|'.join(map(re.escape, entry['words']))})")


@cache
def verb_forms() -> Mapping[str, frozenset[str]]:
    """The terms of all forms of a verb whose past has another stem, by the term of each form."""
    verbs = (term_set(forms) for forms in vocabulary()["verbs"]["forms"])
    return {form: forms for forms in verbs for form in forms}


def names_office(words: str) -> bool:
    """Whether words name an office ("the town clerk") and not a person."""
    return any(holds("offices", key).search(words) for key in vocabulary()["offices"])


def is_office(role: str, office: str) -> bool:
    """Whether a recorded role ("Clerk to the Council") is an office ("clerk"); a deputy's is another office."""
    if office.isupper() and len(office) > 1 and office in "".join(re.findall(r"\b[A-Z]", role)):
        return True
    entry = next((key for key in vocabulary()["offices"] if holds("offices", key).search(office)), None)
    named = holds("offices", entry) if entry else re.compile(rf"(?i)\b{re.escape(office)}\b")
    deputy = holds("deputies")
    return bool(named.search(role)) and bool(deputy.search(role)) == bool(deputy.search(office))


def presides(office: str) -> bool:
    """Whether an office is one that a member holds who presides, or stands in for who does."""
    return any(holds("offices", key).search(office) for key in ("chair", "mayor"))
