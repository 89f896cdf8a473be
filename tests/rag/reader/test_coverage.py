import json

import numpy as np
import pytest

from rag.reader.coverage import MATCHES, Coverage, matches_of


def floats(*rows: object) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_each_piece_is_matched_by_the_chosen_passage_and_by_the_others():
    weights = floats(3.0, 1.0)
    best = [floats(0.5, 0.25), floats(0.75, 0.25), floats(0.25, 1.0)]
    made = matches_of(weights, best)
    assert made.shape == (2, MATCHES)
    assert made.tolist() == [[7.5, 0.5, 0.75, 0.5, -0.25], [2.5, 0.25, 1.0, 0.25, -0.75]]


def test_one_passage_alone_is_its_own_rival():
    assert matches_of(floats(1.0), [floats(0.5)]).tolist() == [[10.0, 0.5, 0.5, 0.5, 0.0]]


def small() -> Coverage:
    """It keeps the first number of a vector, and sees that and the cosine in the chosen passage."""
    first = np.zeros((MATCHES + 1 + 1, 2), dtype=np.float32)
    first[1, 0] = 1.0  # the cosine in the chosen passage
    first[MATCHES, 1] = 1.0  # what is kept of the vector
    return Coverage(
        project=floats([1.0], [0.0], [0.5]),
        first=first,
        second=floats([1.0, 0.0], [0.0, 1.0], [0.0, 0.0]),
        mean=floats(2.0, 0.0),
        most=floats(0.0, 1.0),
    )


def test_the_mean_over_the_pieces_is_weighted_and_the_maximum_is_not():
    matches = matches_of(floats(3.0, 1.0), [floats(0.5, 0.25)])
    vectors = floats([0.5, 9.0], [-0.5, 9.0])
    mean = 0.75 * np.tanh(np.tanh(0.5)) + 0.25 * np.tanh(np.tanh(0.25))
    most = np.tanh(np.tanh(np.tanh(1.0)))  # of the first piece: 0.5 + 0.5; the other's is 0
    assert small().value(matches, vectors) == pytest.approx(2.0 * mean + most, abs=1e-6)


def test_the_weights_survive_json():
    kept = Coverage.of(json.loads(json.dumps(small().kept())))
    given = matches_of(floats(3.0, 1.0), [floats(0.5, 0.25)]), floats([0.5, 9.0], [-0.5, 9.0])
    assert kept.value(*given) == pytest.approx(small().value(*given), abs=1e-3)
