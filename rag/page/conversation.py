"""A conversation that the browser keeps: one question at a time comes in with those before it, its turn goes out."""

import logging
from asyncio import to_thread
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from contextlib import aclosing
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, Field

from rag.answers import LONGEST_QUESTION, Answer, Event, Question, fault_of
from rag.errors import MinutebookError, WrongUse
from rag.page.drawing import FILTERS, answered, pending
from rag.page.evidence import Ledger
from rag.plan import Plan, Turn
from rag.streaming import taken
from rag.words import say

REMEMBERED = 4  # earlier questions that a follow-up may lean on, each through the one before it
_log = logging.getLogger(__name__)
_Words = Annotated[str, Field(max_length=10 * LONGEST_QUESTION)]  # longer ones are no question in any case


class Kept(Protocol):
    """An answer as it was given: when (in UTC, ISO), to what, and its answer record."""

    @property
    def asked_on(self) -> str: ...  # noqa: D102
    @property
    def question(self) -> Question: ...  # noqa: D102
    @property
    def record(self) -> Mapping[str, Any]: ...  # noqa: D102


class KeptConversation(Protocol):
    """A conversation of somebody who signed in: when it was last changed (in UTC, ISO), and its questions in order."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def changed_on(self) -> str: ...  # noqa: D102
    @property
    def turns(self) -> Sequence[Mapping[str, Any]]: ...  # noqa: D102


class Service(Protocol):
    """What the page asks: it decides nothing itself."""

    @property
    def ready(self) -> bool:
        """Whether the models are loaded."""
        ...

    @property
    def examples(self) -> Sequence[str]:
        """Questions that these minutes answer."""
        ...

    def ask(self, question: Question, turns: Sequence[Turn] | None = None) -> Answer:
        """The answer, or an abstention with its reason; `turns` are the conversation's so far."""
        ...

    def stream(self, question: Question, turns: Sequence[Turn] | None = None) -> Generator[Event, None, None]:
        """The steps of an answer as they are done, its written sentences as they are proved, at last the answer."""
        ...

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for."""
        ...

    def thread(self, question: Question) -> Answer:
        """A matter across meetings."""
        ...

    def keep(self, answer: Answer) -> str:
        """The id under which an answer is kept from now on."""
        ...

    def kept(self, id: str, /) -> Kept:
        """The answer that is kept under an id; raises MinutebookError where there is none."""
        ...

    def changed(self, answer: Any, /) -> Sequence[str]:
        """What changed in the minutes behind a kept answer since it was given, a sentence each."""
        ...

    def feedback(self, answer: str, verdict: Any, note: str = "") -> None:
        """Keep what somebody says of a kept answer; raises MinutebookError where there is none."""
        ...

    def conversations(self, owner: str, /) -> Sequence[KeptConversation]:
        """The conversations of one person, the one changed last first."""
        ...

    def conversation(self, owner: str, id: str, /) -> Sequence[Mapping[str, Any]]:
        """The turns of one of them, each with the `record` of its answer where that may be read."""
        ...

    def converse(self, owner: str, id: str, turns: Sequence[Mapping[str, Any]], /) -> None:
        """Keep a conversation of one person; its answers are known by their ids."""
        ...

    def leave(self, owner: str, ids: Sequence[str], /) -> None:
        """Let go of some conversations of one person."""
        ...


class Asked(BaseModel):
    """A question as the browser sends it.

    Attributes:
        cited: the ids of the paragraphs that its answer cited, where it was answered.
    """

    text: _Words
    body: _Words | None = None
    since: _Words | None = None
    as_of: _Words | None = None
    without: frozenset[str] = frozenset()
    cited: tuple[_Words, ...] = Field(default=(), max_length=100)

    def question(self, earlier: Sequence["Asked"] = ()) -> Question:
        """The question, following the earlier ones of its conversation.

        Raises:
            WrongUse: it is empty or too long.
        """
        if fault := fault_of(self.text.strip()):
            raise WrongUse(fault)
        return Question(
            text=self.text.strip(),
            history=tuple(one.text for one in earlier),
            body=self.body or None,
            since=self.since or None,
            as_of=self.as_of or None,
            without=self.without.intersection(FILTERS),
        )


class Asking(BaseModel):
    """A question, its number in the conversation counted from 1, and those that it may follow on from, in order."""

    question: Asked
    number: int = Field(default=1, ge=1)
    earlier: tuple[Asked, ...] = Field(default=(), max_length=REMEMBERED)


def turns_before(service: Service, ledger: Ledger, earlier: Sequence[Asked]) -> tuple[Turn, ...]:
    """The earlier questions as a follow-up leans on them: planned again, which takes no model and no search.

    Raises:
        WrongUse: one of them is no question.
    """
    turns: tuple[Turn, ...] = ()
    for number, one in enumerate(earlier):
        plan = service.plan(one.question(earlier[:number]), turns)
        found = [cited.meeting for id in one.cited if (cited := ledger.paragraph(id))]
        turns += (Turn(plan=plan, cited=tuple(dict.fromkeys(found))),)
    return turns


async def converse(service: Service, ledger: Ledger, asking: Asking) -> AsyncIterator[dict[str, Any]]:
    """What the browser shows of a turn while its question is looked up, and then with the answer.

    Each is `html`; the last comes with the answer's `record`, or is a `notice` alone: a sentence on what went wrong.
    """
    seen: list[Event] = []
    try:
        question = asking.question.question(asking.earlier)
        waiting = pending(question.text, seen, number=asking.number)
        yield {"html": waiting}
        turns = await to_thread(turns_before, service, ledger, asking.earlier)
        async with aclosing(taken(service.stream(question, turns))) as events:
            async for event in events:
                seen.append(event)
                before, waiting = waiting, pending(question.text, seen, number=asking.number)
                if waiting != before:  # most steps tell a reader nothing
                    yield {"html": waiting}
        answer = seen[-1]
        assert isinstance(answer, Answer)
        yield await to_thread(given, service, ledger, answer, asking.number)
    except MinutebookError as error:
        yield {"notice": str(error)}
    except Exception:  # whatever it was, the person keeps the question and the page goes on
        _log.exception("A question could not be answered")
        yield {"notice": say("ask.unforeseen")}


def given(service: Service, ledger: Ledger, answer: Answer, number: int) -> dict[str, Any]:
    """The turn of an answer, which is kept, so that it has an address and can be judged."""
    record = {**answer.record(), "answer_id": service.keep(answer)}
    return {"html": answered(answer, ledger, number=number, id=record["answer_id"]), "record": record}
