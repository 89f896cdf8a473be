"""Builds the pipeline from the settings: the only place that chooses implementations."""

import logging
from collections.abc import AsyncGenerator, Generator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.answers import Answer, Event, Question
from rag.evidence import Ranked
from rag.examples import examples
from rag.home import assert_usable, opened
from rag.ledger import Ledger
from rag.pipeline import Pipeline
from rag.plan import Intent, Plan, Turn
from rag.settings import ModelPart, ModelReading, Settings
from rag.streaming import streamed, taken
from rag.telemetry import note, span
from rag.tracing import Tell, ignore

if TYPE_CHECKING:  # LangChain is imported where a model is named, or a chain asks for documents
    from rag.chat_models import Chat
    from rag.grounding.verify import Checker
    from rag.retrieval.documents import DocumentRetriever

_log = logging.getLogger(__name__)
_REMEMBERED = 4  # earlier questions of a conversation that are answered where only their texts are known
_FIRST = "What was said about the state of the footpaths?"  # no record answers it, so every part comes into use


class Assistant:
    """Answers questions about the minutes of one home."""

    def __init__(self, pipeline: Pipeline, chat: "Chat | None" = None, quoting: Pipeline | None = None) -> None:
        """`chat` is the language model that works in the pipeline, if any does; `quoting` is one without it."""
        self.pipeline, self._chat, self._quoting = pipeline, chat, quoting or pipeline

    @property
    def retriever(self) -> "DocumentRetriever":
        """What finds the paragraphs of a question for a LangChain chain: `assistant.retriever | format | model`."""
        from rag.retrieval.documents import DocumentRetriever

        return DocumentRetriever(retriever=self.pipeline.retriever)

    @property
    def ledger(self) -> Ledger:
        """The ledger that answers rest on."""
        return self.pipeline.ledger

    @span("answer")
    def answer(self, question: Question, turns: tuple[Turn, ...] | None = None, tell: Tell = ignore) -> Answer:
        """A cited answer, or an abstention with its reason; meanwhile each step and each written sentence is reported.

        `turns` are those of the conversation so far; without them the question's history is answered first.
        """
        turns = self._turns(question) if turns is None else turns
        if self._chat:
            with self._chat.question() as spent:
                answer = self.pipeline.answer(question, turns, tell)
            answer = replace(answer, usage=spent.usage, model_error=spent.problem)
        else:
            answer = self.pipeline.answer(question, turns, tell)
        note(status=answer.status, reason=answer.reason, model_failed=int(bool(answer.model_error)))
        _log.info(
            "answered", extra={"status": answer.status, "reason": answer.reason, "ms": answer.trace.timings_ms["total"]}
        )
        _log.debug("understood", extra={"question": question.text, "as": answer.asked_as, **answer.trace.timings_ms})
        if answer.plan and answer.plan.intent is Intent.HELP and self.examples:
            return replace(answer, text=f"{answer.text} For example: {' '.join(self.examples)}")
        return answer

    def stream(self, question: Question, turns: tuple[Turn, ...] | None = None) -> Generator[Event, None, None]:
        """The steps of an answer as they are done, its written sentences as they are proved, and then the answer.

        Sentences already reported are void where the answer at the end is a quoted one. Closing the iterator stops the
        model.
        """
        return streamed(lambda give: give(self.answer(question, turns, give)))

    async def astream(self, question: Question, turns: tuple[Turn, ...] | None = None) -> AsyncGenerator[Event, None]:
        """What `stream` gives, for who waits for several things at once."""
        async with aclosing(taken(self.stream(question, turns))) as events:
            async for event in events:
                yield event

    def warm(self) -> None:
        """Load what answering needs, so that the first to ask doesn't wait for it."""
        self._quoting.answer(Question(text=_FIRST))

    @property
    def examples(self) -> tuple[str, ...]:
        """Three questions that these minutes answer, made of their own latest decisions; fewer where they have none."""
        return self.ledger.kept("examples", lambda: examples(self.ledger, self._quoting.answer))

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for, after earlier turns of the conversation."""
        return self.pipeline.planner.plan(question, turns)

    def thread(self, question: Question) -> Answer:
        """A matter across meetings, its latest position first."""
        return self.pipeline.thread(question)

    def passages(self, plan: Plan) -> Sequence[Ranked]:
        """The passages that may answer a plan, best first."""
        return self.pipeline.retriever.retrieve(plan)

    def search(self, question: Question) -> Sequence[Ranked]:
        """The passages that may answer a question, best first; nothing is read in them, and no model is asked."""
        return self.passages(self._quoting.planner.plan(question))

    def _turns(self, question: Question) -> tuple[Turn, ...]:
        turns: list[Turn] = []
        for text in question.history[-_REMEMBERED:]:
            answer = self._quoting.answer(Question(text=text, as_of=question.as_of, body=question.body), tuple(turns))
            turns += [answer.turn] if answer.turn else []
        return tuple(turns)


def open_checker(settings: Settings) -> "Checker":
    """The checker with its support score, where the folder of models has the head of that; answers do without it."""
    from rag.grounding.support import SupportHead, SupportScorer
    from rag.grounding.verify import Checker
    from rag.reader.encoder import PieceEncoder

    if not (settings.models / "support.json").exists():
        return Checker()
    return Checker(SupportScorer(PieceEncoder(settings.models), SupportHead.load(settings.models)))


@contextmanager
def open_assistant(
    settings: Settings, ledger_of: type[Ledger] = Ledger, config: Mapping[str, Any] | None = None
) -> Iterator[Assistant]:
    """An assistant over the home of the settings, which no other process may use meanwhile.

    `ledger_of` is the class of its ledger; `config` (callbacks, tags) goes to LangChain with every call of a model.

    Raises HomeError where the home is locked, empty, damaged or made by another embedding model; SettingsError.
    """
    chat = chat_of(settings, config)
    with opened(settings, ledger_of=ledger_of) as ledger, assistant_over(ledger, settings, chat) as assistant:
        yield assistant


def chat_of(settings: Settings, config: Mapping[str, Any] | None = None) -> "Chat | None":
    """The language model that the settings name; None where they name none. Raises SettingsError."""
    if not settings.model:
        return None
    from rag.chat_models import build_chat

    return build_chat(settings, config)


@contextmanager
def assistant_over(ledger: Ledger, settings: Settings, chat: "Chat | None" = None) -> Iterator[Assistant]:
    """An assistant over a ledger that is open already; `chat` is the language model that works in it, if any does.

    Raises HomeError where the home is empty, damaged or made by another embedding model; SettingsError.
    """
    from rag.reader.encoder import PACKAGED, PieceEncoder
    from rag.stores.onnx import OnnxEmbedder

    assert_usable(ledger, settings.embedder, settings.home)
    # the planner's head was trained on the packaged model's vectors, whatever the home's were made with
    own, encoder = OnnxEmbedder(PACKAGED), PieceEncoder(settings.models)
    for model in (own, encoder):
        model.begin()  # while the rest is imported
    from threadpoolctl import threadpool_limits

    from rag.planning.intent import trained_head
    from rag.planning.planner import LocalPlanner
    from rag.planning.spelling import MinutesSpelling
    from rag.reader.local import Head, LateInteractionReader
    from rag.records.queries import Records
    from rag.retrieval.reranker import FeatureReranker
    from rag.retrieval.retriever import MinutesRetriever
    from rag.stores.embedders import open_embedder
    from rag.stores.indexes import assert_indexes, vector_index, word_index

    assert_indexes(ledger, settings)
    embedder = own if settings.embedder == PACKAGED else open_embedder(settings.embedder)
    # products as small as a question's are slower on several threads, and much slower where the cores are busy
    with (
        threadpool_limits(1, user_api="blas"),
        word_index(ledger, settings) as words,
        vector_index(ledger, settings) as dense,
    ):
        quoting = Pipeline(
            ledger=ledger,
            planner=LocalPlanner(
                ledger, MinutesSpelling(words, ledger), trained_head(), lambda text: own.embed([text])[0]
            ),
            retriever=MinutesRetriever(
                ledger=ledger,
                dense=dense,
                words=words,
                embedder=embedder,
                reranker=FeatureReranker.load(words.idf, settings.models),
            ),
            reader=LateInteractionReader(encoder, Head.load(settings.models)),
            records=Records(ledger),
        )
        yield with_model(quoting, chat, settings) if chat else Assistant(quoting)


def with_model(quoting: Pipeline, chat: "Chat", settings: Settings) -> Assistant:
    """An assistant in which a language model does the parts that the settings give it.

    Raises PromptNotFound where the settings name a prompt that there isn't.
    """
    from rag.planning.chat import ChatPlanner
    from rag.prompting import load_prompt
    from rag.reader.chat import ChatReader
    from rag.reader.scoring import ScoringReader
    from rag.writing import build_writer

    planner, reader, writer = quoting.planner, quoting.reader, None
    if ModelPart.PLAN in settings.model_parts:
        planner = ChatPlanner(chat, load_prompt(settings.plan_prompt), planner)
    if ModelPart.READ in settings.model_parts:
        picks = settings.model_reading is ModelReading.PICK
        kind, prompt = (ChatReader, settings.read_prompt) if picks else (ScoringReader, settings.score_prompt)
        reader = kind(chat, load_prompt(prompt), reader, tokens=settings.model_tokens)
    if ModelPart.WRITE in settings.model_parts:
        writer = build_writer(chat, settings)
    pipeline = Pipeline(quoting.ledger, planner, quoting.retriever, reader, quoting.records, writer)
    return Assistant(pipeline, chat, quoting)
