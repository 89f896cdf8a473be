import subprocess
import sys

import numpy as np
import pytest

from rag.errors import SettingsError
from rag.stores.embedding import SentenceTransformerEmbedder
from rag.stores.onnx import OnnxEmbedder

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
