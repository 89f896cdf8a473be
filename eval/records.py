"""Answer records as the harness reads them, ours or any other system's: only what scoring needs is asked for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from rag.answers import Answer, Status
from rag.errors import WrongUse
from rag.files import complaint
from rag.sentences import sentences

_MARKERS = re.compile(r"\[(\d+)\](?:–\[(\d+)\])?")


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Said(_Part):
    """A sentence of an answer and the markers of its citations; `quoted` where it claims to be its quotes."""

    text: str
    citations: tuple[int, ...] = ()
    quoted: bool = False


class Cited(_Part):
    """A citation: the document, the words that it points at, and the quote from them where there is one."""

    marker: int
    document: str
    text: str
    quote: str | None = None
    label: str = ""
    body: str = ""
    held_on: str | None = None
    item: str = ""
    item_title: str = ""


class Found(_Part):
    """A passage that was found; its ranks by list, from 1, or none where the order found is the only list."""

    document: str
    text: str
    held_on: str | None = None
    ranks: Mapping[str, int] = {}


class AnswerRecord(_Part):
    """An answer record: `text` is enough; without `sentences` they are split from it, with the markers in them.

    A text without any marker rests on all its citations. Without a status an empty text is an abstention.
    """

    question_id: str | None = None
    status: Status = Status.ANSWERED
    reason: str | None = None
    text: str = ""
    sentences: tuple[Said, ...] = ()
    citations: tuple[Cited, ...] = ()
    mode: str = "written"
    writer: str | None = None
    prompt: str | None = None
    retrieved: tuple[Found, ...] | None = None
    tokens: int | None = None
    cost: float | None = None
    dropped: int = 0
    model_error: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_sentences(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        text = str(given.get("text") or "")
        filled = {"status": Status.ANSWERED if text.strip() else Status.ABSTAINED, **given}
        if usage := given.get("usage"):
            filled.setdefault("tokens", usage.get("tokens_in", 0) + usage.get("tokens_out", 0))
        citations = given.get("citations") or ()
        filled["citations"] = [{"marker": n, **one} for n, one in enumerate(citations, 1) if isinstance(one, Mapping)]
        if "sentences" not in given and filled["status"] != Status.ABSTAINED:
            filled["sentences"] = list(_split(text, [one["marker"] for one in filled["citations"]]))
        return filled

    @property
    def is_said(self) -> bool:
        """Whether the question was answered, wholly or in part."""
        return self.status is not Status.ABSTAINED


def _split(text: str, given: list[int]) -> Iterator[dict[str, Any]]:
    unmarked = not markers(text)
    # "It was so. [1]": the marker belongs to the sentence before it
    whole = re.sub(r"([.!?]+)((?:\s*\[\d+\])+)", r"\2\1", text)
    for start, end in sentences(whole):
        written = whole[start:end]
        bare = " ".join(re.sub(r"\s*" + _MARKERS.pattern, "", written).split())
        if re.search(r"\w", bare):
            yield {"text": bare, "citations": given if unmarked else markers(written)}


def markers(text: str) -> list[int]:
    """The markers that a text shows, in order; "[1]–[4]" stands for four."""
    runs = (range(int(first), int(last or first) + 1) for first, last in _MARKERS.findall(text))
    return list(dict.fromkeys(marker for run in runs for marker in run))


def recorded(answer: Answer) -> AnswerRecord:
    """The record of one of our own answers."""
    return AnswerRecord.model_validate(answer.record())


def parsed(raw: Mapping[str, Any]) -> AnswerRecord:
    """The record that some JSON holds.

    Raises WrongUse where it is none.
    """
    try:
        return AnswerRecord.model_validate(raw)
    except ValidationError as error:
        raise WrongUse(
            f"This is no answer record ({complaint(error)}); give `text`, and for each citation `document` and `text`."
        ) from error
