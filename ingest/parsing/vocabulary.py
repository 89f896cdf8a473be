"""The words that the parser knows, read from vocabulary.toml, where each has examples."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rag.minutes import Outcome, Presence
from rag.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a sentence states the end of business put before it.

    Attributes:
        says: sentences that state it; `silent` are some that don't.
    """

    outcome: Outcome
    words: str
    says: tuple[str, ...]
    silent: tuple[str, ...]


@lru_cache(maxsize=1)
def results() -> tuple[Result, ...]:
    """The words for each outcome, in the order in which they are looked for."""
    return tuple(
        Result(
            outcome=Outcome(entry["outcome"]),
            words=spaced(entry["words"]),
            says=tuple(entry["says"]),
            silent=tuple(entry["silent"]),
        )
        for entry in _read()["result"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The words by which a list of apologies gives a reason; `says` pairs a list with the reason in it."""

    words: str
    says: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]


@lru_cache(maxsize=1)
def absence() -> Absence:
    """The words for reasons why somebody was away."""
    [entry] = _read()["absence"]
    says = tuple((listed, reason) for listed, reason in entry["says"])
    return Absence(words=spaced(entry["words"]), says=says, silent=tuple(entry["silent"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """How somebody comes to be charged with something; `says` holds sentences, each with owner and task.

    Attributes:
        tasks: the words that a task may begin with; empty where any may.
    """

    words: str
    tasks: tuple[str, ...]
    says: tuple[tuple[str, str, str], ...]


@lru_cache(maxsize=1)
def charges() -> tuple[Charge, ...]:
    """The forms in which somebody is charged with something, in the order in which they are looked for."""
    return tuple(
        Charge(
            words=spaced(entry["words"]),
            tasks=tuple(entry.get("tasks", ())),
            says=tuple((sentence, owner, task) for sentence, owner, task in entry["says"]),
        )
        for entry in _read()["charge"]
    )


@lru_cache(maxsize=1)
def office() -> str:
    """An expression for the offices that may be charged with something."""
    [entry] = _read()["office"]
    return spaced(entry["words"])


@lru_cache(maxsize=1)
def offices() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Examples: words that are offices, and words that are none."""
    [entry] = _read()["office"]
    return tuple(entry["says"]), tuple(entry["silent"])


@lru_cache(maxsize=1)
def columns() -> dict[str, str]:
    """What stands in a table's column, by its head in small letters."""
    return {head: entry["kind"] for entry in _read()["column"] for head in entry["heads"]}


@lru_cache(maxsize=1)
def marks() -> dict[str, str]:
    """What a mark in a grid of attendance says, by the mark in small letters."""
    return {mark: entry["presence"] for entry in _read()["mark"] for mark in entry["marks"]}


@lru_cache(maxsize=1)
def seats() -> dict[str, tuple[str, Presence]]:
    """Who stands behind a label in a row of labels and names, by the label in small letters: their role, and where."""
    return {
        label: (entry["role"], Presence(entry["presence"])) for entry in _read()["seat"] for label in entry["labels"]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """What the words of a legend say that a mark means."""

    presence: str
    words: str
    says: tuple[str, ...]


@lru_cache(maxsize=1)
def legends() -> tuple[Legend, ...]:
    """The words of legends, in the order in which they are looked for."""
    return tuple(
        Legend(presence=entry["presence"], words=spaced(entry["words"]), says=tuple(entry["says"]))
        for entry in _read()["legend"]
    )


def _read() -> dict[str, Any]:
    return table("ingest.parsing", "vocabulary.toml")


def spaced(words: str) -> str:
    """The expression without its line ends, any white space for each blank."""
    return re.sub(r" +", r"\\s+", "".join(line.strip("\n") for line in words.strip().split("\n")))
