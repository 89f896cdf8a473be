import numpy as np
import pytest
import torch

from eval.training.answerable import Judged, train_answerable
from rag.reader.answerable import Answerable
from rag.reader.coverage import matches_of


def judged(answered: bool, number: int) -> Judged:
    """Answered where the second word piece, of direction 1, was found; the mean of the cosines is the same."""
    found = [0.3, 0.9] if answered else [0.9, 0.3]
    shift = number / 1000
    return Judged(
        signals={"late": 0.6 + shift, "text": float(answered)},
        matches=matches_of(np.ones(2, "f"), [np.array(found, "f") + np.float32(shift)]),
        vectors=np.eye(2, 4, dtype="f"),
        answered=answered,
    )


def _covered(learned: Answerable, one: Judged) -> float:
    return learned.covered(one.matches, one.vectors)


def test_which_piece_was_found_tells_an_answer_where_the_mean_does_not():
    made = [judged(n % 2 == 0, n) for n in range(60)]
    alike = [
        Judged(signals={"late": 0.6, "text": 0.5}, matches=one.matches, vectors=one.vectors, answered=one.answered)
        for one in made
    ]
    learned = train_answerable(alike * 10)
    likely = [learned.likely({"bias": 1.0, **one.signals, "coverage": _covered(learned, one)}) for one in alike]
    assert min(likely[0::2]) > 0.5 > max(likely[1::2])


def test_a_signal_that_tells_an_answer_gets_a_weight():
    weights = train_answerable([judged(n % 2 == 0, n) for n in range(60)] * 4).weights
    assert weights.keys() == {"bias", "coverage", "late", "text"}
    assert weights["text"] > 0.2


def test_the_same_examples_give_the_same_weights():
    made = [judged(n % 2 == 0, n) for n in range(20)]
    first, again = train_answerable(made), train_answerable(made)
    torch.manual_seed(5)
    assert first.weights == pytest.approx(again.weights)
    assert np.array_equal(first.coverage[0].project, again.coverage[0].project)
