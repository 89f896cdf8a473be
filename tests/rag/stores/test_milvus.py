"""What Milvus alone does, by Milvus Lite: homes apart, failures as ours, nothing readable kept."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.errors import HomeDamaged, SettingsError, StorageFailure
from rag.settings import MilvusGraph, Settings
from rag.stores.embedding import Vectors
from rag.stores.words import WordEntry
from tests.rag.stores.conftest import needs_lite

if TYPE_CHECKING:
    from rag.stores.milvus import MilvusVectors, MilvusWords

pytestmark = needs_lite


def rows(*values: tuple[float, ...]) -> Vectors:
    return np.array(values, dtype=np.float32)


def entry(id: str, text: str) -> WordEntry:
    return WordEntry(id=id, meeting="may", text=text, item="", head="", around="")


@pytest.fixture
def lite(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", milvus=str(tmp_path / "milvus.db"))


@pytest.fixture
def vectors(lite: Settings) -> Iterator["tuple[MilvusVectors, MilvusVectors]"]:
    """The indexes of two homes in one collection, each with the passage "a:0"."""
    from rag.stores.milvus import MilvusVectors

    with closing(MilvusVectors(lite, "one")) as one, closing(MilvusVectors(lite, "two")) as two:
        one.put(["a:0"], rows((1, 0)))
        two.put(["a:0", "b:0"], rows((0, 1), (1, 0)))
        yield one, two


@pytest.fixture
def words(lite: Settings) -> Iterator["tuple[MilvusWords, MilvusWords]"]:
    """The indexes of two homes in one collection, each with the paragraph "a"."""
    from rag.stores.milvus import MilvusWords

    with closing(MilvusWords(lite, "one")) as one, closing(MilvusWords(lite, "two")) as two:
        one.put([entry("a", "The fox.")])
        two.put([entry("a", "The hen."), entry("b", "The fox.")])
        one.commit()
        two.commit()
        yield one, two


def test_homes_on_one_server_see_nothing_of_each_others_vectors(vectors: "tuple[MilvusVectors, MilvusVectors]"):
    one, two = vectors
    assert (len(one), one.ids(), [hit.id for hit in one.search(rows((1, 0))[0], 5)]) == (1, {"a:0"}, ["a:0"])
    assert one.likeness(rows((1, 0))[0], ["a:0", "b:0"]) == {"a:0": 1.0}
    two.remove(["a"])
    assert (one.ids(), two.ids()) == ({"a:0"}, {"b:0"})
    two.clear()
    assert (one.ids(), two.ids()) == ({"a:0"}, set())


def test_homes_on_one_server_see_nothing_of_each_others_words(words: "tuple[MilvusWords, MilvusWords]"):
    one, two = words
    assert (len(one), one.spread("hen"), [hit.id for hit in one.search([("fox", 1.0)], 5)]) == (1, 0, ["a"])
    two.remove(["a"])
    two.commit()
    assert (len(one), len(two)) == (1, 1)
    one.clear()
    assert (len(one), len(two)) == (0, 1)


def test_clearing_takes_out_what_an_earlier_model_made(vectors: "tuple[MilvusVectors, MilvusVectors]", lite: Settings):
    from rag.stores.milvus import MilvusVectors

    one, two = vectors
    with closing(MilvusVectors(lite.model_copy(update={"embedder": "models/an-other"}), "one")) as other:
        other.put(["a:0"], rows((1, 0, 0)))
        other.clear()
        assert other.ids() == one.ids() == set()
    assert two.ids() == {"a:0", "b:0"}


def test_of_a_text_only_its_terms_are_kept_in_the_order_of_the_alphabet(words: "tuple[MilvusWords, MilvusWords]"):
    one, _ = words
    one.put([entry("c", "Zebras roam the old village hall.")])
    one.commit()
    [row] = one._client.query(one._collection, filter='id == "one:c"', output_fields=["text"])
    assert row["text"] == "hall old roam the villag zebra"


def test_a_text_longer_than_milvus_takes_is_found_by_each_of_its_words(words: "tuple[MilvusWords, MilvusWords]"):
    one, _ = words
    one.put([entry("long", "fox " * 30_000 + "owl")])
    one.commit()
    assert [hit.id for hit in one.search([("owl", 1.0)], 5)] == ["long"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "milvus.sqlite", "/nowhere/at/all/milvus.db"])
def test_a_milvus_that_isnt_there_is_a_wrong_setting(address: str, caplog: pytest.LogCaptureFixture):
    from rag.stores.milvus import MilvusWords

    with caplog.at_level(logging.ERROR), pytest.raises(SettingsError, match=rf"{address}.*MINUTEBOOK_MILVUS"):
        MilvusWords(Settings(milvus=address), "one")


def test_what_milvus_refuses_is_told_as_ours(vectors: "tuple[MilvusVectors, MilvusVectors]"):
    one, _ = vectors
    with pytest.raises(StorageFailure, match="can't be written"):
        one.put(["odd:0"], rows((1, 0, 0)))
    with pytest.raises(HomeDamaged, match="can't be read"):
        one.search(rows((1, 0, 0))[0], 3)


def test_a_graph_that_milvus_lite_lacks_is_refused_in_words(lite: Settings):
    from rag.stores.milvus import MilvusVectors

    with pytest.raises(SettingsError, match="DISKANN"):
        MilvusVectors(lite.model_copy(update={"milvus_graph": MilvusGraph.DISKANN}), "one")
