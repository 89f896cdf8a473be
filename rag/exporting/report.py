"""What a report says, whatever it is written as: questions, answers, and the references that prove them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.answers import Status
from rag.minutes import readable
from rag.words import say, spoken

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One proof: where it stands, its exact words, and the document that they stand in."""

    marker: int
    label: str
    title: str
    quote: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question with its answer.

    Attributes:
        understood: the question as it was understood, where that is in other words.
        head: how far it was answered, in words.
        lines: the answer, each with the markers of its references.
        origin: whose words the answer is in.
        references_head: what the references are: proofs, or what came nearest.
    """

    question: str
    understood: str
    head: str
    lines: tuple[str, ...]
    origin: str
    references_head: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Questions and answers in order, and the day on which the report was made."""

    made_on: date
    sections: tuple[Section, ...]

    @property
    def made(self) -> str:
        """When and with what the report was made, in words."""
        return f"{say('report.made', day=spoken().day(self.made_on))} {say('report.caution')}"

    @property
    def name(self) -> str:
        """A name for its file: the first words of the first question, and the day."""
        words = re.findall(r"[a-z0-9]+", self.sections[0].question.lower())[:6] if self.sections else []
        return "-".join([*words, self.made_on.isoformat()])


def reported(records: Sequence[Mapping[str, Any]], made_on: date) -> Report:
    """The report of answer records."""
    return Report(made_on=made_on, sections=tuple(map(_section, records)))


def plain(text: object) -> str:
    """A text as plain words: no markup, no line ends, no signs that control a device."""
    return readable(_CONTROL.sub(" ", str(text or "")))


def _section(record: Mapping[str, Any]) -> Section:
    status, asked_as = Status(record["status"]), plain(record["asked_as"])
    question = plain(record["question"])
    same = re.findall(r"\w+", asked_as.casefold()) == re.findall(r"\w+", question.casefold())
    return Section(
        question=question,
        understood="" if same else asked_as,
        head=say(f"report.{status}"),
        lines=tuple(filter(None, map(plain, str(record["text"]).split("\n")))),
        origin="" if status is Status.ABSTAINED else _origin(record),
        references_head=say("evidence.nearest" if status is Status.ABSTAINED else "report.references"),
        references=tuple(map(_reference, record["citations"])),
    )


def _origin(record: Mapping[str, Any]) -> str:
    if record["mode"] != "quoted":
        return say("report.written")
    if record["sentences"] and all(one["quoted"] for one in record["sentences"]):
        return say("report.own_words")
    return say("report.stated")


def _reference(citation: Mapping[str, Any]) -> Reference:
    label, title = plain(citation["label"]), plain(citation["item_title"])
    return Reference(
        marker=citation["marker"],
        label=label,
        title="" if title in label else title,
        quote=plain(citation["quote"]),
        document=plain(citation["document"]),
    )
