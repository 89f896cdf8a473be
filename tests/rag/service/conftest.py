"""A service over three paragraphs, with an assistant that proves everything by one of them."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rag.answers import Answer, Citation, Event, Question, Sentence, Status
from rag.errors import WrongUse
from rag.evidence import Passage, Ranked
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Document
from rag.plan import Plan, Turn
from rag.service.keeping import Kept
from rag.service.service import Service
from rag.streaming import streamed
from rag.tracing import Step, Tell, Trace, ignore

WALL = "The churchyard wall was mended for £450."


def proved_by(cited: CitedParagraph, question: Question, trace: Trace | None = None) -> Answer:
    """An answer that is one paragraph."""
    quote, start, end = cited.paragraph.text, cited.paragraph.start, cited.paragraph.end
    return Answer(
        question=question,
        asked_as=question.text,
        status=Status.ANSWERED,
        reason=None,
        text=f"{quote} [1]",
        sentences=(Sentence(text=quote, citations=(1,), support=1.0),),
        citations=(Citation(marker=1, cited=cited, start=start, end=end, quote=quote),),
        plan=Plan(question=question.text, standalone=question.text),
        trace=trace or Trace(),
    )


class OneProof:
    """An assistant that answers with the wall, and remembers what it was asked.

    Attributes:
        waits: what it waits for before it answers.
        left: set once a stream of it was closed.
    """

    examples = ("What did the wall cost?",)

    def __init__(self, ledger: Ledger) -> None:
        self._cited = ledger.paragraphs_of("wall.txt")[1]
        self.asked: list[Question] = []
        self.waits, self.left = threading.Event(), threading.Event()
        self.waits.set()

    def answer(self, question: Question, turns: tuple[Turn, ...] | None = None, tell: Tell = ignore) -> Answer:
        self.asked.append(question)
        self.waits.wait(5)
        if question.text == "wrong?":
            raise WrongUse("'x' is no date; write it as 2024-01-31.")
        if question.text == "broken?":
            raise ZeroDivisionError("a secret")
        trace = Trace()
        trace.step("plan", lambda: None)
        return proved_by(self._cited, question, trace)

    def stream(self, question: Question, turns: tuple[Turn, ...] | None = None) -> Iterator[Event]:
        try:
            yield from streamed(partial(self._give, question))
        finally:
            self.left.set()

    def _give(self, question: Question, give: Callable[[Event], None]) -> None:
        give(Step(name="plan", result=None, ms=1.5))
        give(self.answer(question))

    def thread(self, question: Question) -> Answer:
        return self.answer(question)

    def search(self, question: Question) -> list[Ranked]:
        return [Ranked(passage=Passage(cited=self._cited), score=1.0, ranks={"words": 1})]


@pytest.fixture
def ledger(tmp_path: Path, document: Callable[..., Document]) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path, create=True)) as ledger:
        ledger.put(document("wall.txt", ["The wall was looked at.", WALL, "The mason was thanked."]))
        yield ledger


@pytest.fixture
def assistant(ledger: Ledger) -> OneProof:
    return OneProof(ledger)


@pytest.fixture
def service(tmp_path: Path, ledger: Ledger, assistant: OneProof) -> Iterator[Service]:
    loaded: Future[Any] = Future()
    loaded.set_result(assistant)
    with closing(Kept(tmp_path)) as kept:
        yield Service(ledger, kept, loaded)
