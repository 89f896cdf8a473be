"""Who answers for the command line: the service that runs on a home, or the home opened for this one command."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.service.client import Said, running

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.ledger import Ledger
    from rag.question import Question
    from rag.settings import Settings


class Answering(Protocol):
    """Answers as records for programs, and as text for a terminal; both the same whoever answers."""

    def record(self, question: "Question") -> Mapping[str, Any]:
        """The answer record of a question."""
        ...

    def text(self, question: "Question", *, ids: bool = False, explain: bool = False) -> Said:
        """An answer as a terminal shows it, with every step where they are to be explained."""
        ...

    def thread_record(self, question: "Question") -> Mapping[str, Any]:
        """The answer record of a matter across meetings."""
        ...

    def thread_text(self, question: "Question", *, ids: bool = False) -> Said:
        """A matter across meetings as a terminal shows it."""
        ...


class _Here:
    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant

    def record(self, question: "Question") -> Mapping[str, Any]:
        return self._assistant.answer(question).record()

    def text(self, question: "Question", *, ids: bool = False, explain: bool = False) -> Said:
        from rag.printing import printed

        answer = self._assistant.answer(question)
        return Said(printed(answer, ids=ids, explain=explain), answer.status)

    def thread_record(self, question: "Question") -> Mapping[str, Any]:
        return self._assistant.thread(question).record()

    def thread_text(self, question: "Question", *, ids: bool = False) -> Said:
        from rag.printing import printed

        answer = self._assistant.thread(question)
        return Said(printed(answer, ids=ids), answer.status)


@contextmanager
def answering(home: Path, settings: "Callable[[], Settings]") -> Iterator[Answering]:
    """Who answers for a home; the settings are read only where no service runs on it.

    Raises what opening a home raises.
    """
    if service := running(home):
        yield service
        return
    from rag.assistant import open_assistant

    with open_assistant(settings()) as assistant:
        yield _Here(assistant)


class Showing(Protocol):
    """Paragraphs in their context, as records for programs and as text for a terminal."""

    def paragraph_record(self, id: str) -> Mapping[str, Any]:
        """The paragraph that has or had this id."""
        ...

    def paragraph_text(self, id: str) -> str:
        """The same as a terminal shows it."""
        ...


class _FromLedger:
    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger

    def paragraph_record(self, id: str) -> Mapping[str, Any]:
        from rag.service.paragraphs import in_context

        return in_context(self._ledger, id).record()

    def paragraph_text(self, id: str) -> str:
        from rag.service.paragraphs import in_context

        return in_context(self._ledger, id).printed()


@contextmanager
def showing(home: Path, settings: "Callable[[], Settings]") -> Iterator[Showing]:
    """Who shows paragraphs of a home, with settings as above; raises what opening a home raises."""
    if service := running(home):
        yield service
        return
    from rag.home import opened

    with opened(settings()) as ledger:
        yield _FromLedger(ledger)


def judged(home: Path, settings: "Callable[[], Settings]") -> Mapping[str, Any]:
    """What people said of a home's answers: `questions` are lines of a question file, `open` proves nothing yet.

    Raises what opening a home raises.
    """
    if service := running(home):
        return service.judged()
    from rag.home import opened
    from rag.service.judged import judged
    from rag.service.keeping import Kept

    made = settings()
    with opened(made) as ledger, closing(Kept(home, made.server)) as kept:
        return judged(kept.said(), ledger)
