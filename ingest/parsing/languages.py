"""Minutes in another language: their set words in English, so that records are read from them as from any other."""

import re
from dataclasses import dataclass
from functools import lru_cache, partial

from rag.tables import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """Words of another language and their English; `says` pairs what is written with what is read.

    Attributes:
        decides: whether they tell of a decision, which minutes in two languages tell twice.
    """

    english: str
    words: re.Pattern[str]
    decides: bool
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The set words of the minutes of one language, in the order in which they are looked for.

    Attributes:
        telling: finds the words by which its minutes are known.
    """

    telling: re.Pattern[str]
    glosses: tuple[Gloss, ...]


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """The languages of languages.toml."""
    tables = table("ingest.parsing", "languages.toml")
    return tuple(
        Language(
            telling=re.compile(rf"(?i)\b(?:{'|'.join(table['telling'])})\b"),
            glosses=tuple(
                Gloss(
                    english=entry["english"],
                    words=_bilingual(entry["words"], entry["english"]),
                    decides=entry.get("decides", False),
                    says=tuple((written, read) for written, read in entry["says"]),
                )
                for entry in table["gloss"]
            ),
        )
        for table in tables.values()
    )


def glossary(text: str) -> tuple[Gloss, ...]:
    """The words of another language that a text holds."""
    return tuple(
        gloss
        for language in languages()
        if language.telling.search(text)
        for gloss in language.glosses
        if gloss.words.search(text)
    )


def told_once(glosses: tuple[Gloss, ...], text: str) -> tuple[Gloss, ...]:
    """The words without those of decisions, where the text tells its decisions in English too."""
    return tuple(gloss for gloss in glosses if not gloss.decides) if _DECIDED.search(text) else glosses


def in_english(text: str, glosses: tuple[Gloss, ...]) -> str:
    """The text with these words in English, with capitals where they have them."""
    for gloss in glosses:
        text = gloss.words.sub(partial(_in_its_case, gloss.english), text)
    return text


_DECIDED = re.compile(r"\b(?:RESOLVED|Resolved|resolved|AGREED|Agreed|agreed)\b")


def _bilingual(words: str, english: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<![\w'’-])(?:{words})(?![\w’'-])(?:\s?/\s?{re.escape(english)}\b)?")


def _in_its_case(english: str, match: re.Match[str]) -> str:
    written = match.group()
    if written.isupper() and len(written) > 1:
        return english.upper()
    return english[0].upper() + english[1:] if written[:1].isupper() else english
