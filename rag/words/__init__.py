"""What the page, the sign-in form and the files to be carried away say to people: a catalogue for each language."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from rag.tables import table


class Language(StrEnum):
    """A language that there is a catalogue of; the value is its code in HTML and HTTP."""

    ENGLISH = "en"
    WELSH = "cy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything that is said in one language, by its key: "answer.copy"."""

    language: Language
    entries: Mapping[str, str]

    def say(self, key: str, **named: object) -> str:
        """What is said under a key, with what is named in braces put in; of two forms the one that `n` takes.

        Nothing of the catalogue is markup: what is named is escaped before, or the whole after. Raises KeyError.
        """
        if key not in self.entries:
            key += ".one" if named.get("n") == 1 else ".many"
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in named.items()}
        return self.entries[key].format_map(shown)

    def day(self, when: date | None) -> str:
        """A day in words; those of undated minutes where there is none."""
        return f"{when.day} {self.month(when)}" if when else self.entries["undated"]

    def month(self, when: date) -> str:
        """The month of a day in words, with its year."""
        return f"{self.entries['months'].split()[when.month - 1]} {when.year}"

    def under(self, table: str) -> Mapping[str, str]:
        """What is said under the keys of one table."""
        begin = f"{table}."
        return {key.removeprefix(begin): said for key, said in self.entries.items() if key.startswith(begin)}


@cache
def catalogue(language: Language) -> Catalogue:
    """The catalogue of a language."""
    return Catalogue(language=language, entries=dict(_entries(table("rag.words", f"{language}.toml"))))


def _entries(table: Mapping[str, Any], begin: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{begin}{key}", value
        else:
            yield from _entries(value, f"{begin}{key}.")


_SPOKEN: ContextVar[Language] = ContextVar("language", default=Language.ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Everything said meanwhile, in this thread or task and those that it begins, is in that language."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> Catalogue:
    """The catalogue of the language that is spoken: English where nothing else was chosen."""
    return catalogue(_SPOKEN.get())


def say(key: str, **named: object) -> str:
    """What is said under a key in the language that is spoken; raises KeyError as `Catalogue.say` does."""
    return spoken().say(key, **named)


def preferred(accepted: str) -> Language:
    """The language that an Accept-Language header likes best of those there are; English where it names none."""
    best, weight = Language.ENGLISH, 0.0
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        code = tag.strip().partition("-")[0].lower()
        try:
            likes = float(quality or 1)
        except ValueError:
            continue
        if code in [*Language] and likes > weight:
            best, weight = Language(code), likes
    return best
