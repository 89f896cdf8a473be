import shutil
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings as ChromaSettings

from rag.errors import HomeDamaged, SettingsError, StorageFailure
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Vectors


def rows(*values: tuple[float, ...]) -> Vectors:
    return np.array(values, dtype=np.float32)


@pytest.fixture
def index(tmp_path: Path) -> DenseIndex:
    """Three directions: east, north, and one between, nearer to the east."""
    made = DenseIndex(tmp_path / "dense")
    made.put(["east:0", "north:0", "between:0"], rows((1, 0), (0, 1), (0.8, 0.6)))
    return made


def test_the_score_is_the_cosine_best_first(index: DenseIndex):
    hits = index.search(rows((1, 0))[0], 10)
    assert [hit.id for hit in hits] == ["east:0", "between:0", "north:0"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.8, 0.0], abs=1e-6)


def test_the_length_of_a_vector_does_not_count(index: DenseIndex):
    index.put(["far:0"], rows((40, 0)))
    assert [hit.score for hit in index.search(rows((7, 0))[0], 2)] == pytest.approx([1.0, 1.0], abs=1e-6)


def test_no_more_than_the_limit_and_ties_by_id(index: DenseIndex):
    index.put(["b:0", "a:0"], rows((0.6, 0.8), (0.6, 0.8)))
    assert [hit.id for hit in index.search(rows((0.6, 0.8))[0], 2)] == ["a:0", "b:0"]


def test_a_passage_put_again_is_replaced(index: DenseIndex):
    index.put(["east:0"], rows((0, 1)))
    assert len(index) == 3
    assert {hit.id: round(hit.score, 4) for hit in index.search(rows((0, 1))[0], 3)}["east:0"] == 1.0


def test_removed_passages_are_gone(index: DenseIndex):
    index.put(["east:1", "east:2"], rows((1, 0.1), (1, 0.2)))
    index.remove(["east", "nowhere"])
    assert index.ids() == {"north:0", "between:0"}
    assert [hit.id for hit in index.search(rows((1, 0))[0], 10)] == ["between:0", "north:0"]


def test_cleared_of_everything_it_can_be_filled_anew(index: DenseIndex):
    index.clear()
    assert (len(index), index.ids(), index.search(rows((1, 0))[0], 10)) == (0, set(), [])
    index.put(["west:0"], rows((-1, 0)))
    assert index.ids() == {"west:0"}


def test_more_records_than_chroma_takes_at_once(tmp_path: Path):
    index = DenseIndex(tmp_path / "dense")
    vectors = np.random.default_rng(1).normal(size=(6000, 4)).astype(np.float32)
    ids = [f"{n}:0" for n in range(6000)]
    index.put(ids, vectors)
    assert len(index) == 6000
    assert index.ids() == set(ids)
    assert index.search(vectors[5555], 1)[0].id == "5555:0"
    index.remove([str(n) for n in range(1000, 6000)])
    assert index.ids() == set(ids[:1000])


def test_passages_outlive_the_index_that_put_them(index: DenseIndex, tmp_path: Path):
    assert DenseIndex(tmp_path / "dense").ids() == index.ids()


def test_closed_it_can_be_made_anew_by_the_same_process(index: DenseIndex, tmp_path: Path):
    index.close()
    shutil.rmtree(tmp_path / "dense")
    anew = DenseIndex(tmp_path / "dense")
    anew.put(["west:0"], rows((-1, 0)))
    assert anew.ids() == {"west:0"}


def test_the_likeness_of_passages_that_are_not_there_is_left_out(index: DenseIndex):
    assert index.likeness(rows((1, 0))[0], ["nowhere:0"]) == {}
    assert index.likeness(rows((1, 0))[0], ["nowhere:0", "between:0"]) == {"between:0": pytest.approx(0.8)}


def test_no_text_is_kept_beside_the_vectors(index: DenseIndex):
    kept = index._collection.get(include=["documents", "metadatas"])
    assert set(kept["documents"]) == set(kept["metadatas"]) == {None}


def test_an_index_that_measures_otherwise_than_by_cosine_is_refused(tmp_path: Path):
    client = chromadb.PersistentClient(str(tmp_path), settings=ChromaSettings(anonymized_telemetry=False))
    client.create_collection("passages", embedding_function=None, configuration={"hnsw": {"space": "l2"}})
    with pytest.raises(HomeDamaged, match="cosine"):
        DenseIndex(tmp_path)


@pytest.mark.parametrize("name", ["file", "dense"])
def test_an_index_that_isnt_one_is_a_damaged_home(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("a file")
    (tmp_path / "dense").mkdir()
    (tmp_path / "dense" / "chroma.sqlite3").write_bytes(b"not a database " * 500)
    with pytest.raises(HomeDamaged, match="minutebook rebuild"):
        DenseIndex(tmp_path / name)


def test_what_chroma_refuses_is_told_as_ours(index: DenseIndex):
    with pytest.raises(StorageFailure, match="can't be written"):
        index.put(["odd:0"], rows((1, 0, 0)))
    with pytest.raises(HomeDamaged, match="can't be read"):
        index.search(rows((1, 0, 0))[0], 3)
    assert len(index) == 3


def test_a_server_that_isnt_there_is_a_wrong_setting(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"http://127\.0\.0\.1:9.*MINUTEBOOK_CHROMA_URL"):
        DenseIndex(tmp_path, "http://127.0.0.1:9")


def test_vectors_that_were_asked_for_are_seen_anew_once_written(index: DenseIndex):
    asked, (east,) = ["east:0", "north:0"], rows((1, 0))
    assert index.likeness(east, [*asked, "nowhere:0"]) == {"east:0": 1.0, "north:0": 0.0}
    index.put(["north:0"], rows((1, 0)))
    assert index.likeness(east, asked) == {"east:0": 1.0, "north:0": 1.0}
    index.remove(["east"])
    assert index.likeness(east, asked) == {"north:0": 1.0}
    index.clear()
    assert index.likeness(east, asked) == {}
