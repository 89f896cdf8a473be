"""Ask every question of a file and keep what came of it, with the paragraphs that should have been found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from eval.metrics.retrieval import Ranking
from eval.questions import GoldQuestion, Place
from rag.answers import Answer, Question
from rag.evidence import Ranked
from rag.minutes import CitedParagraph
from rag.retrieval.retriever import Retriever


class ParagraphSource(Protocol):
    """The ledger, as far as the evaluation needs it."""

    def paragraphs_of(self, document: str) -> tuple[CitedParagraph, ...]:
        """The document's paragraphs in their order; none where there is no such document."""


class Answering(Protocol):
    """The assistant, as far as the evaluation needs it."""

    @property
    def ledger(self) -> ParagraphSource:
        """Where the proving paragraphs are looked up."""

    @property
    def retriever(self) -> Retriever:
        """What finds the passages of a plan."""

    def answer(self, question: Question) -> Answer:
        """The answer, or an abstention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The paragraphs that prove one place; `trouble` says why there are none."""

    place: Place
    paragraphs: frozenset[str]
    trouble: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question: an answer or, where asking failed, an error; a failure is not a wrong answer."""

    question: GoldQuestion
    proofs: tuple[Proof, ...]
    answer: Answer | None
    error: str | None
    seconds: float


def ask_all(assistant: Answering, questions: Iterable[GoldQuestion]) -> Iterator[Outcome]:
    """The outcomes, one by one and in order."""
    for question in questions:
        proofs = tuple(find_proof(place, assistant.ledger) for place in question.gold)
        answer, error = None, None
        started = perf_counter()
        try:
            answer = assistant.answer(as_question(question))
        except Exception as failure:  # whatever one question does, the others are still worth their figures
            error = f"{type(failure).__name__}: {failure}"
        seconds = perf_counter() - started
        if answer and answer.plan and question.answerable and not answer.ranked:
            # answered from records or not at all: finding is measured over the same questions whatever answers them
            answer = replace(answer, ranked=tuple(assistant.retriever.retrieve(answer.plan)))
        yield Outcome(question=question, proofs=proofs, answer=answer, error=error, seconds=seconds)


def as_question(question: GoldQuestion) -> Question:
    """The question as the assistant gets it: nothing of what is known about its answer."""
    return Question(text=question.question, id=question.id, history=question.history)


def find_proof(place: Place, ledger: ParagraphSource) -> Proof:
    """The paragraphs of the ledger that hold a place."""
    paragraphs = ledger.paragraphs_of(place.document)
    proving = frozenset(cited.id for cited in paragraphs if place.is_proved_by(cited.document, cited.paragraph.text))
    return Proof(place=place, paragraphs=proving, trouble=None if proving else _trouble(place, paragraphs))


def _trouble(place: Place, paragraphs: tuple[CitedParagraph, ...]) -> str:
    if not paragraphs:
        return "the document is not in the ledger"
    if any(place.is_in(cited.paragraph.text) for cited in paragraphs):
        return "the paragraph is too long to prove anything"
    if place.is_in("\n".join(cited.paragraph.text for cited in paragraphs)):
        return "the parser cut it in two"
    return "no paragraph of the document holds it"


def rankings(answer: Answer) -> dict[str, Ranking]:
    """The ranks by paragraph id that the two main routes gave, those of all routes fused, and those of the reader."""
    fused = by_fusion(answer.ranked)
    return {
        **{way: {one.cited.id: one.ranks[way] for one in fused if way in one.ranks} for way in ("meaning", "words")},
        "fused": {one.cited.id: rank for rank, one in enumerate(fused, 1)},
        "read": {one.cited.id: rank for rank, one in enumerate(answer.ranked, 1)},
    }


def by_fusion(passages: Iterable[Ranked]) -> list[Ranked]:
    """The passages as the fused routes ordered them, before reranking."""
    return sorted(passages, key=lambda one: (-one.features.get("fused", 0.0), one.cited.id))
