"""The words of a text and their stems: what two texts have in common. Which words mean what stands in lexicon.toml."""

import re
from functools import lru_cache

from rag.stores.words import terms
from rag.tables import table

LEXICON = table("rag.grounding", "lexicon.toml")
STOP_WORDS = frozenset(LEXICON["stop"].split())
NEUTRAL = frozenset(LEXICON["neutral"].split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def pattern(words: str) -> re.Pattern[str]:
    """A pattern of the lexicon, for whole words."""
    return re.compile(rf"(?xi)(?<!\w)(?:{words})(?!\w)")


def words(text: str) -> list[str]:
    """Every word and number in order: lower case, without possessive endings, titles in one spelling."""
    return [canonical(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """One spelling of a word, for comparing."""
    word = re.sub(r"'s?$", "", word.replace("’", "'").casefold())
    return str(LEXICON["spelling"].get(word, word))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word, whatever its case, as the word index has it."""
    return "".join(terms(canonical(word)))


@lru_cache(maxsize=2_048)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry matter: no figures, no stop words."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS and not re.search(r"\d", word))
