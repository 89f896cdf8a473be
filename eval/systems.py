"""The systems that can be measured: a home of ours, and anybody's by a file, an address, a command or a function."""

import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, Self

from eval.questions import GoldQuestion
from eval.running import ParagraphSource, Trouble, Verify, as_question, find_proof
from rag.answers import Answer, Question
from rag.errors import WrongUse
from rag.evidence import Ranked
from rag.files import read_lines
from rag.plan import Plan

KEPT = 20  # passages of each list that an answer record keeps
_TRIES, _WAIT = 3, 0.5  # of a call over the network; seconds before the second, doubled before the next
_TEXT = ("text", "answer", "result", "output", "content")
_CONTEXT = ("context", "source_documents", "documents")


class Answering(Protocol):
    """The assistant, as far as the evaluation needs it."""

    @property
    def ledger(self) -> ParagraphSource:
        """Where the proving paragraphs are looked up."""

    def passages(self, plan: Plan) -> Sequence[Ranked]:
        """The passages that may answer a plan, best first."""

    def answer(self, question: Question) -> Answer:
        """The answer, or an abstention."""


class HomeSystem:
    """Our own assistant over a home."""

    together = 1

    def __init__(self, assistant: Answering, verify: Verify | None = None) -> None:
        self._assistant, self._verify = assistant, verify

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """Its record with the first passages of each list that it weighed.

        Where it was answered from records or not at all, what would have been found: finding is measured over the same
        questions whatever answers them.
        """
        started = perf_counter()
        answer = self._assistant.answer(as_question(question))
        taken = 1000 * (perf_counter() - started)
        ranked = answer.ranked
        if answer.plan and question.answerable and not ranked:
            ranked = tuple(self._assistant.passages(answer.plan))
        return {**answer.record(), "retrieved": retrieved(ranked), "milliseconds": taken}

    def troubles(self, question: GoldQuestion) -> tuple[Trouble, ...]:
        """The proving places that aren't in the ledger."""
        proofs = (find_proof(place, self._assistant.ledger) for place in question.gold)
        return tuple(Trouble(place=proof.place, why=proof.trouble) for proof in proofs if proof.trouble)

    def faults(self, record: Mapping[str, Any]) -> tuple[str, ...] | None:
        """What is wrong with a record by the ledger; None where nothing verifies it."""
        return tuple(self._verify(record)) if self._verify else None


def retrieved(ranked: Sequence[Ranked]) -> list[dict[str, Any]]:
    """The first passages of each list, with their ranks in these: by route, fused, and as they were read.

    Deeper down the vectors' approximate search doesn't give the same ranks twice.
    """
    fused = {one.cited.id: rank for rank, one in enumerate(by_fusion(ranked), 1)}
    found = []
    for rank, one in enumerate(ranked, 1):
        routes = {way: one.ranks[way] for way in ("meaning", "words") if way in one.ranks}
        ranks = {**routes, "fused": fused[one.cited.id], "read": rank}
        if first := {name: place for name, place in ranks.items() if place <= KEPT}:
            cited = one.cited
            held_on = cited.held_on.isoformat() if cited.held_on else None
            found.append({"document": cited.document, "held_on": held_on, "text": cited.paragraph.text, "ranks": first})
    return found


def by_fusion(passages: Iterable[Ranked]) -> list[Ranked]:
    """The passages as the fused routes ordered them, before reranking."""
    return sorted(passages, key=lambda one: (-one.features.get("fused", 0.0), one.cited.id))


class _Foreign:
    together = 1

    def troubles(self, question: GoldQuestion) -> tuple[Trouble, ...]:
        """None: what it has isn't known."""
        return ()

    def faults(self, record: Mapping[str, Any]) -> None:
        """None: there is no ledger to hold its records against."""


class RecordedSystem(_Foreign):
    """Answers that were given before: by question, by `question_id`, or else in order."""

    def __init__(self, records: Sequence[Mapping[str, Any]], questions: Sequence[GoldQuestion]) -> None:
        named = any(record.get("question_id") for record in records)
        self._records: dict[tuple[str, str | None], Mapping[str, Any]] = {}
        for place, record in enumerate(records):
            if named:
                # two sets of questions may have the same ids
                self._records[str(record.get("question_id")), record.get("question")] = record
            elif place < len(questions):
                self._records[questions[place].id, questions[place].question] = record

    def find(self, question: GoldQuestion) -> Mapping[str, Any] | None:
        """The record of a question; None where there is none."""
        return self._records.get((question.id, question.question)) or self._records.get((question.id, None))

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """The record of that question, with the time it took where it tells; raises LookupError where there is none."""
        record = self.find(question)
        if record is None:
            raise LookupError(f"the file has no answer to {question.id!r}")
        return {"milliseconds": None, **record}


