"""Whether reading and parsing lose words of a file."""

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"\w+")
_CUT = 3


def missing_words(written: str, held: str) -> Counter[str]:
    """The words of `written` that `held` lacks, each as often as it is short; not whether they are in order.

    Words are runs of letters and digits, whatever their case; ligatures are letters. What occurs nowhere as a word, but
    within or over words, isn't missing: one library joins or cuts words where another doesn't.
    """
    missing = Counter(words(written)) - Counter(words(held))
    letters, whole = "".join(words(held)), set(words(held))
    return Counter(
        {word: count for word, count in missing.items() if word in whole or len(word) < _CUT or word not in letters}
    )


def words(text: str) -> list[str]:
    """Its words in order, in small letters."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
