import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from rag.grounding.support import Floats, SupportHead, SupportScorer
from rag.minutes import CitedParagraph

Cited = Callable[..., CitedParagraph]


class Words(NamedTuple):
    vectors: Floats
    weights: Floats


class OneHot:
    """An encoder that gives every word a direction of its own."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def encode(self, texts: Sequence[str]) -> list[Words]:
        return [self._words(text.lower().replace(".", "").replace(",", "").split()) for text in texts]

    def _words(self, words: list[str]) -> Words:
        vectors = np.zeros((len(words), 200), dtype=np.float32)
        for row, word in enumerate(words):
            vectors[row, self.known.setdefault(word, len(self.known))] = 1.0
        return Words(vectors, np.ones(len(words), dtype=np.float32))


@pytest.fixture
def scorer() -> SupportScorer:
    head = SupportHead(weights={"bias": -2.0, "mean": 4.0, "figures": -2.0}, gate=0.85, measure=0.5)
    return SupportScorer(OneHot(), head)


def test_a_sentence_scores_by_how_well_its_words_are_matched(scorer: SupportScorer, cited: Cited):
    evidence = [cited("The pump was sold to Mr Quill for £40.")]
    whole, half, other = (
        scorer.score(text, evidence)
        for text in ("The pump was sold.", "The pump was lent again.", "Mrs Orr spoke of £90.")
    )
    assert 1 > whole > half > other > 0


def test_its_features_say_what_is_missing(scorer: SupportScorer, cited: Cited):
    values = scorer.features(
        "Mrs Orr sold the pump for £90 after a long quarrel.", [cited("The pump was sold for £40.")]
    )
    assert (values["names"], values["figures"], values["run"]) == (2 / 3, 1 / 2, 2 / 6)
    assert values["uncovered"] > 0.5 > values["tenth"]


def test_the_heading_supports_too(scorer: SupportScorer, cited: Cited):
    sentence, text = "Ottermouth Parish Council sold the pump.", "The pump was sold."
    assert scorer.score(sentence, [cited(text)]) > scorer.score(sentence, [cited(text, body="Netherby")])


def test_nothing_is_supported_by_no_evidence(scorer: SupportScorer):
    assert scorer.score("The pump was sold.", []) == 0.0


def test_a_head_is_read_from_its_folder(tmp_path: Path):
    (tmp_path / "support.json").write_text(json.dumps({"weights": {"bias": 1.0}, "gate": 0.9, "measure": 0.4}))
    head = SupportHead.load(tmp_path)
    assert (head.gate, head.measure, round(head.score({"bias": 0.0}), 2)) == (0.9, 0.4, 0.5)
