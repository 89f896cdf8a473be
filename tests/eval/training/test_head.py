from collections.abc import Callable, Sequence

import numpy as np
import pytest

from eval.training.examples import Example
from eval.training.head import Matches, matches, reading_of, train_head
from rag.reader.answerable import Answerable
from rag.reader.local import Head, Tokens

Made = Callable[..., Example]
Matched = Callable[[Example], Matches]
GRANT = "A grant of £500."


class Alike:
    """An encoder to which all words are one."""

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        ones = np.ones((1, 1), dtype=np.float32)
        return [Tokens(vectors=ones, weights=ones[0], starts=[len(text) - 2]) for text in texts]


def questions(example: Made, matched: Matched) -> list[Matches]:
    """Ten questions whose proof matches well and ten that nothing answers; what is near the proof matches less."""
    made = []
    for n in range(10):
        near = {f"Near {n}.": {"late": 0.4, "text": 0.5}, f"Far {n}.": {"late": 0.1, "text": 0.2}}
        made.append(example({GRANT: {"late": 0.8 + n / 100, "text": 0.9}, **near}, proving=[GRANT]))
        made.append(example(near))
    return [matched(one) for one in made]


def test_each_example_is_matched_by_the_encoder(example: Made):
    found, empty = matches(Alike(), [example({GRANT: {}, "Weather.": {}}, proving=[GRANT]), example({})])
    assert [match.score for _, match in found.passages] == [1.0, 1.0]
    assert all(ranked.features["late"] == 1.0 for ranked, _ in found.passages)
    assert empty.passages == ()
    assert (found.proofs, found.unproved.proofs) == ([True, False], [False])


def test_a_head_learns_what_tells_a_proof_and_what_tells_an_answer(example: Made, matched: Matched):
    made = questions(example, matched)
    head = train_head(made * 20)
    assert head.rank["late"] > 1.0
    assert head.rank["wanted"] == 0.0
    readings = [reading_of(head, one) for one in made]
    answerable = [reading.answerable for reading in readings if reading]
    assert min(answerable[0::2]) > 0.5 > max(answerable[1::2])
    first = readings[0]
    assert first is not None
    assert first.ranked[0].cited.paragraph.text == GRANT
    assert head.answerable.weights.keys() == first.signals.keys()


def test_where_nothing_was_found_there_is_no_reading(example: Made, matched: Matched):
    head = Head(rank={"late": 1.0}, answerable=Answerable(weights={"bias": 0.0}))
    assert reading_of(head, matched(example({}))) is None
    reading = reading_of(head, matched(example({GRANT: {"late": 0.8}}, proving=[GRANT])))
    assert reading is not None
    assert reading.answerable == pytest.approx(0.5)
