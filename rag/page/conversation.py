"""A conversation, turn by turn: what is asked, what goes wrong in words, and what the page shows meanwhile."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from rag.answers import LONGEST_QUESTION, Answer, Event, Question
from rag.errors import MinutebookError, WrongUse
from rag.page.drawing import FILTERS, answered, notice, pending
from rag.page.evidence import Ledger
from rag.plan import Turn as Planned

UNFORESEEN = "Something went wrong here, not in your question: see the window where Minutebook runs, then ask again."
_log = logging.getLogger(__name__)


class Assistant(Protocol):
    """Answers questions."""

    def answer(self, question: Question, turns: tuple[Planned, ...] | None = None) -> Answer:
        """The answer, or an abstention with its reason; `turns` are the conversation's so far."""
        ...

    def stream(self, question: Question, turns: tuple[Planned, ...] | None = None) -> Iterator[Event]:
        """The steps of an answer as they are done, its written sentences as they are proved, at last the answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of the conversation, how it is shown with its answer, and what a follow-up may lean on."""

    asked: Question
    html: str
    planned: Planned | None = None


class Shown(NamedTuple):
    """What the page shows at one moment; `question` is what stands in the box, None where it stays as it is."""

    conversation: str
    question: str | None
    notice: str
    turns: tuple[Turn, ...]


def question_asked(text: str, *, earlier: Sequence[str] = ()) -> Question:
    """The question, following the earlier ones of the conversation.

    Raises:
        WrongUse: it is empty or too long.
    """
    text = text.strip()
    if not text:
        raise WrongUse("The question is empty: type what you would like to know, then press Ask.")
    if len(text) > LONGEST_QUESTION:
        raise WrongUse(
            f"The question has {len(text):,} characters: shorten it to {LONGEST_QUESTION:,} at most, then press Ask."
        )
    return Question(text=text, history=tuple(earlier))


def converse(assistant: Assistant, ledger: Ledger, text: str, turns: tuple[Turn, ...]) -> Iterator[Shown]:
    """The page while the question is looked up, then with the answer or with a sentence on what went wrong."""
    try:
        question = question_asked(text, earlier=[turn.asked.text for turn in turns])
    except WrongUse as error:
        yield Shown("".join(turn.html for turn in turns), text, notice(str(error)), turns)
    else:
        yield from _turned(assistant, ledger, question, turns, box="")


def ask_wider(
    assistant: Assistant, ledger: Ledger, number: int, filter_: str, turns: tuple[Turn, ...]
) -> Iterator[Shown]:
    """The page while the question of a turn, counted from 1, is asked again without one of its filters, then after."""
    if not 1 <= number <= len(turns) or filter_ not in FILTERS:
        gone = "That question is no longer on the page: type it again, then press Ask."
        yield Shown("".join(turn.html for turn in turns), None, notice(gone), turns)
        return
    asked = turns[number - 1].asked
    wider = replace(asked, without=asked.without | {filter_})
    yield from _turned(assistant, ledger, wider, turns, box=None)


def _turned(
    assistant: Assistant, ledger: Ledger, question: Question, turns: tuple[Turn, ...], *, box: str | None
) -> Iterator[Shown]:
    """A turn more; `box` is what stands in the box meanwhile, which gets its question back where that fails."""
    so_far, number = "".join(turn.html for turn in turns), len(turns) + 1
    failed = None if box is None else question.text
    told: list[Event] = []
    try:
        waiting = pending(question.text, told, number=number)
        yield Shown(so_far + waiting, box, "", turns)
        earlier = turns[: len(question.history)]  # asked again, a question follows what it first followed
        for event in assistant.stream(question, tuple(turn.planned for turn in earlier if turn.planned)):
            told.append(event)
            before, waiting = waiting, pending(question.text, told, number=number)
            if waiting != before:  # most steps tell a reader nothing
                yield Shown(so_far + waiting, None, "", turns)
        answer = told[-1]
        assert isinstance(answer, Answer)
        html = answered(answer, ledger, number=number)
    except MinutebookError as error:
        yield Shown(so_far, failed, notice(str(error)), turns)
    except Exception:  # whatever it was, the person keeps the question and the page goes on
        _log.exception("A question could not be answered")
        yield Shown(so_far, failed, notice(UNFORESEEN), turns)
    else:
        yield Shown(so_far + html, None, "", (*turns, Turn(asked=question, html=html, planned=answer.turn)))
