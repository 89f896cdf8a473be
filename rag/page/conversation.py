"""A conversation, turn by turn: what is asked, what goes wrong in words, and what the page shows meanwhile."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from rag.answers import LONGEST_QUESTION, Answer, Question
from rag.errors import MinutebookError, WrongUse
from rag.page.drawing import answered, notice, pending
from rag.page.evidence import Ledger

UNFORESEEN = "Something went wrong here, not in your question: see the window where Minutebook runs, then ask again."
_log = logging.getLogger(__name__)


class Assistant(Protocol):
    """Answers questions."""

    def answer(self, question: Question) -> Answer:
        """The answer, or an abstention with its reason."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of the conversation and how it is shown with its answer."""

    question: str
    html: str


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
    so_far, number = "".join(turn.html for turn in turns), len(turns) + 1
    try:
        question = question_asked(text, earlier=[turn.question for turn in turns])
        yield Shown(so_far + pending(question.text, number=number), "", "", turns)
        html = answered(assistant.answer(question), ledger, number=number)
    except MinutebookError as error:
        yield Shown(so_far, text, notice(str(error)), turns)
    except Exception:  # whatever it was, the person keeps the question and the page goes on
        _log.exception("A question could not be answered")
        yield Shown(so_far, text, notice(UNFORESEEN), turns)
    else:
        yield Shown(so_far + html, None, "", (*turns, Turn(question=question.text, html=html)))
