"""Question in, answer out: the records that leave the pipeline, and their JSON (answer record, version 1)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from rag.minutes import CitedParagraph

_LEGS = {
    "meaning": "by meaning",
    "words": "by words",
    "time": "by words at that time",
    "meeting": "by words at that meeting",
}
LONGEST_QUESTION = 1000  # characters: a longer one holds more than one matter


class Reason(StrEnum):
    """Why an answer is partial or withheld."""

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
class Question:
    """What was asked, after which earlier questions, and within which bounds.

    Attributes:
        without: the filters set by the question's own words that were taken off: "body", "date".
    """

    text: str
    id: str | None = None
    history: tuple[str, ...] = ()
    as_of: str | None = None
    body: str | None = None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A paragraph under consideration, and why it stayed or fell.

    Attributes:
        ranks: its rank in each leg that found it, from 1; none where it came with one that was found.
        fused: the sum of its reciprocal ranks.
        features: what its score is made of, by name.
    """

    cited: CitedParagraph
    score: float
    ranks: Mapping[str, int]
    fused: float
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def found(self) -> str:
        """How it was found, in words."""
        legs = ", ".join(f"{_LEGS[leg]} {rank}" for leg, rank in self.ranks.items())
        return f"found {legs or 'beside another'}"


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
    """A sentence of the answer, the markers of its citations, and how well they support it (0 to 1)."""

    text: str
    citations: tuple[int, ...]
    support: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer or an abstention, with everything needed to check it.

    Attributes:
        filters: what was looked at first because the question names it, in words, by "body" and "date".
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
    timings_ms: dict[str, float] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)

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
            "sentences": [asdict(sentence) for sentence in self.sentences],
            "citations": [citation.record() for citation in self.citations],
            "mode": self.mode,
            "writer": self.writer,
            "prompt": self.prompt,
            "timings_ms": self.timings_ms,
        }
