"""The phrases by which minutes tell what was decided, how it ended and how many voted, read from deciding.toml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ingest.parsing.vocabulary import spaced
from rag.minutes import Outcome
from rag.tables import table

_LIST = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One way to say it.

    Attributes:
        outcome: what it says of the end; None where its sort says nothing of it.
        says: sentences in which it is found.
    """

    pattern: re.Pattern[str]
    outcome: Outcome | None
    says: tuple[str, ...]


@lru_cache(maxsize=1)
def sorts() -> tuple[str, ...]:
    """The sorts of phrases: "decides", "elsewhere"."""
    return tuple(name for name in _read() if name != "lists")


@lru_cache(maxsize=64)
def phrases(sort: str) -> tuple[Phrase, ...]:
    """The phrases of a sort, in the order in which they are looked for."""
    return tuple(
        Phrase(
            pattern=re.compile(_expression(entry)),
            outcome=Outcome(entry["outcome"]) if "outcome" in entry else None,
            says=tuple(entry["says"]),
        )
        for entry in _read()[sort]
    )


def any_of(sort: str) -> re.Pattern[str]:
    """One expression for all phrases of a sort."""
    return re.compile("|".join(phrase.pattern.pattern for phrase in phrases(sort)))


def ending(sort: str, words: str) -> Outcome | None:
    """The outcome that the first phrase of a sort found in the words tells; None where none is found."""
    return next((phrase.outcome for phrase in phrases(sort) if phrase.pattern.search(words)), None)


def _expression(entry: dict[str, Any]) -> str:
    lists = _read()["lists"]
    words = entry["words"]
    while _LIST.search(words):  # a list may name others
        words = _LIST.sub(lambda name: lists[name[1]].strip().replace("\n", ""), words)
    return f"(?{'' if entry.get('cased') else 'i'}:{spaced(words)})"


def _read() -> dict[str, Any]:
    return table("ingest.parsing", "deciding.toml")
