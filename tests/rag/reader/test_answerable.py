import math

import numpy as np
import pytest

from rag.reader.answerable import Answerable
from rag.reader.coverage import MATCHES, Coverage


def test_the_probability_is_the_logistic_of_the_weighed_signals():
    judging = Answerable(weights={"bias": -1.0, "late": 4.0})
    assert judging.likely({"bias": 1.0, "late": 0.5, "other": 9.0}) == pytest.approx(1 / (1 + math.exp(-1.0)))


def test_what_the_networks_say_is_their_mean_and_nothing_without_any():
    def network(most: float) -> Coverage:
        first = np.zeros((MATCHES + 2, 1), dtype="f")
        first[-1] = 9.0  # tanh(9) is 1, whatever is matched
        second = np.array([[9.0], [0.0]], dtype="f")
        return Coverage(project=np.zeros((3, 1), "f"), first=first, second=second, mean=np.zeros(1, "f"),
                        most=np.array([most], dtype="f"))  # fmt: skip

    matches, vectors = np.ones((2, MATCHES), dtype="f"), np.eye(2, dtype="f")
    assert Answerable(weights={}).covered(matches, vectors) == 0.0
    two = Answerable(weights={}, coverage=(network(1.0), network(2.0)))
    assert two.covered(matches, vectors) == pytest.approx(1.5, abs=1e-3)
