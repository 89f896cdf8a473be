"""The words that planning knows: `lexicon.toml`, read once, its cue phrases made into patterns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rag.stores.words import terms
from rag.tables import table

_CLAUSE = r"(?:^|(?<=[.?!,;:–—-])\s|(?<=[.?!,;:–—-])|\b(?:and|but|or|so|then|also|ok)\s+)[^\w]*"
_GAP = r"(?:[\w’'./&-]+,?\s+){0,6}?"


class Cue(NamedTuple):
    """A place where a cue phrase stands: where its first word begins and its last one ends, and the phrase's terms."""

    start: int
    end: int
    words: str
    terms: frozenset[str]


class Cues:
    """Phrases of `lexicon.toml`, found anywhere in a text, whatever its letter case.

    `^` begins a phrase that opens a clause, `$` ends one that ends the question, `...` stands for up to six words;
    "n't" ends a word.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases = tuple(phrases)
        self.terms = frozenset(term for phrase in self.phrases for term in terms(phrase.replace("...", " ")))
        longest_first = sorted(self.phrases, key=len, reverse=True)
        self._words = tuple((phrase, _written(phrase)) for phrase in longest_first)

    def find(self, text: str, start: int = 0) -> Cue | None:
        """The first place from `start` on where one of the phrases stands; None where none does."""
        return next(self.all(text, start), None)

    def opening(self, text: str) -> Cue | None:
        """The first such place where no word stands before it; else None."""
        cue = self.find(text)
        return cue if cue and not re.search(r"\w", text[: cue.start]) else None

    def all(self, text: str, start: int = 0) -> Iterator[Cue]:
        """Every such place, in order and without overlap."""
        for match in self._within(text).finditer(text, start):
            first = next(begin for begin, _ in match.regs[1:] if begin >= 0)
            said = text[first : match.end()]
            yield Cue(first, match.end(), said, self.terms & set(terms(said)))

    def __contains__(self, text: object) -> bool:
        """Whether one of the phrases stands in a text."""
        return isinstance(text, str) and self._within(text).search(text) is not None

    def _within(self, text: str) -> re.Pattern[str]:
        """A pattern of the phrases that may stand in a text: one of all of them takes long to be made."""
        plain = _plain(text)
        return _pattern_of(tuple(phrase for phrase, words in self._words if all(word in plain for word in words)))


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


def _written(phrase: str) -> tuple[str, ...]:
    return tuple(word for word in _plain(phrase).strip("^$ ").split() if word != "...")


@lru_cache(maxsize=4_096)
def _pattern_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, phrases)) or r"(?!)", re.I)


def _pattern(phrase: str) -> str:
    words = [re.escape(word).replace("'", "['’]") for word in phrase.strip("^$ ").split()]
    body = "".join(_GAP if word == r"\.\.\." else rf"{word}\s+" for word in words)
    body = body.removesuffix(r"\s+")
    opens = _CLAUSE if phrase.startswith("^") else ""
    begins = "" if phrase.startswith("n't") else r"(?<!\w)"
    return rf"{opens}{begins}({body})(?!\w)" + (r"(?=\W*$)" if phrase.endswith("$") else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of `lexicon.toml`: its cues, an example that they stand in, and what they say, by its other keys."""

    cues: Cues
    example: str
    says: Mapping[str, Any]


def lexicon() -> Mapping[str, Any]:
    """The whole file: lists of words as they are."""
    return table("rag.planning", "lexicon.toml")


@cache
def entries(section: str) -> tuple[Entry, ...]:
    """The entries of a section, in the order of the file."""
    return tuple(
        Entry(
            cues=Cues(one["cues"]),
            example=one["example"],
            says={key: value for key, value in one.items() if key not in ("cues", "example")},
        )
        for one in lexicon()[section]
    )


@cache
def cues(name: str) -> Cues:
    """A plain list of phrases of the section `phrases`."""
    return Cues(lexicon()["phrases"][name]["cues"])


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of the section `lists`, as they are written."""
    return frozenset(lexicon()["lists"][name].split())


@cache
def words(name: str) -> frozenset[str]:
    """The terms of a list of words of the section `words`."""
    return frozenset(term for word in lexicon()["words"][name].split() for term in terms(word))
