"""Vectors kept at hand, wherever an index lies: the parts of a question ask for much the same ones."""

from collections.abc import Sequence

from rag.stores.embedding import Vectors

_MOST = 2_000


class VectorsAtHand:
    """What a vector index gives of passages that are known by their ids; a subclass fetches them."""

    def __init__(self) -> None:
        self._at_hand: dict[str, Vectors] = {}

    def _fetched(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of these passages from the index; unknown ids are left out."""
        raise NotImplementedError

    def likeness(self, vector: Vectors, ids: Sequence[str]) -> dict[str, float]:
        """The cosine of a vector with each of these passages; unknown ids are left out."""
        return {id: float(known @ vector) for id, known in self.vectors(ids).items()}

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of these passages, each of length 1; unknown ids are left out."""
        known = {id: vector for id in ids if (vector := self._at_hand.get(id)) is not None}
        if rest := [id for id in ids if id not in known]:
            fetched = self._fetched(rest)
            if len(self._at_hand) > _MOST:
                self._at_hand.clear()
            self._at_hand |= fetched
            known |= fetched
        return known
