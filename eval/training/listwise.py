"""A linear ranking learned listwise: a proof is to be likeliest among a question's passages.

The loss is ListNet's with one or more right answers (Cao et al., ICML 2007): the negative log of the share of the
softmax over all passages that falls to those which prove.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
_RIDGE = 0.5  # pulls every weight to zero, so that a feature that tells little weighs little


def most_likely(
    lists: Sequence[tuple[Sequence[Mapping[str, float]], Sequence[bool]]], names: Sequence[str], ridge: float = _RIDGE
) -> dict[str, float]:
    """The weight of each named feature; `lists` holds each question's features by passage and whether each proves.

    Questions of which no passage proves teach nothing and are passed over.
    """
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    data = [
        (np.array([[one.get(name, 0.0) for name in names] for one in rows]), np.array(proofs))
        for rows, proofs in lists
        if any(proofs) and not all(proofs)
    ]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = ridge * float(weights @ weights), 2 * ridge * weights
        for rows, proofs in data:
            scores = rows @ weights
            shares = np.exp(scores - logsumexp(scores))
            proved = np.exp(scores[proofs] - logsumexp(scores[proofs]))
            total += float(logsumexp(scores) - logsumexp(scores[proofs]))
            slope = slope + rows.T @ shares - rows[proofs].T @ proved
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {name: round(float(weight), 4) for name, weight in zip(names, found, strict=True)}
