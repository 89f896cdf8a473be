import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.reader.encoder import PieceEncoder
from rag.reader.local import Tokens
from rag.settings import Settings
from rag.stores.onnx import Encoded, OnnxEmbedder

MODELS = Settings().models
QUESTION = "Who painted the pump, and when?"


@pytest.fixture(scope="module")
def encoder() -> PieceEncoder:
    return PieceEncoder(MODELS)


def pieces(text: str, tokens: Tokens) -> dict[str, float]:
    """The weight of each word of a text that is one piece."""
    ends = [*tokens.starts[2:-1], len(text)]
    return {
        text[start:end].strip(): float(weight)
        for start, end, weight in zip(tokens.starts[1:-1], ends, tokens.weights[1:-1], strict=True)
    }


def test_each_piece_has_a_vector_of_length_one_a_weight_and_its_place(encoder: PieceEncoder):
    question, other = encoder.encode([QUESTION, "The pump was mended by Mr Dent in May. " * 50])
    assert question.vectors.shape == (len(question.starts), 384)
    assert question.weights.shape == (len(question.starts),)
    np.testing.assert_allclose(np.linalg.norm(question.vectors, axis=1), 1.0, atol=1e-5)
    assert [QUESTION[start] for start in question.starts[1:-1]] == list("Wptp,aw?")
    assert len(other.starts) == 256


def test_marks_weigh_nothing_and_common_words_less_than_telling_ones(encoder: PieceEncoder):
    (question,) = encoder.encode([QUESTION])
    weights = pieces(QUESTION, question)
    assert weights[","] == weights["?"] == question.weights[0] == question.weights[-1] == 0.0
    assert 0.0 < max(weights["the"], weights["and"]) < min(weights["pump"], weights["painted"])


def test_a_text_of_marks_alone_still_weighs_something(encoder: PieceEncoder):
    (marks,) = encoder.encode(["?!"])
    assert marks.weights.sum() > 0


def test_what_was_encoded_once_is_kept(encoder: PieceEncoder, monkeypatch: pytest.MonkeyPatch):
    given: list[str] = []
    encode = OnnxEmbedder.encode

    def noted(self: OnnxEmbedder, texts: Sequence[str]) -> list[Encoded]:
        given.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(OnnxEmbedder, "encode", noted)
    first, twice = encoder.encode(["The pump was sold.", "The pump was sold."])
    again, other = encoder.encode(["The pump was sold.", "The pump was lent."])
    assert first is twice is again is not other
    assert given == ["The pump was sold.", "The pump was lent."]


@pytest.fixture
def flat(tmp_path: Path) -> PieceEncoder:
    """An encoder whose gate weighs every piece alike, but for "pump" and "s", which are its common words."""
    folder = shutil.copytree(MODELS, tmp_path / "models")
    gate = json.loads((MODELS / "encoder.json").read_text())
    gate |= {"gate": [0.0] * 384, "bias": 2.0, "common_bias": -1.0, "common": ["pump", "s"]}
    (folder / "encoder.json").write_text(json.dumps(gate))
    return PieceEncoder(folder)


def test_the_gate_in_the_folder_says_what_weighs_less(flat: PieceEncoder):
    (question,) = flat.encode([QUESTION])
    weights = pieces(QUESTION, question)
    assert weights["painted"] == weights["the"] == pytest.approx(np.log1p(np.exp(2.0)), abs=1e-4)
    assert weights["pump"] == pytest.approx(np.log1p(np.exp(1.0)), abs=1e-4)


def test_the_end_of_another_word_is_no_common_word(flat: PieceEncoder):
    text = "dingwalls"
    (tokens,) = flat.encode([text])
    weights = pieces(text, tokens)
    assert list(weights) == ["ding", "wall", "s"]
    assert weights["s"] == weights["wall"]
    (tokens,) = flat.encode(["wall s"])
    assert tokens.weights[2] < tokens.weights[1]


def test_a_word_is_nearer_to_one_of_its_meaning(encoder: PieceEncoder):
    asked, near, far = encoder.encode(["repaired", "mended", "elected"])
    assert asked.vectors[1] @ near.vectors[1] > asked.vectors[1] @ far.vectors[1]
