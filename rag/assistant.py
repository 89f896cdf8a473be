"""Builds the pipeline from the settings: the only place that chooses implementations."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cached_property

from rag.answers import Answer, Question
from rag.errors import HomeEmpty
from rag.examples import examples
from rag.grounding.support import SupportHead, SupportScorer
from rag.grounding.verify import Checker
from rag.home import assert_embedder, opened
from rag.ledger import Ledger
from rag.pipeline import Pipeline
from rag.plan import Intent, Turn
from rag.retrieval.retriever import Retriever
from rag.settings import Settings

_REMEMBERED = 4  # earlier questions of a conversation that are answered where only their texts are known


class Assistant:
    """Answers questions about the minutes of one home."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    @property
    def retriever(self) -> Retriever:
        """What finds the passages of a plan."""
        return self.pipeline.retriever

    @property
    def ledger(self) -> Ledger:
        """The ledger that answers rest on."""
        return self.pipeline.ledger

    def answer(self, question: Question, turns: tuple[Turn, ...] | None = None) -> Answer:
        """A cited answer, or an abstention with its reason.

        `turns` are those of the conversation so far; without them the question's history is answered first.
        """
        answer = self.pipeline.answer(question, self._turns(question) if turns is None else turns)
        if answer.plan and answer.plan.intent is Intent.HELP and self.examples:
            return replace(answer, text=f"{answer.text} For example: {' '.join(self.examples)}")
        return answer

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Three questions that these minutes answer, made of their own latest decisions; fewer where they have none."""
        return examples(self.ledger, self.pipeline.answer)

    def thread(self, question: Question) -> Answer:
        """A matter across meetings, its latest position first."""
        return self.pipeline.thread(question)

    def _turns(self, question: Question) -> tuple[Turn, ...]:
        turns: list[Turn] = []
        for text in question.history[-_REMEMBERED:]:
            answer = self.pipeline.answer(Question(text=text, as_of=question.as_of, body=question.body), tuple(turns))
            turns += [answer.turn] if answer.turn else []
        return tuple(turns)


def open_checker(settings: Settings) -> Checker:
    """The checker of a writer's sentences: with a support score where the folder of models has its head."""
    from rag.reader.encoder import PieceEncoder

    if not (settings.models / "support.json").exists():
        return Checker()
    return Checker(SupportScorer(PieceEncoder(settings.models), SupportHead.load(settings.models)))


@contextmanager
def open_assistant(settings: Settings, ledger_of: type[Ledger] = Ledger) -> Iterator[Assistant]:
    """An assistant over the home of the settings, which no other process may use meanwhile.

    `ledger_of` is the class of its ledger.

    Raises HomeError where the home is locked, empty, damaged or made by another embedding model; SettingsError.
    """
    from rag.planning.intent import trained_head
    from rag.planning.planner import LocalPlanner
    from rag.planning.spelling import MinutesSpelling
    from rag.reader.encoder import PACKAGED, PieceEncoder
    from rag.reader.local import Head, LateInteractionReader
    from rag.records.queries import Records
    from rag.retrieval.reranker import FeatureReranker
    from rag.retrieval.retriever import MinutesRetriever
    from rag.stores.dense import DenseIndex
    from rag.stores.embedders import open_embedder
    from rag.stores.words import WordIndex
    from rag.writing import build_writer

    with opened(settings.home, ledger_of=ledger_of) as ledger:
        assert_embedder(ledger, settings.embedder, settings.home)
        if ledger.summary().documents == 0:
            raise HomeEmpty(f"There are no minutes in {str(settings.home)!r} yet; run `minutebook ingest PATH` first.")
        words, embedder = WordIndex(settings.home / "words"), open_embedder(settings.embedder)
        # the planner's head was trained on the packaged model's vectors, whatever the home's were made with
        own = embedder if settings.embedder == PACKAGED else open_embedder(PACKAGED)
        with closing(DenseIndex(settings.home / "dense", settings.chroma_url)) as dense:
            yield Assistant(
                Pipeline(
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
                    reader=LateInteractionReader(PieceEncoder(settings.models), Head.load(settings.models)),
                    records=Records(ledger),
                    writer=build_writer(settings),
                )
            )
