"""How likely the minutes answer a question: weights of signals, and what small networks over its word pieces add."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from rag.evidence import weighed
from rag.reader.coverage import Coverage, Floats

BRIEF = 13
"""Word pieces, marks among them: a question of so few is brief, as people type them."""


def is_brief(pieces: Floats) -> bool:
    """Whether a question is brief, by what there is of each of its word pieces."""
    return len(pieces) <= BRIEF


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerable:
    """What tells that a question is answered; `python -m eval train` and `train-brief` make it.

    Attributes:
        weights: of the signals, "bias" and "coverage" among them.
        coverage: networks, the mean of which is the signal of this name; 0 without any.
    """

    weights: Mapping[str, float]
    coverage: Sequence[Coverage] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """What was kept in JSON."""
        networks = map(Coverage.of, kept.get("coverage", ()))  # models trained before have none
        return cls(weights=kept["answerable"], coverage=tuple(networks))

    def kept(self) -> dict[str, Any]:
        """What is kept in JSON, of four decimals."""
        weights = {name: round(weight, 4) for name, weight in self.weights.items()}
        return {"answerable": weights, "coverage": [one.kept() for one in self.coverage]}

    def covered(self, matches: Floats, pieces: Floats) -> float:
        """What the networks make of how the word pieces were matched (`matches_of`) and of their vectors."""
        return sum(one.value(matches, pieces) for one in self.coverage) / (len(self.coverage) or 1)

    def likely(self, signals: Mapping[str, float]) -> float:
        """The probability that it is answered, by its signals."""
        return 1 / (1 + math.exp(-weighed(self.weights, signals)))
