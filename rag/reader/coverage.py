"""How much what each word piece of a question found in a passage speaks for an answer: a small network over a set.

f(pieces) = sum_i w_i z_i . a + max_i z_i . b, z_i = tanh(tanh(x_i F) S), over the word pieces i of the question with
their weights w_i (Zaheer et al., Deep Sets, NeurIPS 2017). Which pieces found nothing says more than how many: a price
that is asked for and not there, a street of another name. `python -m eval train` makes the weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MATCHES = 5  # numbers that say how a word piece was matched
SCALE = 10.0  # of the pieces' weights, so that they are of the size of the rest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Coverage:
    """The network's weights; a layer's last row is its bias.

    Attributes:
        project: what is kept of a word piece's vector, of shape (dimensions + 1, k).
        first: of shape (MATCHES + k + 1, h).
        second: of shape (h + 1, h).
        mean: the weight of each feature's weighted mean over the pieces, of shape (h,).
        most: the weight of its maximum, of shape (h,).
    """

    project: Floats
    first: Floats
    second: Floats
    mean: Floats
    most: Floats

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Coverage":
        """The weights as they are kept in JSON."""
        return cls(**{name: np.array(values, dtype=np.float32) for name, values in kept.items()})

    def kept(self) -> dict[str, Any]:
        """The weights for JSON, of three decimals."""
        return {name: np.round(values.astype(float), 3).tolist() for name, values in asdict(self).items()}

    def value(self, matches: Floats, vectors: Floats) -> float:
        """What speaks for an answer, as a share of its logit.

        Args:
            matches: how each word piece was matched, as `matches_of` gives it.
            vectors: the word pieces, of shape (pieces, dimensions).
        """
        seen = np.concatenate([matches, _layer(vectors, self.project)], axis=1)
        found = _layer(_layer(seen, self.first), self.second)
        return float(matches[:, 0] / SCALE @ found @ self.mean + found.max(axis=0) @ self.most)


def matches_of(weights: Floats, best: Sequence[Floats]) -> Floats:
    """How each word piece of a question was matched, of shape (pieces, MATCHES).

    `best` has its best cosines in each passage, those in the chosen one first. Given back are its share of the weights,
    its best cosine in the chosen passage, in any passage, and in all but the best one, and how much less the chosen one
    has than the best.
    """
    among = np.sort(np.stack(best), axis=0)[::-1]
    own = best[0]
    columns = (SCALE * weights / (weights.sum() or 1.0), own, among[0], among[min(1, len(among) - 1)], own - among[0])
    return np.stack(columns, axis=1).astype(np.float32)


def _layer(given: Floats, weights: Floats) -> Floats:
    made: Floats = np.tanh(given @ weights[:-1] + weights[-1])
    return made
