"""From outcomes to figures: a row for each question, and the totals over them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.metrics.abstention import abstention_f1, abstention_precision, abstention_recall
from eval.metrics.answer import has_facts, is_right, missing_facts, words
from eval.metrics.citation import (
    bad_quotes,
    citation_precision,
    first_citation_right,
    gold_cited,
    is_said,
    is_unsourced,
)
from eval.metrics.retrieval import recall_at_k, reciprocal_rank
from eval.metrics.spread import Interval, bootstrap_interval, percentile
from eval.running import Outcome, rankings
from rag.answers import Answer

DEPTHS = (1, 5, 10, 20)

Figures = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question's scores; what can't be measured on it is None, and all of it is where asking failed."""

    outcome: Outcome
    right: bool | None = None
    facts: bool | None = None
    missing: tuple[tuple[str, ...], ...] = ()
    gold_cited: float | None = None
    citation_precision: float | None = None
    first_citation_right: bool | None = None
    retrieval: dict[str, Figures] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures over all rows that could be scored.

    Attributes:
        right_interval: 95 % by bootstrap over the questions.
        retrieval: by list (meaning, words, fused, read), over the questions that expect an answer.
        by_kind: share right, and of how many.
        latency_ms: p50 and p95 of one question, asked in one process.
    """

    questions: int
    errors: int
    answers: Figures
    right_interval: Interval | None
    by_kind: dict[str, tuple[float | None, int]]
    retrieval: dict[str, Figures]
    latency_ms: Figures


def score(outcome: Outcome) -> Row:
    """The row of one question."""
    question, answer = outcome.question, outcome.answer
    if answer is None:
        return Row(outcome=outcome)
    if not question.answerable:
        return Row(outcome=outcome, right=is_right(question, answer))
    return Row(
        outcome=outcome,
        right=is_right(question, answer),
        facts=has_facts(question, answer),
        missing=missing_facts(question, answer),
        gold_cited=gold_cited(question, answer),
        citation_precision=citation_precision(question, answer),
        first_citation_right=first_citation_right(question, answer),
        retrieval=_retrieval(outcome, answer),
    )


def total(rows: Sequence[Row]) -> Totals:
    """The totals of at least one row. A row that couldn't be scored is counted in `errors` and in nothing else."""
    pairs = [(row.outcome.question, row.outcome.answer) for row in rows if row.outcome.answer is not None]
    answers = [answer for _, answer in pairs]
    said = [answer for answer in answers if is_said(answer)]
    right = [float(row.right) for row in rows if row.right is not None]
    kinds: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        kinds[row.outcome.question.kind] += [] if row.right is None else [float(row.right)]
    seconds = [row.outcome.seconds for row in rows if row.outcome.answer is not None]
    return Totals(
        questions=len(rows),
        errors=len(rows) - len(answers),
        answers={
            "right": mean(right),
            "facts": mean(row.facts for row in rows),
            "gold_cited": mean(row.gold_cited for row in rows),
            "citation_precision": mean(row.citation_precision for row in rows),
            "first_citation_right": mean(row.first_citation_right for row in rows),
            "citations_per_answer": mean(len(answer.citations) for answer in said),
            "words_per_answer": mean(words(answer) for answer in said),
            "abstention_precision": abstention_precision(pairs),
            "abstention_recall": abstention_recall(pairs),
            "abstention_f1": abstention_f1(pairs),
            "unsourced_answers": sum(map(is_unsourced, answers)),
            "bad_quotes": sum(map(bad_quotes, answers)),
        },
        right_interval=bootstrap_interval(right) if right else None,
        by_kind={kind: (mean(values), len(values)) for kind, values in sorted(kinds.items())},
        retrieval=_mean_retrieval(rows),
        latency_ms={f"p{p}": 1000 * percentile(seconds, p) if seconds else None for p in (50, 95)},
    )


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that there are; None where there is none."""
    present = [float(value) for value in values if value is not None]
    return sum(present) / len(present) if present else None


def _retrieval(outcome: Outcome, answer: Answer) -> dict[str, Figures]:
    proofs = [proof.paragraphs for proof in outcome.proofs]
    figures: dict[str, Figures] = {}
    for leg, ranking in rankings(answer).items():
        figures[leg] = {f"recall_at_{k}": recall_at_k(ranking, proofs, k) for k in DEPTHS}
        figures[leg]["reciprocal_rank"] = reciprocal_rank(ranking, proofs)
    return figures


def _mean_retrieval(rows: Sequence[Row]) -> dict[str, Figures]:
    measured = [row.retrieval for row in rows if row.retrieval is not None]
    if not measured:
        return {}
    names = {name: name for name in next(iter(measured[0].values()))} | {"reciprocal_rank": "mrr"}
    return {
        leg: {shown: mean(figures[leg][name] for figures in measured) for name, shown in names.items()}
        for leg in measured[0]
    }
