"""How far a figure over few questions may be trusted, and whether two runs differ by more than chance."""

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class Interval(NamedTuple):
    """From `low` to `high`, both included."""

    low: float
    high: float


class Part(NamedTuple):
    """What one question adds to a figure: so much, of so much."""

    value: float
    of: float = 1.0


class Figure(NamedTuple):
    """A figure over `n` questions with its 95 % interval; all None where it is undefined, as over no question.

    A count has no interval.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def figure(parts: Iterable[tuple[Part | float | None, Hashable]]) -> Figure:
    """The ratio of the parts' sums, each part given with what it belongs to; None isn't counted.

    Questions about one matter stand or fall together, so the interval resamples matters, not questions.
    """
    present = [(part if isinstance(part, Part) else Part(float(part)), to) for part, to in parts if part is not None]
    if not present:
        return Figure(None, 0)
    sums: dict[Hashable, Part] = {}
    for part, to in present:
        before = sums.get(to, Part(0.0, 0.0))
        sums[to] = Part(before.value + part.value, before.of + part.of)
    value, of = (sum(column) for column in zip(*sums.values(), strict=True))
    return Figure(value / of, len(present), *bootstrap_interval(list(sums.values())))


def bootstrap_interval(values: Sequence[float | Part], *, level: float = 0.95, resamples: int = 2_000) -> Interval:
    """The interval that holds the mean in `level` of the resamples of at least one value; the same for the same values.

    Of parts it is the ratio of their sums. Not a standard error: near 0 and 1 the interval is not symmetric.
    """
    import numpy as np

    parts = np.asarray([one if isinstance(one, Part) else Part(float(one)) for one in values], dtype=np.float32)
    sums = _resamples(len(parts), resamples) @ parts
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [(1 - level) / 2, (1 + level) / 2])
    return Interval(round(float(low), 4), round(float(high), 4))


@lru_cache(maxsize=16)
def _resamples(size: int, resamples: int) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """How often each of `size` values is drawn, a resample a row."""
    import numpy as np

    return np.random.default_rng(seed=0).multinomial(size, np.full(size, 1 / size), size=resamples).astype(np.float32)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of at least one value don't exceed, between neighbours in proportion. Not the mean."""
    import numpy as np

    return float(np.percentile(np.asarray(values, dtype=float), percent))


def exact_p(lost: int, gained: int) -> float:
    """How likely so uneven flips, or more so, are by chance where either way is as likely (McNemar's exact test)."""
    from scipy.stats import binomtest

    return float(binomtest(lost, lost + gained).pvalue) if lost + gained else 1.0
