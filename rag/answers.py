"""Question in, answer out: the records that leave the pipeline, and their JSON (answer record, version 1)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from rag.evidence import Ranked
from rag.minutes import CitedParagraph
from rag.plan import Plan, Turn
from rag.question import LONGEST_QUESTION, Question, fault_of
from rag.tracing import Step, Trace

__all__ = [
    "LONGEST_QUESTION",
    "Answer",
    "Citation",
    "Event",
    "Question",
    "Reason",
    "Sentence",
    "Status",
    "Usage",
    "fault_of",
]


class Reason(StrEnum):
    """Why an answer is partial, or withheld, or quoted although a language model was to write it."""

    NOT_IN_MINUTES = "not_in_minutes"
    NOT_RECORDED = "not_recorded"
    FALSE_PREMISE = "false_premise"
    UNCLEAR_QUESTION = "unclear_question"
    NO_MINUTES_FOR_DATE = "no_minutes_for_date"
    EXEMPT = "exempt"
    WRITER_UNSUPPORTED = "writer_unsupported"


class Status(StrEnum):
    """How far the question was answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A proof: `quote` is exactly the document's text[start:end], within the paragraph."""

    marker: int
    cited: CitedParagraph
    start: int
    end: int
    quote: str

    def record(self) -> dict[str, Any]:
        """The citation as it stands in an answer record."""
        paragraph = self.cited.paragraph
        return {
            "marker": self.marker,
            "document": self.cited.document,
            "digest": self.cited.digest,
            "paragraph_id": paragraph.id,
            "label": self.cited.label,
            "body": self.cited.body,
            "held_on": self.cited.held_on.isoformat() if self.cited.held_on else None,
            "item": self.cited.item,
            "item_title": self.cited.item_title,
            "paragraph": paragraph.number,
            "kind": paragraph.kind,
            "page": paragraph.page,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "text": paragraph.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the answer, the markers of its citations, and how well they support it (0 to 1).

    Attributes:
        quoted: whether it is its quotes, word for word; else it was stated from records, or written.
    """

    text: str
    citations: tuple[int, ...]
    support: float
    quoted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a language model was asked for one answer: how often, how many tokens, with which prompts."""

    calls: int
    tokens_in: int
    tokens_out: int
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer or an abstention, with everything needed to check it.

    Attributes:
        asked_as: the question as it was understood, complete by itself.
        ranked: the passages that were weighed, best first; none where the records answered.
        filters: what was looked at first because the question names it, in words, by "body", "date" and "person".
        plan: what was looked for; None where there was no question to plan.
        trace: the steps that led here.
        dropped: how many sentences of a model's draft were not proved, and so are not shown.
        usage: what a language model was asked; None where there is none.
        model_error: in one sentence, why a language model gave less than it was to give.
    """

    question: Question
    asked_as: str
    status: Status
    reason: Reason | None
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    mode: str = "quoted"
    writer: str | None = None
    prompt: str | None = None
    ranked: tuple[Ranked, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    trace: Trace = field(default_factory=Trace)
    dropped: int = 0
    usage: Usage | None = None
    model_error: str | None = None

    @property
    def turn(self) -> Turn | None:
        """The answer as a turn that a follow-up may lean on; None where there was no plan."""
        meetings = tuple(dict.fromkeys(citation.cited.meeting for citation in self.citations))
        if self.plan is None:
            return None
        return Turn(plan=self.plan, cited=() if self.status is Status.ABSTAINED else meetings)

    @property
    def follows(self) -> bool:
        """Whether the question was understood by the one before it."""
        return bool(self.plan and self.plan.follows)

    @property
    def reworded(self) -> bool:
        """Whether the question was understood in other words than it was asked in, capitals and marks aside."""
        asked, understood = (re.findall(r"\w+", one.casefold()) for one in (self.question.text, self.asked_as))
        return asked != understood

    def record(self) -> dict[str, Any]:
        """The answer record, version 1, ready for JSON."""
        return {
            "version": 1,
            "question_id": self.question.id,
            "question": self.question.text,
            "asked_as": self.asked_as,
            "status": self.status,
            "reason": self.reason,
            "text": self.text,
            "filters": dict(self.filters),
            "sentences": [asdict(sentence) for sentence in self.sentences],
            "citations": [citation.record() for citation in self.citations],
            "mode": self.mode,
            "follows": self.follows,
            "writer": self.writer,
            "prompt": self.prompt,
            "dropped": self.dropped,
            "usage": asdict(self.usage) if self.usage else None,
            "model_error": self.model_error,
            "timings_ms": self.trace.timings_ms,
        }


Event = Step | Sentence | Answer
"""What is reported while a question is answered: each step done, each written sentence proved, at last the answer."""
