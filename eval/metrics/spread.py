"""How far a figure over few questions may be trusted."""

from collections.abc import Sequence
from typing import NamedTuple


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


def bootstrap_interval(values: Sequence[float], *, level: float = 0.95, resamples: int = 10_000) -> Interval:
    """The interval that holds the mean in `level` of the resamples of at least one value; the same for the same values.

    Not a standard error: near 0 and 1 the interval is not symmetric.
    """
    import numpy as np

    drawn = np.random.default_rng(seed=0).choice(np.asarray(values, dtype=float), size=(resamples, len(values)))
    low, high = np.quantile(drawn.mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of at least one value don't exceed, between neighbours in proportion. Not the mean."""
    import numpy as np

    return float(np.percentile(np.asarray(values, dtype=float), percent))