def recorded_answers(file: Path, questions: Sequence[GoldQuestion]) -> RecordedSystem:
    """The system of a file of answer records.

    Raises WrongUse where the file can't be read or holds none.
    """
    records = [line.held for line in read_lines(file)]
    if not records:
        raise WrongUse(f"{str(file)!r} holds no answer records; give one JSON object a line.")
    return RecordedSystem(records, questions)


class HttpSystem(_Foreign):
    """A service that is sent {"question", "history", "id"} as JSON and gives back an answer record."""

    def __init__(self, address: str, *, together: int = 4, seconds: float = 120.0) -> None:
        import httpx

        self.together = together
        self._address = address
        self._client = httpx.Client(timeout=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """What it answers; a connection that fails or a server that fails is tried three times in all."""
        import httpx

        for turn in range(1, _TRIES + 1):
            try:
                response = self._client.post(self._address, json=_asked(question))
                if response.status_code < 500:
                    response.raise_for_status()
                    return as_record(response.json())
                failure: Exception = ConnectionError(f"the service answered {response.status_code}")
            except httpx.TransportError as error:
                failure = error
            if turn < _TRIES:
                time.sleep(_WAIT * 2 ** (turn - 1))
        raise failure


class CommandSystem(_Foreign):
    """A program that prints an answer: a record in JSON, or just its text. `{question}` stands for the question."""

    def __init__(self, command: str, *, seconds: float = 120.0) -> None:
        self._command, self._seconds = shlex.split(command), seconds
        if not any("{question}" in part for part in self._command):
            raise WrongUse(f"{command!r} has no place for the question; write {{question}} where it belongs.")

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """What it prints."""
        command = [part.replace("{question}", question.question) for part in self._command]
        done = subprocess.run(command, capture_output=True, text=True, timeout=self._seconds, check=True)
        try:
            return as_record(json.loads(done.stdout))
        except json.JSONDecodeError:
            return as_record(done.stdout.strip())


class PythonSystem(_Foreign):
    """A Python function of a question, or an object with `invoke`, as LangChain's runnables have it."""

    def __init__(self, name: str) -> None:
        module, _, attribute = name.partition(":")
        if (here := str(Path.cwd())) not in sys.path:  # an installed command doesn't look in the working folder
            sys.path.insert(0, here)
        try:
            found = getattr(import_module(module), attribute)
        except (ImportError, AttributeError, ValueError) as error:
            raise WrongUse(f"There is no {name!r} ({error}); give package.module:function.") from error
        self._call: Callable[[str], Any] = getattr(found, "invoke", found)

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        """What it gives back, as an answer record."""
        return as_record(self._call(question.question))


def _asked(question: GoldQuestion) -> dict[str, Any]:
    return {"id": question.id, "question": question.question, "history": list(question.history)}


def as_record(given: Any) -> dict[str, Any]:
    """An answer record from whatever a system gives: a record, a text, a message, or a chain's answer and context.

    Documents of the context are cited by the file name of their `source`; where the text has no markers of its own, it
    rests on all of them.
    """
    if not isinstance(given, Mapping):
        return {"text": str(getattr(given, "content", given) or "")}
    record = dict(given)
    if "text" not in record:
        record["text"] = str(next((record[key] for key in _TEXT if isinstance(record.get(key), str)), ""))
    if "citations" not in record:
        context: list[Any] = next((record.pop(key) for key in _CONTEXT if isinstance(record.get(key), list)), [])
        passages = [_passage(one) for one in context]
        record["citations"] = [{"marker": n, **passage} for n, passage in enumerate(passages, 1)]
        record.setdefault("retrieved", passages or None)
    return {key: value for key, value in record.items() if key not in _CONTEXT}


def _passage(document: Any) -> dict[str, str]:
    if isinstance(document, Mapping):
        held = {**document, **(document.get("metadata") or {})}
        text = held.get("page_content") or held.get("text") or ""
    else:
        held, text = getattr(document, "metadata", {}), getattr(document, "page_content", str(document))
    name = re.split(r"[\\/]", str(held.get("source") or held.get("document") or ""))[-1]
    return {"document": name, "text": str(text)}
