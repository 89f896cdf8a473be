"""The service over one home: the one object that the page, HTTP, MCP and the command line ask."""

import logging
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from rag.answers import Answer, Event, Question
from rag.errors import ServiceBusy, UnknownAnswer
from rag.evidence import Ranked
from rag.grounding.citation import faults
from rag.home import assert_usable, opened, read_earlier
from rag.ledger import GuardedLedger, Ledger
from rag.plan import Plan, Turn
from rag.service.judged import judged
from rag.service.keeping import Conversation, Kept, KeptAnswer, Verdict
from rag.service.metrics import Metrics
from rag.service.paragraphs import InContext, in_context
from rag.settings import Settings

if TYPE_CHECKING:  # it brings the indexes and models, which load while the service is up already
    from rag.assistant import Assistant

_AT_ONCE = 2  # questions answered side by side: more than cores, and each takes longer for no gain
_WAITING = 32  # questions that wait for their turn: of more the last would wait longer than anybody does
_log = logging.getLogger(__name__)
_PATIENCE = 30.0  # seconds that a question waits for its turn


class Service:
    """Answers for one home, to several threads at once; every question and every paragraph goes through it."""

    def __init__(self, ledger: Ledger, kept: Kept, assistant: "Future[Assistant]", *, at_once: int = _AT_ONCE) -> None:
        """`assistant` is there once the models are loaded; who asks before that waits for it."""
        self.ledger, self.metrics = ledger, Metrics(lambda: len(ledger.unindexed("dense")))
        self._kept, self._assistant = kept, assistant
        self._turns, self._places = BoundedSemaphore(at_once), BoundedSemaphore(at_once + _WAITING)
        assistant.add_done_callback(lambda loaded: None if loaded.exception() else self.metrics.ready())

    @property
    def assistant(self) -> "Assistant":
        """What answers, once it is loaded; raises what went wrong as it was, such as HomeDamaged."""
        return self._assistant.result()

    @property
    def ready(self) -> bool:
        """Whether the models are loaded; raises what went wrong as they were."""
        return self._assistant.done() and bool(self._assistant.result())

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions that these minutes answer; the first call asks some to find out."""
        return self.assistant.examples

    def ask(self, question: Question, turns: Sequence[Turn] | None = None) -> Answer:
        """A cited answer, or an abstention with its reason; `turns` are those of the conversation so far.

        Without turns the question's history is answered first. Raises ServiceBusy; WrongUse where a bound isn't clear.
        """
        with self._turn():
            answer = self.assistant.answer(question, None if turns is None else tuple(turns))
        self.metrics.answered(answer)
        return answer

    def stream(self, question: Question, turns: Sequence[Turn] | None = None) -> Generator[Event, None, None]:
        """The steps of an answer as they are done, its written sentences as they are proved, and then the answer.

        Closing the iterator stops the model. Raises what `ask` raises.
        """
        with (
            self._turn(),
            closing(self.assistant.stream(question, None if turns is None else tuple(turns))) as events,
        ):
            for event in events:
                if isinstance(event, Answer):
                    self.metrics.answered(event)
                yield event

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for, after earlier turns of the conversation; raises WrongUse as `ask` does."""
        return self.assistant.plan(question, turns)

    def thread(self, question: Question) -> Answer:
        """The matter that the question's words name, across meetings, its latest position first; raises ServiceBusy."""
        with self._turn():
            return self.assistant.thread(question)

    def search(self, question: Question) -> Sequence[Ranked]:
        """The passages that may answer, best first; nothing is read in them. Raises ServiceBusy."""
        with self._turn():
            return self.assistant.search(question)

    def paragraph(self, id: str, *, before: int = 1, after: int = 1) -> InContext:
        """The paragraph that has or had this id, in its context; raises UnknownParagraph."""
        return in_context(self.ledger, id, before=before, after=after)

    def keep(self, answer: Answer, id: str | None = None) -> str:
        """The id under which an answer is kept from now on: a new one that nobody can guess, or the one given."""
        return self._kept.keep(answer, id)

    def kept(self, id: str) -> KeptAnswer:
        """The answer that is kept under an id, as it was given; raises UnknownAnswer.

        To whoever may read only what is public there is none that cites anything else.
        """
        answer = self._kept.kept(id)
        cited = [citation["paragraph_id"] for citation in answer.record["citations"]]
        if self.ledger.is_public and (answer.exempt or self.ledger.exempt(cited)):
            raise UnknownAnswer(f"There is no answer {id!r} for the public; sign in as an officer to see it.")
        return answer

    def changed(self, answer: KeptAnswer) -> tuple[str, ...]:
        """What changed in the minutes behind an answer since it was given, a sentence each; none where all holds."""
        return tuple(faults(answer.record, self.ledger))

    def feedback(self, answer: str, verdict: Verdict, note: str = "", paragraph: str | None = None) -> None:
        """Keep what somebody says of a kept answer.

        `paragraph` is the id of one that proves the right answer, where they name one. Raises UnknownAnswer, or
        UnknownParagraph.
        """
        if paragraph is not None:
            paragraph = self.paragraph(paragraph).cited.id
        self._kept.say(answer, verdict, note, paragraph)

    def conversations(self, owner: str) -> Sequence[Conversation]:
        """The conversations that one person had, the one changed last first."""
        return self._kept.conversations(owner)

    def conversation(self, owner: str, id: str) -> Sequence[Mapping[str, Any]]:
        """The turns of a conversation of one person, none where they have no such one.

        Each answered one comes with the `record` of its answer; where that may not be read now, or is gone, it is
        `failed` and says why in `said`.
        """
        kept = next((one for one in self._kept.conversations(owner) if one.id == id), None)
        return [self._answered(turn) for turn in kept.turns] if kept else []

    def converse(self, owner: str, id: str, turns: Sequence[Mapping[str, Any]]) -> None:
        """Keep a conversation of one person; its answers are known by their ids."""
        self._kept.converse(owner, id, turns)

    def leave(self, owner: str, ids: Collection[str]) -> None:
        """Let go of some conversations of one person."""
        self._kept.leave(owner, ids)

    def _answered(self, turn: Mapping[str, Any]) -> Mapping[str, Any]:
        """A turn with its answer."""
        if turn["answer"] is None:
            return turn
        try:
            return {**turn, "record": {**self.kept(turn["answer"]).record, "answer_id": turn["answer"]}}
        except UnknownAnswer as error:
            return {**turn, "state": "failed", "said": str(error)}

    def judged(self) -> Mapping[str, Any]:
        """What people said of answers: `questions` are lines of a question file, `open` is what proves nothing yet."""
        return judged(self._kept.said(), self.ledger)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """A turn at answering, waited for; raises ServiceBusy where too many wait, or this one did for too long."""
        with ExitStack() as held:
            with self.metrics.waiting():
                for semaphore, patience in ((self._places, 0.0), (self._turns, _PATIENCE)):
                    if not semaphore.acquire(timeout=patience):
                        self.metrics.refused()
                        raise ServiceBusy("Too many questions are being answered just now; ask again in half a minute.")
                    held.callback(semaphore.release)
            held.enter_context(self.metrics.in_flight())
            yield


@contextmanager
def open_service(settings: Settings) -> Iterator[Service]:
    """The service over the home of the settings, which no other process may use meanwhile; its models load by and by.

    Raises HomeError where the home is locked, empty, damaged or made by another embedding model; StorageFailure.
    """
    with (
        opened(settings, ledger_of=GuardedLedger) as ledger,
        closing(Kept(settings.home, settings.server)) as kept,
        ExitStack() as parts,
        ThreadPoolExecutor(1, "loading") as loading,
    ):
        assert_usable(ledger, settings.embedder, settings.home)
        if earlier := read_earlier(ledger):
            _log.warning(earlier)
        kept.forget(settings.keep_days)
        yield Service(ledger, kept, loading.submit(_loaded, settings, ledger, parts))


def _loaded(settings: Settings, ledger: Ledger, parts: ExitStack) -> "Assistant":
    from rag.assistant import assistant_over, chat_of

    assistant = parts.enter_context(assistant_over(ledger, settings, chat_of(settings)))
    assistant.warm()
    return assistant
