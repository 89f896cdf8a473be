"""The retriever: four routes to the paragraphs that may answer a plan, fused and reranked."""

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Protocol

from rag.dates import two_year_names
from rag.evidence import Passage, Ranked
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, readable
from rag.plan import Plan, share_held
from rag.retrieval.fusion import Route, fuse
from rag.retrieval.reranker import Reranker
from rag.stores.embedding import Embedder, Vectors
from rag.stores.indexes import VectorIndex, WordIndex
from rag.stores.words import Hit, term_set

_DEPTH = 100  # paragraphs a route
_POOL = 120  # paragraphs that are reranked: more cost time and hardly ever hold the proof
_ABOUT = 0.75  # of the matter's weight, which a paragraph that mentions it holds
_LATER = 40  # paragraphs looked at for what changed a decision: every question for one pays for them
_MENTIONS = 500  # paragraphs that mention a matter; those of one that comes up at every meeting are fewer


class Retriever(Protocol):
    """Finds the passages that may answer."""

    def retrieve(self, plan: Plan) -> Sequence[Ranked]:
        """The passages for a plan, best first."""


class MinutesRetriever:
    """Finds the paragraphs of one home that may answer a plan."""

    def __init__(
        self, ledger: Ledger, dense: VectorIndex, words: WordIndex, embedder: Embedder, reranker: Reranker
    ) -> None:
        self.ledger, self.dense, self.words, self.reranker = ledger, dense, words, reranker
        # the last questions' vectors: each of a question's parts asks for its own several times
        self._vector = lru_cache(maxsize=8)(lambda text: embedder.embed([_unmarked(text)])[0])

    def _reloaded(self) -> bool:
        self.words.reload()
        self.dense.reload()
        return True

    def retrieve(self, plan: Plan) -> list[Ranked]:
        """The passages that may answer a plan, best first; none from outside the bounds that were set explicitly."""
        self.ledger.kept("indexes", self._reloaded)  # minutes may be taken in while questions are answered
        meetings = self._meetings(plan)
        ids = {one.id for one in meetings}
        routes = self._by_words(plan, meetings)
        meaning = self._by_meaning(plan.standalone, {hit.id for hits in routes.values() for hit in hits})
        found = fuse({Route.MEANING: meaning, **routes})
        if plan.scope.explicit:
            inside = {one.id for one in self.ledger.paragraphs([f.id for f in found]) if one.meeting in ids}
            found = [one for one in found if one.id in inside]
        found = found[:_POOL]
        cited = {
            one.id: one
            for one in self.ledger.paragraphs([f.id for f in found])
            if one.meeting in ids and not _of_another_year(plan, one) and not _of_another_body(plan, one)
        }
        around = self.ledger.surroundings(list(cited))
        passages = {id: Passage(cited=one, around=around.get(id, ())) for id, one in cited.items()}
        return self.reranker.rerank(plan, [one for one in found if one.id in passages], passages)

    def mentions(self, plan: Plan) -> list[CitedParagraph]:
        """The paragraphs within the plan's bounds that mention its matter, in the order of their meetings."""
        bodies = plan.scope.bodies
        within = [one.id for one in self._meetings(plan) if not bodies or one.body in bodies]
        return self._mentioning(plan, within, _MENTIONS)

    def later(self, plan: Plan, cited: CitedParagraph) -> list[CitedParagraph]:
        """The paragraphs of a body's meetings after the one of a paragraph that mention the plan's matter, in order."""
        since = [
            one.id
            for one in self._meetings(plan)
            if one.body in cited.bodies and cited.held_on and one.held_on and one.held_on > cited.held_on
        ]
        return self._mentioning(plan, since, _LATER)

    def _mentioning(self, plan: Plan, meetings: Sequence[str], limit: int) -> list[CitedParagraph]:
        hits = self.words.search([(one.word, one.weight) for one in plan.matter], limit, meetings)
        weights = {one.word: one.weight * self.words.idf(one.word) for one in plan.matter}
        found = [
            one
            for one in self.ledger.paragraphs([hit.id for hit in hits])
            if share_held(weights, term_set(f"{one.item_title} {readable(one.paragraph.text)}")) >= _ABOUT
        ]
        return sorted(found, key=lambda one: one.place)

    def _meetings(self, plan: Plan) -> list[MeetingHeld]:
        scope = plan.scope
        return [
            one
            for one in self.ledger.meetings()
            if ("body" not in scope.explicit or one.body in scope.bodies) and scope.reaches(one.held_on)
        ]

    def _by_meaning(self, text: str, others: Set[str]) -> list[Hit]:
        """The paragraphs nearest in meaning, each by its best passage, with others to be ranked among them."""
        vector: Vectors = self._vector(text)
        best: dict[str, float] = {}
        for hit in self.dense.search(vector, _DEPTH):
            best.setdefault(hit.id.partition(":")[0], hit.score)
        rest = sorted(f"{id}:0" for id in others - best.keys())
        best |= {id.partition(":")[0]: score for id, score in self.dense.likeness(vector, rest).items()}
        return sorted((Hit(id, score) for id, score in best.items()), key=lambda hit: (-round(hit.score, 5), hit.id))

    def _by_words(self, plan: Plan, meetings: Sequence[MeetingHeld]) -> dict[Route, list[Hit]]:
        """The paragraphs that hold the plan's words: anywhere, at the time named, at the meeting named."""
        scope = plan.scope
        topic, matter = ([(term.word, term.weight) for term in terms] for terms in (plan.topic, plan.matter))
        everything = [one.id for one in meetings] if scope.explicit else None
        routes = {Route.WORDS: self.words.search(topic, _DEPTH, everything)}
        timed = bool(scope.dates or scope.period)
        then = [one for one in meetings if timed and one.held_on and not scope.excludes(one.held_on)]
        there = [one for one in (then if timed else meetings) if not scope.bodies or one.body in scope.bodies]
        there = [one for one in meetings if one.id in scope.meetings] or there
        if then:
            routes[Route.TIME] = self.words.search(matter, _DEPTH, [one.id for one in then])
        if there and (timed or scope.bodies or scope.meetings):
            routes[Route.MEETING] = self.words.search(matter, _DEPTH, [one.id for one in there])
        return routes


def _unmarked(text: str) -> str:
    """A text with no mark but the last: with or without a comma it must mean the same."""
    return re.sub(r"(?<!\w)[^\w\s£€$]+|[^\w\s]+(?!\w)", "", text) + text[-1:]


def _of_another_body(plan: Plan, cited: CitedParagraph) -> bool:
    """Whether a paragraph is of a body that the question doesn't name, and names none that it names."""
    names = plan.scope.names
    if not names or not plan.scope.bodies.isdisjoint(cited.bodies):
        return False
    held = term_set(f"{cited.body} {cited.item_title} {readable(cited.paragraph.text)}")
    return not any(name <= held for name in names)


def _of_another_year(plan: Plan, cited: CitedParagraph) -> bool:
    """Whether a paragraph names financial years and none of those asked about: last year's precept isn't this one's."""
    years = plan.scope.years and two_year_names(cited.paragraph.text)
    return bool(years) and plan.scope.years.isdisjoint(years)
