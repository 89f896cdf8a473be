"""A question in the minutes' own spelling: capitals given back, slips mended, its missing marks set.

A word is mended only where neither the minutes nor English have it. English is the word list of pyspellchecker (MIT,
650 kB): 160,000 words as films speak them, with all the everyday ones that minutes lack. It is American: British
endings are made American for it (`british` in `lexicon.toml`).
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from string import ascii_lowercase
from typing import Protocol

from spellchecker import SpellChecker

from rag.ledger import Ledger
from rag.planning.lexicon import lexicon, listed
from rag.stores.indexes import WordIndex
from rag.stores.words import STOPWORDS, terms

_WORD = re.compile(r"(?<![\w@./’'])[^\W\d_]{4,}(?![\w@/]|[’'](?!s\b)\w)")
_ANY_WORD = re.compile(r"(?<![\w@./])[^\W\d_]+(?:[’'][^\W\d_]+)*(?![\w@/])")
_BEGINS = re.compile(r"(?:^|[.?!]\s+)[^\w]*([^\W\d_])")
_UNPARTED = re.compile(
    r"(?<=[\w)])\s+(?=(?:Who|Whom|Whose|What|When|Where|Why|Which|How|Did|Does|Do|Was|Were|Is|Are|Has|Have|If|"
    r"Would|Could|Should)\b)"
)
_RARE = 10  # paragraphs: a word in more of them is the minutes' own
_TIMES = 50  # how much commoner a word must be than a rare one that is taken for a slip of it
_KNOWN = 3  # paragraphs that hold a word which a slip is mended to: in fewer it may be a slip itself
_SWAPPED = 2  # the likeliest slip
_LONG = (6, 5, 4)  # letters of a word that is taken for a slip, by how likely the slip is
_INITIALS = 4  # letters: a longer word that the language has is no row of initials
_LOOKED_AT = 30  # paragraphs
_MOSTLY = 0.8  # clerks put a capital to many a word now and then ("the Grant"), to names always
_HALF = 4  # letters of each word of a compound ("lockdown")
_OFTEN = 1_000  # how often the words of a compound stand in the word list's texts


class SpellingLexicon(Protocol):
    """What the minutes have of a word."""

    def spread(self, word: str) -> int:
        """In how many paragraphs it stands, in any of its forms."""

    def written(self, word: str) -> str | None:
        """The word as the minutes mostly write it amid a sentence: "grass", "Wereham", "CPO"; None where they don't."""

    def near(self, term: str) -> str:
        """The term, or where no paragraph holds it the likeliest that one does: a slip of a letter or two."""


class MinutesSpelling:
    """The words of a home's minutes."""

    def __init__(self, words: WordIndex, ledger: Ledger) -> None:
        self._words, self._ledger = words, ledger

    def spread(self, word: str) -> int:
        """In how many paragraphs it stands, in any of its forms."""
        made = terms(word)
        return self._words.spread(made[0]) if len(made) == 1 else 0

    def near(self, term: str) -> str:
        """The term, or where no paragraph holds it the likeliest that one does: a slip of a letter or two."""
        return self._words.spelled(term)

    def written(self, word: str) -> str | None:
        """The word as the minutes write it amid a sentence; None where they don't.

        That is where small letters or a figure stand before it; it has a capital where nearly all such places have one.
        """
        hits = self._words.search([(term, 1.0) for term in dict.fromkeys(terms(word))], _LOOKED_AT)
        amid = re.compile(rf"(?<=[a-z0-9,] ){re.escape(word)}(?!\w)", re.I)
        paragraphs = self._ledger.paragraphs([hit.id for hit in hits])
        found = Counter(form for one in paragraphs for form in amid.findall(one.paragraph.text))
        if not found:
            return None
        small = found[word.lower()] > (1 - _MOSTLY) * found.total()
        return word.lower() if small else max(found, key=lambda form: (found[form], form))


