"""How a home's minutes write a word, looked up in the paragraphs that hold it."""

import re
from collections import Counter

from rag.finding.retrieval import Legs
from rag.ledger import Ledger
from rag.stores.words import terms

_LOOKED_AT = 30  # paragraphs
_MOSTLY = 0.8  # clerks put a capital to many a word now and then ("the Grant"), to names always


class MinutesLexicon:
    """The words of the minutes behind the legs, and those of their embedding model's language."""

    def __init__(self, legs: Legs, ledger: Ledger) -> None:
        self._legs, self._ledger = legs, ledger

    def spread(self, word: str) -> int:
        """In how many paragraphs it stands, in any of its forms."""
        made = terms(word)
        return self._legs.spread(made[0]) if len(made) == 1 else 0

    def is_common(self, word: str) -> bool:
        """Whether the embedding model has it whole in its vocabulary, as it has the language's common words."""
        return self._legs.is_one_piece(word)

    def written(self, word: str) -> str | None:
        """The word as the minutes write it amid a sentence; None where they don't.

        That is where small letters or a figure stand before it; it has a capital where nearly all such places have one.
        """
        ids = self._legs.mentioning(dict.fromkeys(terms(word), 1.0), None, _LOOKED_AT)
        amid = re.compile(rf"(?<=[a-z0-9,] ){re.escape(word)}(?!\w)", re.I)
        found = Counter(form for one in self._ledger.paragraphs(ids) for form in amid.findall(one.paragraph.text))
        if not found:
            return None
        small = found[word.lower()] > (1 - _MOSTLY) * found.total()
        return word.lower() if small else max(found, key=lambda form: (found[form], form))
