"""Ask every question of a file and keep what came of it, with the paragraphs that should have been found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter
from typing import Any, Protocol

from eval.questions import GoldQuestion, Place
from eval.records import AnswerRecord, parsed
from rag.answers import Question
from rag.minutes import CitedParagraph

Verify = Callable[[Mapping[str, Any]], Iterable[str]]
"""Holds an answer record against a ledger, and gives what is wrong with it."""


class ParagraphSource(Protocol):
    """The ledger, as far as the evaluation needs it."""

    def paragraphs_of(self, document: str) -> tuple[CitedParagraph, ...]:
        """The document's paragraphs in their order; none where there is no such document."""


class System(Protocol):
    """Whatever answers questions.

    Attributes:
        together: how many questions it may be asked at the same time.
    """

    together: int

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """An answer record; with `milliseconds` where it knows better than the clock here what answering took.

        None stands for a time that isn't known.
        """

    def troubles(self, question: GoldQuestion) -> "tuple[Trouble, ...]":
        """The question's proving places that aren't in the system's ledger; none where that isn't known."""

    def faults(self, record: Mapping[str, Any]) -> tuple[str, ...] | None:
        """What the system's ledger shows to be wrong with an answer record of it; None where there is no ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A proving place that no paragraph of the ledger holds, and why."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The paragraphs that prove one place; `trouble` says why there are none."""

    place: Place
    paragraphs: frozenset[str]
    trouble: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one question: an answer or, where asking failed, an error; a failure is not a wrong answer.

    Attributes:
        raw: the answer record as it came, but for its clocks.
        milliseconds: what answering took; None where that isn't known.
        timings: the milliseconds of its steps, where the record has them.
        faults: what the ledger shows to be wrong with the answer; None where it wasn't held against one.
    """

    question: GoldQuestion
    answer: AnswerRecord | None = None
    error: str | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    milliseconds: float | None = None
    timings: dict[str, float] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()
    faults: tuple[str, ...] | None = None


def ask_all(system: System, questions: Iterable[GoldQuestion]) -> Iterator[Outcome]:
    """The outcomes, one by one and in order; no more questions are under way than the system can take together."""
    if system.together == 1:
        yield from (_ask(system, question) for question in questions)
        return
    left = iter(questions)
    with ThreadPoolExecutor(system.together) as pool:
        while some := list(islice(left, system.together)):
            yield from pool.map(lambda question: _ask(system, question), some)


def _ask(system: System, question: GoldQuestion) -> Outcome:
    started = perf_counter()
    try:
        raw = {**system.answer(question), "question_id": question.id}
        taken = raw.pop("milliseconds", 1000 * (perf_counter() - started))
        timings = raw.pop("timings_ms", None) or {}
        answer = parsed(raw)
    except Exception as failure:  # whatever one question does, the others are still worth their figures
        return Outcome(question=question, error=f"{type(failure).__name__}: {failure}")
    return Outcome(
        question=question,
        answer=answer,
        raw=raw,
        milliseconds=taken,
        timings=timings,
        troubles=system.troubles(question),
        faults=system.faults(raw),
    )


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