@cache
def _word_list() -> SpellChecker:
    return SpellChecker(language="en")


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    """Whether English has a word: its word list, British spellings and compounds of common words included."""
    lower, known = word.lower(), _word_list()
    american = (lower.removesuffix(ending) + other for ending, other in lexicon()["british"] if lower.endswith(ending))
    halves = ((lower[:place], lower[place:]) for place in range(_HALF, len(lower) - _HALF + 1))
    return (
        lower in known
        or lower in listed("british")
        or any(one in known for one in american)
        or any(known[first] >= _OFTEN and known[second] >= _OFTEN for first, second in halves)
    )


def mended(question: str, known: SpellingLexicon) -> str:
    """The question as the minutes would write it; unchanged where nothing speaks for another spelling."""
    shouted = not _told_apart(question)
    text = _WORD.sub(partial(_unslipped, known=known, shouted=shouted), question)
    if shouted:
        text = _BEGINS.sub(lambda match: match[0].upper(), _ANY_WORD.sub(partial(_recased, known=known), text))
    text = _UNPARTED.sub(". ", text[:1].upper() + text[1:].rstrip())
    return text if "?" in text or re.search(r"[.!…]\W*$", text) else f"{text}?"


def term_of(term: str, word: str, known: SpellingLexicon) -> str:
    """The term to look for: a word's own, or the nearest that the minutes have where nobody knows the word."""
    near = known.near(term)
    return term if near == term or is_english(word) else near


def _told_apart(question: str) -> bool:
    """Whether a question's capitals can tell names from other words: it has capitals, besides "I", and others."""
    letters = re.sub(r"\bI\b", "", question)
    return any(one.isupper() for one in letters) and any(one.islower() for one in letters)


def _unslipped(match: re.Match[str], known: SpellingLexicon, shouted: bool) -> str:
    """A word, or the likeliest one a single slip away, where the minutes hardly have it and the language doesn't.

    Names differ by a letter: one that the minutes have is mended only where letters are swapped, one that they don't
    have only to a name, and never by putting another letter in. The less likely a slip, the longer the word must be.
    """
    word, lower = match[0], match[0].lower()
    spread = known.spread(lower)
    if spread > _RARE or (spread and shouted) or is_english(lower):
        return word
    is_name = not shouted and word[0].isupper() and match.start() > 0
    surest = int(is_name) if not spread else _SWAPPED if is_name else _SWAPPED - 1
    least = max(_KNOWN, spread * _TIMES)
    likely = [
        (common, kind, seen, other)
        for kind, other in _one_slip_away(lower)
        if kind >= surest and len(lower) >= _LONG[kind] and (seen := known.spread(other)) >= least
        if (common := is_english(other)) or (not spread and kind)
    ]
    for common, kind, _, other in sorted(likely, reverse=True):
        written = None if common and not is_name else known.written(other)
        if (common and kind) or (common and not is_name) or (written and (not is_name or written[0].isupper())):
            return other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other
    return word


def _one_slip_away(word: str) -> Iterator[tuple[int, str]]:
    """Each word of which this one may be a slip, with how likely the slip is; hardly any slip is in the first letter.

    Letters swapped (_SWAPPED), then a letter left out or doubled (1), then another letter or one too many (0).
    """
    parted = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    found: dict[str, int] = {}
    for a, b in parted:
        found |= {a + letter + b[1:]: 0 for letter in ascii_lowercase if b}
        found |= {a + b[1:]: 0 for _ in b[:1]}
    for a, b in parted:
        found |= {a + letter + b: 1 for letter in ascii_lowercase}
        found |= {a + b[1:]: 1 for _ in b[:1] if a.endswith(b[0])}
    found |= {a[:-1] + b[0] + a[-1] + b[1:]: _SWAPPED for a, b in parted if b}
    return ((kind, other) for other, kind in found.items() if other != word)


def _recased(match: re.Match[str], known: SpellingLexicon) -> str:
    lower = match[0].lower()
    base, mark, ending = lower.replace("’", "'").partition("'")
    if base in STOPWORDS:
        return lower
    common = is_english(base)
    written = known.written(base) or (base if common else base.capitalize())
    shouted = common and written.isupper() and len(base) > _INITIALS
    return (base if shouted else written) + mark + ending
