from collections.abc import Sequence

import numpy as np
import pytest

from rag.stores import at_hand
from rag.stores.at_hand import VectorsAtHand
from rag.stores.embedding import Vectors

HELD = {"a:0": np.array([1.0, 0.0], dtype=np.float32), "b:0": np.array([0.6, 0.8], dtype=np.float32)}


class Index(VectorsAtHand):
    """An index of two passages that remembers what was fetched from it."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def _fetched(self, ids: Sequence[str]) -> dict[str, Vectors]:
        self.fetched += ids
        return {id: HELD[id] for id in ids if id in HELD}


def test_a_vector_is_fetched_once_and_unknown_ids_are_left_out():
    index = Index()
    assert index.vectors(["a:0", "c:0"]).keys() == {"a:0"}
    assert index.vectors(["b:0", "a:0"]).keys() == {"a:0", "b:0"}
    assert index.fetched == ["a:0", "c:0", "b:0"]
    assert index.likeness(HELD["a:0"], ["a:0", "b:0"]) == pytest.approx({"a:0": 1.0, "b:0": 0.6})


def test_many_make_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(at_hand, "_MOST", 0)
    index = Index()
    for id in ("a:0", "b:0", "a:0"):
        index.vectors([id])
    assert index.fetched == ["a:0", "b:0", "a:0"]
