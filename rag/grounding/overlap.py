"""What of a sentence's words stands in other texts."""

from collections.abc import Sequence
from itertools import groupby

from rag.grounding.claims import claims, unfigured
from rag.grounding.polarity import OUTCOME
from rag.grounding.words import NEUTRAL, content_stems, stem, words

_NEUTRAL = frozenset(map(stem, NEUTRAL))


def share(sentence: str, cited: Sequence[str]) -> float:
    """The share (0 to 1) of a sentence's words of substance, by their stems, that stand in the cited texts."""
    asserted = _matter(sentence)
    if not asserted:
        return float(bool(claims(sentence)))
    return round(len(asserted & _stems(cited)) / len(asserted), 3)


def missing(sentence: str, cited: Sequence[str]) -> list[str]:
    """The runs of a sentence's words of substance that stand nowhere in the cited texts, in order."""
    recorded, needed = _stems(cited), _matter(sentence)
    runs = groupby((word for word in words(sentence) if stem(word) in needed), key=lambda word: stem(word) in recorded)
    return [" ".join(run) for found, run in runs if not found]


def _matter(sentence: str) -> frozenset[str]:
    """The stems that a sentence needs of the minutes; figures and outcomes are looked up by themselves."""
    return content_stems(OUTCOME.sub(" ", unfigured(sentence))) - _NEUTRAL


def _stems(texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*map(content_stems, texts))
