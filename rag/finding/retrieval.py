"""The legs, by meaning and by words, and their fusion over paragraph ids as a LangChain retriever."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.dates import FoundDate
from rag.ledger import MeetingHeld
from rag.question.synonyms import alternatives
from rag.question.understanding import Understanding
from rag.stores.dense import DenseIndex
from rag.stores.embedding import Embedder
from rag.stores.words import Hit, WordIndex

DEPTH = 100  # candidates a leg
MENTIONS = 500  # paragraphs that mention a matter; those of a matter that comes up at every meeting are fewer
MEANING, WORDS, TIME, MEETING = "meaning", "words", "time", "meeting"
# Cormack, Clarke and Büttcher, SIGIR 2009: 1 / (60 + rank), for rankings of thousands. Over a hundred, what a leg puts
# first must count for more: recall at 10 over the dev sets is 0.80, and 0.76 with 60.
_RRF = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A paragraph that a leg found.

    Attributes:
        id: the paragraph's.
        fused: the sum of its reciprocal ranks.
        ranks: its rank in each leg that found it, from 1.
        similarity: its cosine with the question.
        words_score: the best that a leg of words gave it, 0 where none found it; comparable within one question only.
    """

    id: str
    fused: float
    ranks: Mapping[str, int]
    similarity: float
    words_score: float


class Legs:
    """The legs over one home: by meaning; by words in all minutes, at the time named, and at the meeting named."""

    def __init__(self, dense: DenseIndex, words: WordIndex, embedder: Embedder) -> None:
        self._dense, self._words, self._embedder = dense, words, embedder
        self._total = max(len(words), 1)
        self._vector = lru_cache(maxsize=8)(lambda text: embedder.embed([unmarked(text)])[0])

    def rarity(self, term: str) -> float:
        """How telling a term is: BM25's inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5))."""
        spread = self._words.spread(term)
        return math.log(1 + (self._total - spread + 0.5) / (spread + 0.5))

    def spread(self, term: str) -> int:
        """In how many paragraphs a term stands."""
        return self._words.spread(term)

    def is_one_piece(self, word: str) -> bool:
        """Whether the embedding model has a word whole in its vocabulary: common words are, slips of them aren't."""
        return self._embedder.pieces(word) == self._embedder.pieces("a")

    def spelled(self, term: str) -> str:
        """The term, or the one that the minutes have for a slip of it."""
        return self._words.spelled(term)

    def mentioning(
        self, weights: Mapping[str, float], documents: Sequence[str] | None, limit: int = MENTIONS
    ) -> list[str]:
        """The ids of the paragraphs of these documents, or of all, that hold most of some terms, best first."""
        return [hit.id for hit in self._words.search(list(weights.items()), limit, documents)]

    def find(self, asked: Understanding, meetings: Sequence[MeetingHeld]) -> list[Found]:
        """The paragraphs that any leg finds, fused, best first."""
        legs = self.words(asked, meetings)
        return fuse({MEANING: self.meaning(asked.asked_as, {hit.id for hits in legs.values() for hit in hits}), **legs})

    def beside(self, asked: Understanding, found: Sequence[Found], companions: Mapping[str, str]) -> list[Found]:
        """What was found, and the paragraphs beside it, at half the score of the one that they are beside."""
        fused = {one.id: one.fused for one in found}
        likeness = self._dense.likeness(self._vector(asked.asked_as), [f"{id}:0" for id in companions])
        added = [
            Found(
                id=id,
                fused=fused[origin] / 2,
                ranks={},
                similarity=likeness.get(f"{id}:0", 0.0),
                words_score=0.0,
            )
            for id, origin in companions.items()
            if id not in fused
        ]
        return [*found, *added]

    def meaning(self, text: str, others: Set[str] = frozenset()) -> list[Hit]:
        """The paragraphs nearest in meaning, each by its best passage, with others that are to be ranked among them."""
        best: dict[str, float] = {}
        for hit in self._dense.search(self._vector(text), DEPTH):
            best.setdefault(hit.id.partition(":")[0], hit.score)
        if rest := sorted(f"{id}:0" for id in others - best.keys()):
            best |= {
                id.partition(":")[0]: score for id, score in self._dense.likeness(self._vector(text), rest).items()
            }
        return sorted((Hit(id, score) for id, score in best.items()), key=lambda hit: (-round(hit.score, 5), hit.id))

    def words(self, asked: Understanding, meetings: Sequence[MeetingHeld]) -> dict[str, list[Hit]]:
        """The paragraphs that hold the question's words, by leg: a time or a body that it names is one of its own."""
        wanted = [(term, weight * (0.3 if term in asked.frame else 1.0)) for term, weight in asked.weights.items()]
        wanted += [
            (other, 0.4 * weight)
            for term, weight in wanted
            for other in sorted(alternatives(term) - asked.weights.keys())
        ]
        within = [meeting.document for meeting in meetings] if asked.bounded else None
        legs = {WORDS: self._words.search(wanted, DEPTH, within)}
        then = _covered(asked.dates, meetings)
        there = [one for one in (then if asked.dates else meetings) if not asked.bodies or one.body in asked.bodies]
        if then:
            legs[TIME] = self._search(wanted, asked.date_terms, then)
        if there and (asked.dates or asked.bodies):
            legs[MEETING] = self._search(wanted, asked.setting, there)
        return legs

    def _search(
        self, wanted: Sequence[tuple[str, float]], without: Set[str], meetings: Sequence[MeetingHeld]
    ) -> list[Hit]:
        left = [(term, weight) for term, weight in wanted if term not in without]
        return self._words.search(left, DEPTH, [meeting.document for meeting in meetings])


