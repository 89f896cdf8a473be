import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from ingest.passages import passages
from rag.errors import ServiceLost, SettingsError, StorageFailure
from rag.minutes import CitedParagraph
from rag.stores.embedding import PACKAGED, EmbeddingCache, SentenceTransformerEmbedder

if TYPE_CHECKING:
    from tests.rag.conftest import WordBag

TEXTS = ["The grant was cut.", "Apologies were received from Cllr Amble.", "£5", "The grant was cut. " * 80]


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder("all-MiniLM-L6-v2")


# The model


def test_the_vectors_are_sentence_transformers_own(embedder: SentenceTransformerEmbedder):
    spec = find_spec(PACKAGED["all-MiniLM-L6-v2"])
    assert spec is not None
    assert spec.submodule_search_locations
    model = SentenceTransformer(f"{spec.submodule_search_locations[0]}/model", device="cpu")
    expected = np.stack([model.encode(text) for text in TEXTS])
    np.testing.assert_allclose(embedder.embed(TEXTS), expected, atol=1e-5)


def test_each_text_has_a_row_of_unit_length(embedder: SentenceTransformerEmbedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_texts_of_like_meaning_lie_closer(embedder: SentenceTransformerEmbedder):
    asked, alike, unlike = embedder.embed(
        ["Who was absent?", "Apologies for absence were received.", "A wall was built."]
    )
    assert asked @ alike > asked @ unlike + 0.2


def test_the_model_reads_256_pieces_and_counts_its_two_marks(embedder: SentenceTransformerEmbedder):
    assert embedder.longest == 256
    assert embedder.pieces("grant") == 3
    assert embedder.pieces("grant " * 1000) == 1002


def test_a_model_given_by_its_folder_is_the_same_model(embedder: SentenceTransformerEmbedder):
    spec = find_spec(PACKAGED["all-MiniLM-L6-v2"])
    assert spec is not None
    assert spec.submodule_search_locations
    by_folder = SentenceTransformerEmbedder(f"{spec.submodule_search_locations[0]}/model")
    np.testing.assert_allclose(by_folder.embed(TEXTS[:1]), embedder.embed(TEXTS[:1]), atol=1e-6)


def test_a_folder_without_a_model_is_a_wrong_setting(tmp_path: Path):
    with pytest.raises(SettingsError, match="MINUTEBOOK_EMBEDDER"):
        SentenceTransformerEmbedder(str(tmp_path)).embed(["x"])


# Passages fit the model


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"Cllr Wick spoke of plot {n} and its £{n}.50 fee." for n in range(300)),
        " ".join(f"plot{n}" for n in range(900)),
        "Short.",
    ],
)
def test_a_paragraph_longer_than_the_model_reads_is_split_and_nothing_is_cut(
    embedder: SentenceTransformerEmbedder, cited: Callable[..., CitedParagraph], text: str
):
    lead = "Ottermouth Parish Council, 18 January 2024. Plots"
    made = passages(cited(text, id="p"), lead, embedder.longest, embedder.pieces)
    assert [passage.id for passage in made] == [f"p:{n}" for n in range(len(made))]
    assert all(embedder.pieces(passage.text) <= embedder.longest for passage in made)
    assert all(passage.text.startswith(f"{lead}. ") for passage in made)
    assert " ".join(passage.text.removeprefix(f"{lead}. ") for passage in made) == text
    if len(made) > 1:  # full ones: a sentence more would be too many
        assert min(embedder.pieces(passage.text) for passage in made[:-1]) > embedder.longest / 2


# The cache


def cache(folder: Path, embedder: "WordBag") -> closing[EmbeddingCache]:
    return closing(EmbeddingCache(folder, embedder))


def test_each_distinct_text_is_embedded_once(tmp_path: Path, word_bag: "WordBag"):
    with cache(tmp_path, word_bag) as kept:
        vectors = kept.embed(["one", "two", "one", "three", "one"])
        again = kept.embed(["three", "four", "one"])
    assert sorted(word_bag.given) == ["four", "one", "three", "two"]
    np.testing.assert_array_equal(vectors, type(word_bag)().embed(["one", "two", "one", "three", "one"]))
    np.testing.assert_array_equal(again[[0, 2]], vectors[[3, 0]])


def test_two_homes_share_what_was_embedded(tmp_path: Path, word_bag: "WordBag"):
    texts = [f"text {n}" for n in range(700)]
    with cache(tmp_path, word_bag) as first:
        made = first.embed(texts)
    second_embedder = type(word_bag)()
    with cache(tmp_path, second_embedder) as second:
        np.testing.assert_array_equal(second.embed(texts), made)
    assert second_embedder.given == []


def test_another_model_never_gets_the_vectors_of_the_first(tmp_path: Path, word_bag: "WordBag"):
    with cache(tmp_path, word_bag) as first:
        first.embed(["one"])
    other = type(word_bag)()
    other.name = "other"
    with cache(tmp_path, other) as second:
        second.embed(["one"])
    assert other.given == ["one"]


def test_no_text_gives_no_row(tmp_path: Path, word_bag: "WordBag"):
    with cache(tmp_path, word_bag) as kept:
        assert len(kept.embed([])) == 0
    assert word_bag.given == []


def test_what_was_embedded_before_a_failure_is_kept(tmp_path: Path, word_bag: "WordBag"):
    class Failing(type(word_bag)):  # type: ignore[misc]
        def embed(self, texts):
            if len(self.given) > 200:
                raise KeyboardInterrupt
            return super().embed(texts)

    texts = [f"text {n}" for n in range(600)]
    with cache(tmp_path, Failing()) as kept, pytest.raises(KeyboardInterrupt):
        kept.embed(texts)
    with cache(tmp_path, word_bag) as again:
        again.embed(texts)
    assert 0 < len(word_bag.given) < 600


def test_others_may_make_the_vectors_batch_by_batch_and_each_is_kept_as_it_comes(tmp_path: Path, word_bag: "WordBag"):
    texts = [f"text {'long ' * n}" for n in range(300)]
    given: list[str] = []

    def made(batches):
        for batch in batches[:1]:
            given.extend(batch)
            yield word_bag.embed(batch)
        raise ServiceLost("The others are gone.")

    others = type(word_bag)()
    with closing(EmbeddingCache(tmp_path, others, made)) as kept, pytest.raises(ServiceLost):
        kept.embed(texts)
    assert given == texts[:43:-1]  # the longest first
    with cache(tmp_path, others) as again:
        np.testing.assert_array_equal(again.embed(texts), type(word_bag)().embed(texts))
    assert others.given == texts[43::-1]


@pytest.mark.parametrize("name", ["file", ""])
def test_a_cache_that_cannot_be_kept_is_a_storage_failure(tmp_path: Path, word_bag: "WordBag", name: str):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "embeddings.sqlite").write_bytes(b"not a database " * 500)
    with pytest.raises(StorageFailure, match="MINUTEBOOK_CACHE"):
        EmbeddingCache(tmp_path / name, word_bag)


def test_a_cache_that_breaks_while_open_is_a_storage_failure(tmp_path: Path, word_bag: "WordBag"):
    with cache(tmp_path, word_bag) as kept:
        kept.embed(["one"])
        with closing(sqlite3.connect(tmp_path / "embeddings.sqlite")) as base:
            base.execute("DROP TABLE vectors")
            base.commit()
        with pytest.raises(StorageFailure, match="MINUTEBOOK_CACHE"):
            kept.embed(["two"])
