"""The two legs, dense and words, and their fusion over paragraph ids as a LangChain retriever."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.question.synonyms import alternatives
from rag.question.understanding import Understanding
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Embedder
from rag.stores.words import Hit, WordIndex

DEPTH = 100  # candidates a leg
_RRF = 60  # Cormack, Clarke and Büttcher, SIGIR 2009: 1 / (60 + rank)
_WORDS_COUNT = 2.0  # names and numbers decide in minutes: the word leg counts double (measured on the dev sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A paragraph's id with its rank in each leg (from 1, None where that leg didn't find it) and the fused score."""

    id: str
    fused: float
    dense_rank: int | None
    words_rank: int | None
    similarity: float
    words_score: float


class Legs:
    """The dense and the word leg over one home."""

    def __init__(self, dense: DenseIndex, words: WordIndex, embedder: Embedder) -> None:
        self._dense, self._words, self._embedder = dense, words, embedder
        self._total = max(len(words), 1)
        self._vector = lru_cache(maxsize=8)(lambda text: embedder.embed([text])[0])

    def rarity(self, term: str) -> float:
        """How telling a term is: BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        spread = self._words.spread(term)
        return math.log(1 + (self._total - spread + 0.5) / (spread + 0.5))

    def spelled(self, term: str) -> str:
        """The term, or the one that the minutes have for a slip of it."""
        return self._words.spelled(term)

    def alike(self, text: str, others: Sequence[str]) -> list[float]:
        """The cosine of a text with each of others."""
        return [float(cosine) for cosine in self._embedder.embed(others) @ self._vector(text)]

    def dense(self, text: str) -> list[Hit]:
        """Paragraphs nearest in meaning, each by its best passage."""
        best: dict[str, float] = {}
        for hit in self._dense.search(self._vector(text), DEPTH):
            best.setdefault(hit.id.partition(":")[0], hit.score)
        return [Hit(id, score) for id, score in best.items()]

    def weighed(self, text: str, found: Sequence[Found]) -> list[Found]:
        """The same paragraphs, each with its similarity: those that only the word leg found get theirs too."""
        without = [f"{one.id}:0" for one in found if one.dense_rank is None]
        known = self._dense.likeness(self._vector(text), without) if without else {}
        return [one if one.dense_rank else replace(one, similarity=known.get(f"{one.id}:0", 0.0)) for one in found]

    def words(self, asked: Understanding) -> list[Hit]:
        """Paragraphs by the question's words; where it names a month or a year, those of that time come in too."""
        wanted = [(term, weight * (0.3 if term in asked.frame else 1.0)) for term, weight in asked.weights.items()]
        wanted += [
            (other, 0.4 * weight)
            for term, weight in wanted
            for other in sorted(alternatives(term) - asked.weights.keys())
        ]
        hits = self._words.search(wanted, DEPTH)
        if asked.date_terms:
            topical = [(term, weight) for term, weight in wanted if term not in asked.date_terms]
            hits += self._words.search(topical, DEPTH // 2, within=sorted(asked.date_terms))
        best: dict[str, Hit] = {}
        for hit in hits:
            if hit.id not in best or best[hit.id].score < hit.score:
                best[hit.id] = hit
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))


def fuse(dense: Sequence[Hit], words: Sequence[Hit]) -> list[Found]:
    """Both legs by reciprocal rank over paragraph ids, best first; equal boilerplate of two meetings stays two."""
    dense_ranks = {hit.id: rank for rank, hit in enumerate(dense, 1)}
    words_ranks = {hit.id: rank for rank, hit in enumerate(words, 1)}
    similarity = {hit.id: hit.score for hit in dense}
    scores = {hit.id: hit.score for hit in words}
    found = [
        Found(
            id=id,
            fused=(1 / (_RRF + dense_ranks[id]) if id in dense_ranks else 0.0)
            + (_WORDS_COUNT / (_RRF + words_ranks[id]) if id in words_ranks else 0.0),
            dense_rank=dense_ranks.get(id),
            words_rank=words_ranks.get(id),
            similarity=similarity.get(id, 0.0),
            words_score=scores.get(id, 0.0),
        )
        for id in dense_ranks.keys() | words_ranks.keys()
    ]
    return sorted(found, key=lambda one: (-one.fused, one.id))


class MinutesRetriever(BaseRetriever):
    """The fused legs behind LangChain's interface: a document's id is the paragraph's, its metadata the ranks."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    legs: Legs

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **given: Any
    ) -> list[Document]:
        asked: Understanding = given["asked"]
        fused = fuse(self.legs.dense(asked.asked_as), self.legs.words(asked))
        found = self.legs.weighed(asked.asked_as, fused)
        return [Document(id=one.id, page_content="", metadata={"found": one}) for one in found]

    def find(self, asked: Understanding) -> list[Found]:
        """The paragraphs that may answer, best first."""
        return [document.metadata["found"] for document in self.invoke(asked.asked_as, asked=asked)]