def unmarked(text: str) -> str:
    """A text with no mark but the last: with or without a comma it must mean the same."""
    return re.sub(r"(?<!\w)[^\w\s£€$]+|[^\w\s]+(?!\w)", "", text) + text[-1:]


def _covered(dates: Sequence[FoundDate], meetings: Sequence[MeetingHeld]) -> list[MeetingHeld]:
    """The meetings held on a day that some date fits; those of other years are told by the year alone."""
    years = {when.year + later for when in dates if when.year for later in (0, 1)}  # a winter ends in the next
    anyhow = any(when.year is None for when in dates)
    return [
        one
        for one in meetings
        if (day := one.held_on) and (anyhow or day.year in years) and any(when.covers(day) for when in dates)
    ]


def fuse(legs: Mapping[str, Sequence[Hit]]) -> list[Found]:
    """The legs by reciprocal rank over paragraph ids, best first; equal boilerplate of two meetings stays two."""
    ranks: dict[str, dict[str, int]] = defaultdict(dict)
    similarity: dict[str, float] = {}
    words: dict[str, float] = {}
    for leg, hits in legs.items():
        for rank, hit in enumerate(hits, 1):
            ranks[hit.id][leg] = rank
            scores = similarity if leg == MEANING else words
            scores[hit.id] = max(scores.get(hit.id, 0.0), hit.score)
    found = [
        Found(
            id=id,
            fused=sum(1 / (_RRF + rank) for rank in held.values()),
            ranks=held,
            similarity=similarity.get(id, 0.0),
            words_score=words.get(id, 0.0),
        )
        for id, held in ranks.items()
    ]
    return sorted(found, key=lambda one: (-one.fused, one.id))


class MinutesRetriever(BaseRetriever):
    """The fused legs behind LangChain's interface: a document's id is the paragraph's, its metadata what was found."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    legs: Legs

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **given: Any
    ) -> list[Document]:
        found = self.legs.find(given["asked"], given["meetings"])
        return [Document(id=one.id, page_content="", metadata={"found": one}) for one in found]

    def find(self, asked: Understanding, meetings: Sequence[MeetingHeld]) -> list[Found]:
        """The paragraphs that may answer, best first."""
        documents = self.invoke(asked.asked_as, asked=asked, meetings=meetings)
        return [document.metadata["found"] for document in documents]
