import subprocess
import sys

import numpy as np
import pytest

from rag.errors import SettingsError
from rag.stores import embedding
from rag.stores.embedders import open_embedder
from rag.stores.embedding import SentenceTransformerEmbedder, Vectors
from rag.stores.onnx import OnnxEmbedder, quantized_weights

MODEL = "all-MiniLM-L6-v2"
SENTENCES = [
    "The grant was cut.",
    "Apologies were received from Cllr Amble.",
    "What happened to the footpath at Mill Lane?",
    "RESOLVED: that £1,250.50 be paid to the Ottermouth Bowls Club.",
    "  Spaces   and\nline\tends  ",
    "naïve café – “quoted” ½ £5 ☂",
    "ALL IN CAPITALS",
    "a",
    "?",
    "",
    "Wick " * 400,
    *[f"Plot {n} was let to tenant {n * n} for a year, and {'the rent was put up ' * n}." for n in range(9)],
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(MODEL)


@pytest.fixture(scope="module")
def quantized() -> OnnxEmbedder:
    return OnnxEmbedder(MODEL, quantized=True)


@pytest.mark.slow
def test_its_vectors_are_those_of_sentence_transformers(embedder: OnnxEmbedder):
    other = SentenceTransformerEmbedder(MODEL)
    assert len(SENTENCES) == 20
    np.testing.assert_allclose(embedder.embed(SENTENCES), other.embed(SENTENCES), rtol=0, atol=1e-4)
    assert [embedder.pieces(text) for text in SENTENCES] == [other.pieces(text) for text in SENTENCES]
    assert embedder.longest == other.longest


@pytest.mark.slow
def test_its_vectors_of_pieces_are_those_of_sentence_transformers(embedder: OnnxEmbedder):
    model = SentenceTransformerEmbedder(MODEL)._model
    for text, encoded in zip(SENTENCES, embedder.encode(SENTENCES), strict=True):
        expected = model.encode(text, output_value="token_embeddings").numpy()
        np.testing.assert_allclose(encoded.pieces, expected, rtol=0, atol=1e-4)


def test_texts_of_like_meaning_lie_closer(embedder: OnnxEmbedder):
    asked, alike, unlike = embedder.embed(
        ["Who was absent?", "Apologies for absence were received.", "A wall was built."]
    )
    assert asked @ alike > asked @ unlike + 0.2


def test_a_text_has_the_same_vector_whatever_stands_in_its_batch(embedder: OnnxEmbedder):
    together = embedder.embed(SENTENCES * 2)
    alone = np.concatenate([embedder.embed([text]) for text in SENTENCES])
    np.testing.assert_allclose(together, np.concatenate([alone, alone]), rtol=0, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1.0, atol=1e-5)


def test_a_quantized_model_gives_each_piece_nearly_the_same_vector(embedder: OnnxEmbedder, quantized: OnnxEmbedder):
    worded = [text for text in SENTENCES if any(map(str.isalnum, text))]
    for exact, near in zip(embedder.encode(worded), quantized.encode(worded), strict=True):
        lengths = np.linalg.norm(exact.pieces, axis=1) * np.linalg.norm(near.pieces, axis=1)
        cosines = (exact.pieces * near.pieces).sum(axis=1) / lengths
        assert cosines.mean() > 0.99
        assert cosines.min() > 0.98
        assert exact.vector @ near.vector > 0.99
        np.testing.assert_array_equal(exact.offsets, near.offsets)


def test_a_quantized_model_gives_the_same_bytes_whatever_stands_in_its_batch(quantized: OnnxEmbedder):
    together = quantized.embed(SENTENCES * 2)
    alone = np.concatenate([quantized.embed([text]) for text in SENTENCES])
    np.testing.assert_array_equal(together, np.concatenate([alone, alone]))


def test_quantized_weights_are_whole_numbers_small_enough_for_16_bits():
    name = "encoder.layer.0.output.dense.weight"
    exact: dict[str, Vectors] = {
        name: np.array([[0.5, -1.0], [0.02, 0.01], [3.0, 0.0]], dtype=np.float32),
        "other": np.ones((2, 2), dtype=np.float32),
    }
    made = quantized_weights(exact)
    whole, scale = made[f"{name}.int8"], made[f"{name}.scale"]
    assert made.keys() == {"other", f"{name}.int8", f"{name}.scale"}
    np.testing.assert_array_equal(whole, np.array([[32, 64, 64], [-64, 32, 0]], dtype=np.int8))
    assert 2 * 255 * int(np.abs(whole).max()) < 2**15
    np.testing.assert_allclose(127 * scale * whole, exact[name].T, atol=1e-6)


def test_each_piece_has_its_vector_and_its_place_in_the_text(embedder: OnnxEmbedder):
    text = "The grant, at Ottermouth."
    (encoded,) = embedder.encode([text])
    words = [text[start:end] for start, end in encoded.offsets]
    assert words[:4] == ["", "The", "grant", ","]
    assert "".join(words) == "Thegrant,atOttermouth."
    assert encoded.pieces.shape == (len(words), len(encoded.vector))
    mean = encoded.pieces.mean(axis=0)
    np.testing.assert_allclose(mean / np.linalg.norm(mean), encoded.vector, atol=1e-5)


def test_what_is_longer_than_the_model_reads_is_counted_whole_and_read_to_there(embedder: OnnxEmbedder):
    assert embedder.pieces("grant " * 1000) == 1002
    (encoded,) = embedder.encode(["grant " * 1000])
    assert len(encoded.pieces) == embedder.longest == 256


def test_no_text_gives_no_row(embedder: OnnxEmbedder):
    assert len(embedder.embed([])) == 0
    assert embedder.encode([]) == []


def test_a_model_that_no_package_carries_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="MINUTEBOOK_EMBEDDER"):
        OnnxEmbedder("another").embed(["x"])


def test_a_question_is_embedded_without_what_takes_seconds_to_import():
    heavy = "{'torch', 'transformers', 'sentence_transformers', 'sklearn', 'gradio', 'onnx'}"
    script = (
        "import sys, rag.assistant\n"
        "from rag.stores.embedders import open_embedder\n"
        f"open_embedder({MODEL!r}).embed(['Who was absent?'])\n"
        f"sys.exit(', '.join(sorted({heavy} & sys.modules.keys())) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("there_is_one", [True, False])
def test_a_packaged_model_is_put_on_a_gpu_by_sentence_transformers_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, there_is_one: bool
) -> None:
    monkeypatch.setattr(embedding, "finds_gpu", lambda: there_is_one)
    made = open_embedder(MODEL, on_gpu=True)
    assert isinstance(made, SentenceTransformerEmbedder if there_is_one else OnnxEmbedder)
