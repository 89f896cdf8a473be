import numpy as np
import pytest
import torch

from eval.training.answerable import Judged, train_answerable
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


def logit(weights: dict[str, float], value: float, one: Judged, *, signals: dict[str, float]) -> float:
    return weights["bias"] + weights["coverage"] * value + sum(weights[name] * signals[name] for name in signals)


def test_which_piece_was_found_tells_an_answer_where_the_mean_does_not():
    made = [judged(n % 2 == 0, n) for n in range(60)]
    alike = [
        Judged(signals={"late": 0.6, "text": 0.5}, matches=one.matches, vectors=one.vectors, answered=one.answered)
        for one in made
    ]
    weights, networks = train_answerable(alike * 10)
    values = [sum(net.value(one.matches, one.vectors) for net in networks) / len(networks) for one in alike]
    logits = [logit(weights, v, one, signals=dict(one.signals)) for v, one in zip(values, alike, strict=True)]
    assert min(logits[0::2]) > 0 > max(logits[1::2])


def test_a_signal_that_tells_an_answer_gets_a_weight():
    weights, _ = train_answerable([judged(n % 2 == 0, n) for n in range(60)] * 4)
    assert weights.keys() == {"bias", "coverage", "late", "text"}
    assert weights["text"] > 0.2


def test_the_same_examples_give_the_same_weights():
    made = [judged(n % 2 == 0, n) for n in range(20)]
    first, again = train_answerable(made), train_answerable(made)
    torch.manual_seed(5)
    assert first[0] == pytest.approx(again[0])
    assert np.array_equal(first[1][0].project, again[1][0].project)
