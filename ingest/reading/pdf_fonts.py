"""Whether the letters that a PDF's font claims can be those that the page shows."""

from collections.abc import Iterable
from itertools import pairwise

_ENOUGH = 40  # pairs of letters that tell a language from a cipher
_LEAST = 0.25  # share of common pairs: that of prose is 0.5 and more, that of a cipher 0.1
_SIGNS = 8  # different signs: no font of bullets and ticks has so many on a page
_COMMON = frozenset(
    "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic "
    "ne ea ra ce li ch ll be ma si om ur ca el ta la ns yn dd wy yd gw cy".split()
)


def is_false(words: Iterable[str], *, unmapped: bool) -> bool:
    """Whether what a font's words say cannot be what they show.

    Their letters then follow each other as in no language that the minutes are written in, or are no letters at all
    where the file says itself that it knows of none (`unmapped`).
    """
    text = list(words)
    pairs = [a + b for word in text for a, b in pairwise(word.lower()) if a.isalpha() and b.isalpha()]
    if len(pairs) >= _ENOUGH:
        return sum(pair in _COMMON for pair in pairs) < _LEAST * len(pairs)
    characters = "".join(text)
    signs = [character for character in characters if not character.isalnum()]
    return unmapped and len(set(signs)) >= _SIGNS and 2 * len(signs) > len(characters)
