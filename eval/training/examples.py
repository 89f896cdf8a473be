"""What training learns from: questions with known answers, each with its plan and the passages found for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.questions import GoldQuestion, load_questions
from eval.running import as_question, find_proof
from rag.answers import Question
from rag.evidence import Ranked
from rag.pipeline import Pipeline
from rag.plan import Plan, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with its plan, the passages found, best first, and the ids of those that prove its answer.

    Attributes:
        group: the bodies that are left out together with its own.
    """

    question: GoldQuestion
    group: str
    plan: Plan
    passages: tuple[Ranked, ...]
    proving: frozenset[str]

    @property
    def proofs(self) -> list[bool]:
        """Whether each passage proves the answer."""
        return [one.cited.id in self.proving for one in self.passages]


def examples(pipeline: Pipeline, sets: Sequence[Path], together: Sequence[frozenset[str]]) -> list[Example]:
    """An example for each question of the sets; a follow-up's earlier questions are planned, not answered."""
    loaded = {path: load_questions(path) for path in sets}
    groups = grouped(pipeline, loaded, together)
    return [_example(pipeline, question, groups[path]) for path, questions in loaded.items() for question in questions]


def _example(pipeline: Pipeline, question: GoldQuestion, group: str) -> Example:
    places = (*question.gold, *question.also)
    proving = frozenset(id for place in places for id in find_proof(place, pipeline.ledger).paragraphs)
    turns: list[Turn] = []
    for earlier in question.history:
        turns.append(Turn(plan=pipeline.planner.plan(Question(text=earlier), turns)))
    plan = pipeline.planner.plan(as_question(question), turns)
    passages = pipeline.retriever.retrieve(plan)
    return Example(
        question=question,
        group=group,
        plan=plan,
        passages=tuple(passages),
        proving=proving if question.answerable else frozenset(),
    )


def grouped(
    pipeline: Pipeline, sets: Mapping[Path, Sequence[GoldQuestion]], together: Sequence[frozenset[str]] = ()
) -> dict[Path, str]:
    """The group of each set: sets that ask of the same folders of minutes, or of folders `together`, share one."""
    folders = {row["name"]: Path(row["source"]).parent.name for row in pipeline.ledger.documents()}
    asked = {
        path: {
            folders[place.document]
            for question in questions
            for place in (*question.gold, *question.also)
            if place.document in folders
        }
        for path, questions in sets.items()
    }
    groups: list[set[str]] = [set(one) for one in together]
    for names in asked.values():
        touching = [one for one in groups if one & names]
        groups = [one for one in groups if one not in touching] + [set(names).union(*touching)]
    return {path: "+".join(sorted(next(one for one in groups if one >= names))) for path, names in asked.items()}
