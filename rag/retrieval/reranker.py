"""The reranker: which of the passages found fits the plan best, by features that a person can follow."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from rag.answer_types import holds
from rag.evidence import Passage, Ranked, weighed
from rag.minutes import Kind, readable
from rag.plan import AnswerType, Intent, Plan, Role, share_held
from rag.retrieval.fusion import Fused
from rag.sentences import sentences
from rag.stores.words import term_set

_KINDS = {
    Intent.ATTENDANCE: (Kind.ATTENDANCE,),
    Intent.VOTE: (Kind.RESOLUTION, Kind.VOTE, Kind.MOTION),
    Intent.DECISION: (Kind.RESOLUTION, Kind.VOTE, Kind.RECOMMENDATION),
    Intent.ACTION: (Kind.ACTION,),
}


class Reranker(Protocol):
    """Orders what the routes found."""

    def rerank(self, plan: Plan, found: Sequence[Fused], passages: Mapping[str, Passage]) -> list[Ranked]:
        """The passages of what was found, best first; `passages` by paragraph id."""


class FeatureReranker:
    """A weighted sum of features of plan and passage.

    Args:
        idf: how telling a term is.
        weights: of each feature, made by `python -m eval train`.
    """

    def __init__(self, idf: Callable[[str], float], weights: Mapping[str, float]) -> None:
        self._idf, self._weights = idf, weights

    @classmethod
    def load(cls, idf: Callable[[str], float], folder: Path) -> "FeatureReranker":
        """The reranker with the weights kept in a folder of models."""
        return cls(idf, json.loads((folder / "reranker.json").read_text()))

    def rerank(self, plan: Plan, found: Sequence[Fused], passages: Mapping[str, Passage]) -> list[Ranked]:
        """The passages, best first, each with its features; ties in the order of their ids."""
        weights = {one.word: one.weight * self._idf(one.word) for one in plan.topic}
        sought = _Sought(
            plan=plan,
            matter={one.word: weights[one.word] for one in plan.matter},
            setting={one.word: weights[one.word] for one in plan.topic if one.role is Role.SETTING},
        )
        best = max((one.fused for one in found), default=1.0)
        features = {one.id: _features(sought, passages[one.id], one, best) for one in found}
        ranked = [
            Ranked(
                passage=passages[one.id],
                score=weighed(self._weights, features[one.id]),
                ranks=one.ranks,
                features=features[one.id],
            )
            for one in found
        ]
        return sorted(ranked, key=lambda one: (-round(one.score, 6), one.cited.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What is looked for in each passage: the terms of a plan's matter and of its setting, with their weights."""

    plan: Plan
    matter: Mapping[str, float]
    setting: Mapping[str, float]


@lru_cache(maxsize=4_096)
def _sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each sentence of a text with its terms."""
    return tuple((text[start:end], term_set(text[start:end])) for start, end in sentences(text))


@lru_cache(maxsize=8_192)
def _words(passage: Passage) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    """A passage's readable text, its terms, those of its heading, and those of the texts around it."""
    cited = passage.cited
    text = readable(cited.paragraph.text)
    heading = term_set(f"{cited.body} {cited.day} {cited.item} {cited.item_title}")
    around = heading.union(*(term_set(readable(other)) for other in passage.around))
    return text, term_set(text), heading, around


def _features(sought: _Sought, passage: Passage, found: Fused, best: float) -> dict[str, float]:
    plan, cited = sought.plan, passage.cited
    scope, wanted = plan.scope, plan.answer_type
    text, held, heading, around = _words(passage)
    own = share_held(sought.matter, held)
    telling = (held for sentence, held in _sentences(text) if holds(wanted, sentence))
    return {
        "text": own,
        "around": share_held(sought.matter, held | around) - own,
        "setting": share_held(sought.setting, held | heading),
        "sentence": max((share_held(sought.matter, held) for held in telling), default=0.0),
        "similarity": max(found.similarity, 0.0),
        "fused": found.fused / best,
        "wanted": float(wanted is not AnswerType.ANY and holds(wanted, text)),
        "date_elsewhere": float(scope.excludes(cited.held_on)),
        "body_elsewhere": float(bool(scope.bodies) and scope.bodies.isdisjoint(cited.bodies)),
        "kind": float(cited.paragraph.kind in _KINDS.get(plan.intent, ())),
    }
