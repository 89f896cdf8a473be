"""The words of a text and their stems: what two texts have in common."""

import re
from functools import lru_cache

import snowballstemmer

STOP_WORDS = frozenset(
    """a an the this that these those there here it its they them their he she his her him we us our you your i who whom
    whose which what when where why how and or but so as than then if of in on at by for from to into onto with within
    upon about over under between through during per via is are was were be been being am do does did done has have had
    having will would shall should can could may might must since until while because although though after before again
    further such some any very just now yes no not nor said
    also however therefore thus furthermore moreover additionally finally meanwhile following according regarding
    concerning another others similarly specifically nevertheless overall""".split()
)
"""Words that carry no matter of their own, and the openers that join a sentence to the one before."""

_ONE_SPELLING = {
    "cllr": "councillor",
    "cllrs": "councillor",
    "councillors": "councillor",
    "insp": "inspector",
    "sgt": "sergeant",
    "rev": "reverend",
    "revd": "reverend",
    "prof": "professor",
    "chairman": "chair",
    "chairwoman": "chair",
    "chairperson": "chair",
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_snowball = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """Every word and number in order: lower case, without possessive endings, titles in one spelling."""
    return [canonical(match[0]) for match in _WORD.finditer(text)]


def canonical(word: str) -> str:
    """One spelling of a word, for comparing."""
    word = re.sub(r"'s?$", "", word.replace("’", "'").casefold())
    return _ONE_SPELLING.get(word, word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word, whatever its case."""
    return str(_snowball.stemWord(canonical(word)))


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry matter: no figures, no stop words."""
    return frozenset(stem(word) for word in words(text) if word not in STOP_WORDS and not re.search(r"\d", word))
