"""What goes over the wire: requests and responses as OpenAPI describes them, each with an example."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.answers import Question, Reason, Status
from rag.minutes import Kind
from rag.service.keeping import Verdict

Text = Annotated[str, StringConstraints(max_length=4000)]
"""A question; one that is longer than can be answered is answered by saying so."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Wire):
    """A question, with what was asked before it and the bounds within which it is to be answered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "What was the final cost of the East Thorle bus shelter?"},
                {
                    "question": "And who paid for it?",
                    "history": ["What did mending the town clock cost?"],
                    "body": "Haverleigh Town Council",
                    "as_of": "2024-12-31",
                },
            ]
        }
    )
    question: Text
    history: Annotated[list[Text], Field(max_length=50, description="what was asked before, the oldest first")] = []
    since: Annotated[
        str | None, Field(max_length=100, description="nothing minuted before this day counts: 2023-01-31")
    ] = None
    as_of: Annotated[
        str | None, Field(max_length=100, description="nothing minuted after this day counts: 2024-01-31")
    ] = None
    body: Annotated[str | None, Field(max_length=300, description="only minutes of bodies with this name answer")] = (
        None
    )
    without: Annotated[
        list[Literal["body", "date", "person"]],
        Field(max_length=3, description="look everywhere, although the question names a body, a date, a person"),
    ] = []
    id: Annotated[str | None, Field(max_length=200, description="comes back as `question_id`")] = None

    def asked(self) -> Question:
        """The question as the pipeline takes it."""
        return Question(
            text=self.question,
            id=self.id,
            history=tuple(self.history),
            since=self.since,
            as_of=self.as_of,
            body=self.body,
            without=frozenset(self.without),
        )


class SentenceRecord(_Wire):
    """A sentence of an answer, with the markers of its citations."""

    text: str
    citations: list[int]
    support: float
    quoted: bool


class CitationFields(BaseModel):
    """What an answer record says of a proof: `quote` is exactly the document's text[start:end]."""

    marker: int
    document: str
    digest: str
    paragraph_id: str
    label: str
    body: str
    held_on: date | None
    item: str
    item_title: str
    paragraph: str
    kind: Kind
    page: int | None
    start: int
    end: int
    quote: str
    text: str


class CitationRecord(CitationFields, _Wire):
    """A proof, with nothing beyond these fields."""


class UsageRecord(_Wire):
    """What a language model was asked for one answer."""

    calls: int
    tokens_in: int
    tokens_out: int
    prompts: list[str]


class AnswerRecord(_Wire):
    """An answer record, version 1: fields may come, none changes. `answer_id` is the one of its permalink."""

    model_config = ConfigDict(extra="allow")
    version: Literal[1]
    question_id: str | None
    question: str
    asked_as: str
    status: Status
    reason: Reason | None
    text: str
    filters: dict[str, str]
    sentences: list[SentenceRecord]
    citations: list[CitationRecord]
    mode: str
    follows: bool
    writer: str | None
    prompt: str | None
    dropped: int
    usage: UsageRecord | None
    model_error: str | None
    timings_ms: dict[str, float]
    answer_id: str | None = None


class KeptRecord(_Wire):
    """An answer as it was given, and what changed in the minutes behind it since."""

    answer_id: str
    asked_on: str
    asked: Ask
    record: AnswerRecord
    changed: Annotated[list[str], Field(description="a sentence for each change; none where every citation holds")]


class ParagraphRecord(_Wire):
    """A paragraph; boxes are page, left, top, right, bottom in points from the page's top left corner."""

    paragraph_id: str
    label: str
    document: str
    kind: Kind
    number: str
    page: int | None
    boxes: list[tuple[int, float, float, float, float]]
    start: int
    end: int
    text: str


class ParagraphInContext(ParagraphRecord):
    """A paragraph with its neighbours, and what is to be known of its minutes."""

    digest: str
    item: str
    item_title: str
    body: str
    held_on: date | None
    draft: bool
    exempt: bool
    ocr: bool
    confidence: float | None
    link: str | None
    superseded_by: str | None
    remarks: list[str]
    before: list[ParagraphRecord]
    after: list[ParagraphRecord]


class Found(_Wire):
    """A paragraph that may answer, and how it was found."""

    paragraph: ParagraphRecord
    score: float
    found: str


class FeedbackGiven(_Wire):
    """What somebody says of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"answer_id": "b0Xc…", "verdict": "wrong", "note": "That is the tender."}]}
    )
    answer_id: Annotated[str, Field(max_length=100)]
    verdict: Verdict
    note: Annotated[str, Field(max_length=2000)] = ""
    paragraph_id: Annotated[
        str | None, Field(max_length=100, description="a paragraph that proves the right answer")
    ] = None


class Judged(_Wire):
    """What people said of answers."""

    questions: Annotated[list[dict[str, Any]], Field(description="lines of a question file")]
    open: Annotated[list[dict[str, str]], Field(description="judged without saying what is right")]


class Health(_Wire):
    """How the service stands."""

    status: Literal["ok", "loading"]


class Problem(BaseModel):
    """What went wrong, after RFC 9457; `detail` ends with the way out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:minutebook:error:UnknownParagraph",
                    "title": "No paragraph in the ledger has that id",
                    "status": 404,
                    "detail": "The paragraph 'abc' never stood in the ledger; `minutebook ask` prints the ids of what "
                    "it cites.",
                }
            ]
        }
    )
    type: str = "about:blank"
    title: str
    status: int
    detail: str


def ask_of(asked: Question) -> dict[str, Any]:
    """A question as it is sent."""
    fields = asdict(asked)
    return {"question": fields.pop("text"), **fields, "history": list(asked.history), "without": sorted(asked.without)}
