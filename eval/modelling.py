"""What a language model adds, part by part: the same questions with each part given to it or kept offline."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from eval.oracle import Oracle
from eval.questions import GoldQuestion
from eval.running import ask_all
from eval.scoring import Row, score, total
from eval.systems import HomeSystem
from rag.assistant import Assistant, with_model
from rag.chat_models import Chat
from rag.settings import ModelPart, Settings

_SHARES = ("first_citation_right", "citation_precision_where_due")
_UNBOUNDED = 1_000_000  # tokens: the ceiling is that of what was found, not of a budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of the questions with some parts given to the model."""

    name: str
    rows: Sequence[Row]

    @property
    def right(self) -> float:
        """The share answered rightly or rightly withheld; a question that could not be asked is not right."""
        return _mean([bool(row.right) for row in self.rows]) or 0.0

    @property
    def withheld(self) -> int:
        """How many questions that have an answer got none."""
        return sum(row.question.answerable and not _is_said(row) for row in self.rows)

    @property
    def undue(self) -> int:
        """How many questions that have no answer got one."""
        return sum(not row.question.answerable and _is_said(row) for row in self.rows)


def _is_said(row: Row) -> bool:
    return row.answer is not None and row.answer.is_said


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def tried(
    offline: Assistant, chat: Chat, settings: Settings, questions: Sequence[GoldQuestion], ways: Iterable[str]
) -> Iterator[Tried]:
    """The questions asked offline, and in each of the ways, of the minutes of an assistant that has no model."""
    yield Tried(name="offline", rows=[score(outcome) for outcome in ask_all(HomeSystem(offline), questions)])
    for name in ways:
        parts = Settings.model_validate({"model_parts": name}).model_parts
        assistant = with_model(offline.pipeline, chat, settings.model_copy(update={"model_parts": parts}))
        yield Tried(name=name, rows=[score(outcome) for outcome in ask_all(HomeSystem(assistant), questions)])


def recommended(ways: Iterable[Tried]) -> Tried:
    """The way that is most often right, then that answers least where there is no answer.

    Between equals prose is recommended, which a model is installed for; to read, it must be the better reader.
    """
    order = ["offline", "write"]
    return max(ways, key=lambda way: (way.right, -way.undue, way.name in order and order.index(way.name)))


def table(ways: Sequence[Tried]) -> Iterator[str]:
    """Lines of text, a way a line, and the setting that they recommend."""
    columns = ("questions", "right", "first cit.", "precision", "withheld", "undue", "seconds", "tokens", "dropped")
    yield f"{'':15}" + "".join(f"{name:>11}" for name in (*columns, "failed"))
    for way in ways:
        answers = [row.answer for row in way.rows if row.answer]
        measured = total(way.rows).figures
        shares = (way.right, *(measured[name].value for name in _SHARES))
        figures = (
            *("-" if share is None else f"{share:.2f}" for share in shares),
            str(way.withheld),
            str(way.undue),
            f"{(_mean([row.outcome.milliseconds for row in way.rows]) or 0) / 1000:.1f}",
            f"{_mean([one.tokens or 0 for one in answers]) or 0:.0f}",
            str(sum(one.dropped for one in answers)),
            str(sum(one.model_error is not None for one in answers)),
        )
        yield f"{way.name:15}{len(way.rows):>11}" + "".join(f"{figure:>11}" for figure in figures)
    best = recommended(ways)
    parts = f"MINUTEBOOK_MODEL_PARTS={best.name}"
    yield f"Recommended: {parts if best.name != 'offline' else 'unset MINUTEBOOK_MODEL'}"


def ceiling(offline: Assistant, questions: Iterable[GoldQuestion]) -> list[Row]:
    """The rows with a model that reads perfectly whatever it is shown."""
    oracle = Oracle()
    settings = Settings(model_parts=frozenset({ModelPart.READ}), model_tokens=_UNBOUNDED)
    assistant = with_model(offline.pipeline, Chat(oracle, name="oracle", seconds=600, calls=100), settings)
    rows = []
    for question in questions:
        oracle.question = question
        rows += [score(outcome) for outcome in ask_all(HomeSystem(assistant), [question])]
    return rows


def lost(rows: Iterable[Row]) -> Iterator[str]:
    """A line for each question that was not right all the same, with where it was lost."""
    for row in rows:
        if not row.right:
            question = row.outcome.question
            yield f"{question.id:14} {_where(row):40} {question.question}"


def _where(row: Row) -> str:
    if row.answer is None:
        return "asking failed"
    if not row.question.answerable:
        return "answered without a reader"
    if row.outcome.troubles:
        return "a proof is not in the ledger"
    if "read" not in row.outcome.timings:
        return "answered or withheld without a reader"
    if row.parts["gold_cited"] != 1:
        return "a proof is not among what was shown"
    return "the quote holds not every fact"
