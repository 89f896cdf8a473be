"""From outcomes to figures: a row for each question, and the totals over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from eval.metrics import abstention, answer, citation, faithfulness
from eval.metrics.retrieval import recall_at_k, reciprocal_rank
from eval.metrics.spread import Figure, Part, figure, percentile
from eval.questions import GoldQuestion
from eval.records import AnswerRecord
from eval.running import Outcome
from rag.grounding.faithfulness import Fate, Shown

DEPTHS = (1, 5, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question's scores; what can't be measured on it is None, and all of it is where asking failed.

    Attributes:
        parts: what it adds to each figure, by name.
        counts: how often what must never happen did, by name.
        missing: the facts that weren't said; `wrong` the patterns that must not be matched and are.
        retrieval: recall and reciprocal rank by list; None where the record tells of no passage found.
        ranks: for each proving place its rank in the list that the answer was made from, None where it isn't in it.
    """

    outcome: Outcome
    parts: dict[str, Part | float | None]
    counts: dict[str, int]
    shown: tuple[Shown, ...] = ()
    missing: tuple[tuple[str, ...], ...] = ()
    wrong: tuple[str, ...] = ()
    retrieval: dict[str, dict[str, float]] | None = None
    ranks: tuple[int | None, ...] = ()

    @property
    def question(self) -> GoldQuestion:
        """The question."""
        return self.outcome.question

    @property
    def answer(self) -> AnswerRecord | None:
        """The answer, without what was found for it; None where asking failed."""
        return self.outcome.answer

    @property
    def right(self) -> bool | None:
        """Whether it was answered rightly; None where asking failed."""
        part = self.parts.get("right")
        return None if part is None else bool(part)


class Case(NamedTuple):
    """A question, its answer and the sentences that the answer shows."""

    question: GoldQuestion
    answer: AnswerRecord
    shown: tuple[Shown, ...]


class Measure(NamedTuple):
    """A figure: what it is, in words, and what one question adds to it."""

    meaning: str
    of: Callable[[Case], Part | float | None]


def _answerable(measure: Callable[[GoldQuestion, AnswerRecord], float | None]) -> Callable[[Case], float | None]:
    return lambda case: measure(case.question, case.answer) if case.question.answerable else None


def _said(measure: Callable[[Case], float]) -> Callable[[Case], float | None]:
    return lambda case: measure(case) if case.answer.is_said else None


def _share_of(fate: Fate) -> Callable[[Case], Part | None]:
    return lambda case: faithfulness.share_of(fate, case.shown)


MEASURES: dict[str, Measure] = {
    "right": Measure(
        "every fact said, none that mustn't be, and a proving paragraph cited; or rightly abstained",
        lambda case: answer.is_right(case.question, case.answer),
    ),
    "facts": Measure("answerable questions with every fact said", _answerable(answer.has_facts)),
    "share_of_facts": Measure(
        "share of an answerable question's facts that are said", _answerable(answer.share_of_facts)
    ),
    "whole_lists": Measure("lists asked for whole that are whole", lambda case: answer.is_complete(*case[:2])),
    "wrong_facts": Measure("answers that say what must never be said", lambda case: answer.says_wrong(*case[:2])),
    "gold_cited": Measure("share of the proving places that were cited", _answerable(citation.gold_cited)),
    "citation_precision": Measure(
        "share of an answer's citations that prove it; none does where nothing should have been answered",
        lambda case: citation.citation_precision(*case[:2]),
    ),
    "citation_precision_where_due": Measure(
        "the same of answerable questions only", _answerable(citation.citation_precision)
    ),
    "first_citation_right": Measure("the first citation proves the answer", _answerable(citation.first_citation_right)),
    "faithful": Measure(
        "sentences that are verbatim, stated from records or proved by what they cite",
        lambda case: faithfulness.faithful(case.shown),
    ),
    "faithful_answers": Measure(
        "answers whose every sentence is faithful", lambda case: faithfulness.is_faithful(case.shown)
    ),
    "verbatim": Measure("sentences that are words of their own quotes", _share_of(Fate.VERBATIM)),
    "recorded": Measure("sentences of quoted answers that are stated from records", _share_of(Fate.RECORDED)),
    "proved": Measure("sentences in other words that the checker proves", _share_of(Fate.PROVED)),
    "not_proved": Measure("sentences that the checker doesn't prove; they may be true", _share_of(Fate.NOT_PROVED)),
    "contradicted": Measure("sentences that what they cite contradicts", _share_of(Fate.CONTRADICTED)),
    "uncited": Measure("sentences that cite nothing that is there", _share_of(Fate.UNCITED)),
    "abstention_precision": Measure("abstentions that were due", lambda case: abstention.was_due(*case[:2])),
    "abstention_recall": Measure(
        "questions without an answer that were abstained from", lambda case: abstention.kept_silent(*case[:2])
    ),
    "abstention_f1": Measure("the harmonic mean of the two", lambda case: abstention.f1_part(*case[:2])),
    "withheld_though_there": Measure(
        "answerable questions that were abstained from", lambda case: abstention.withheld_though_there(*case[:2])
    ),
    "answered_though_not_there": Measure(
        "questions without an answer that were answered", lambda case: abstention.answered_though_not_there(*case[:2])
    ),
    "abstention_reason": Measure(
        "due abstentions that give the right reason", lambda case: abstention.has_right_reason(*case[:2])
    ),
    "citations_per_answer": Measure("citations", _said(lambda case: len(case.answer.citations))),
    "words_per_answer": Measure("words, markers included", _said(lambda case: answer.words(case.answer))),
    "too_long": Measure("answers with more words than the question allows", lambda case: answer.is_too_long(*case[:2])),
    "tokens": Measure("tokens that an answer took, where the record has them", lambda case: case.answer.tokens),
    "cost": Measure("what an answer cost, where the record has it", lambda case: case.answer.cost),
}

COUNTS: dict[str, tuple[str, Callable[[Case], int]]] = {
    "bad_quotes": ("quotes that are not in the paragraph they name", lambda case: citation.bad_quotes(case.answer)),
    "unsourced_answers": ("answers without a citation", lambda case: citation.is_unsourced(case.answer)),
    "dangling_markers": (
        "markers that stand for no citation",
        lambda case: citation.dangling_markers(case.answer),
    ),
    "misquoted": (
        "sentences of quoted answers that are neither their quotes to the letter nor stated from records",
        lambda case: faithfulness.misquoted(case.answer, case.shown),
    ),
    "repeated_sentences": (
        "sentences that say again what one before them says",
        lambda case: answer.repeated_sentences(case.answer),
    ),
}

ERRORS, LEDGER_FAULTS, WORDS_P95, RECALL = "errors", "ledger_faults", "words_p95", "recall_at_10"
JUDGE_SAYS_YES, JUDGED_SUPPORTED, FAITHFUL_WITH_JUDGE = "judge_says_yes", "judged_supported", "faithful_with_judge"
JUDGED = frozenset({JUDGE_SAYS_YES, JUDGED_SUPPORTED, FAITHFUL_WITH_JUDGE})
"""The figures that only a run with a judge has, each over sentences."""

MEANINGS = {
    **{name: measure.meaning for name, measure in MEASURES.items()},
    RECALL: "share of the proving places among the first ten that the answer was made from",
    WORDS_P95: "words that 95 % of the answers don't exceed",
    **{name: f"how many {meaning}" for name, (meaning, _) in COUNTS.items()},
    LEDGER_FAULTS: "how many citations and counts are other than in the ledger, where one was at hand",
    ERRORS: "how many questions are unscored because asking failed",
    JUDGE_SAYS_YES: "sentences not proved otherwise that the judge calls supported, as it says",
    JUDGED_SUPPORTED: "how many of them are supported, reckoned without the judge's known errors",
    FAITHFUL_WITH_JUDGE: "sentences that are faithful, or so reckoned; its interval is the judge's",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures over all rows; a row that couldn't be scored is counted in `errors` and in nothing else.

    Attributes:
        figures: by name, as `MEANINGS` has them.
        by_kind: the share right of each kind of question.
        retrieval: by list, over the answerable questions whose records tell what was found.
    """

    questions: int
    figures: dict[str, Figure]
    by_kind: dict[str, Figure]
    retrieval: dict[str, dict[str, Figure]]


def score(outcome: Outcome) -> Row:
    """The row of one question; it keeps of the answer what a report shows."""
    if outcome.answer is None:
        return Row(outcome=outcome, parts={}, counts={})
    question, given = outcome.question, outcome.answer
    case = Case(question, given, faithfulness.shown_sentences(given))
    kept = replace(outcome, raw={}, answer=given.model_copy(update={"retrieved": None}))
    ranks, retrieval = _retrieval(question, given)
    return Row(
        outcome=kept,
        parts={
            **{name: measure.of(case) for name, measure in MEASURES.items()},
            RECALL: list(retrieval.values())[-1][RECALL] if retrieval else None,
        },
        counts={name: int(count(case)) for name, (_, count) in COUNTS.items()},
        shown=case.shown,
        missing=answer.missing_facts(question, given) if question.answerable else (),
        wrong=answer.wrong_facts(question, given) if given.is_said else (),
        retrieval=retrieval,
        ranks=ranks,
    )


def total(rows: Sequence[Row]) -> Totals:
    """The totals of some rows."""
    scored = [row for row in rows if row.answer is not None]
    lengths = [answer.words(row.answer) for row in scored if row.answer and row.answer.is_said]
    counts = {name: sum(row.counts[name] for row in scored) for name in COUNTS}
    held = [row.outcome.faults for row in scored if row.outcome.faults is not None]
    lists = dict.fromkeys(name for row in scored for name in row.retrieval or ())
    return Totals(
        questions=len(rows),
        figures={
            **{name: _over(scored, [row.parts[name] for row in scored]) for name in (*MEASURES, RECALL)},
            WORDS_P95: Figure(percentile(lengths, 95) if lengths else None, len(lengths)),
            **{name: Figure(count, len(scored)) for name, count in counts.items()},
            LEDGER_FAULTS: Figure(sum(map(len, held)) if held else None, len(held)),
            ERRORS: Figure(len(rows) - len(scored), len(rows)),
        },
        by_kind={
            kind: _right([row for row in scored if row.question.kind == kind])
            for kind in sorted({row.question.kind for row in rows})
        },
        retrieval={
            name: {depth: _over(scored, [_found(row, name, depth) for row in scored]) for depth in _NAMES}
            for name in lists
        },
    )


def _over(rows: Sequence[Row], parts: Sequence[Part | float | None]) -> Figure:
    return figure((part, row.question.matter or id(row)) for row, part in zip(rows, parts, strict=True))


def _right(rows: Sequence[Row]) -> Figure:
    return _over(rows, [row.parts["right"] for row in rows])


def _found(row: Row, name: str, depth: str) -> float | None:
    return row.retrieval.get(name, {}).get(depth) if row.retrieval else None


_NAMES = (*(f"recall_at_{depth}" for depth in DEPTHS), "mrr")


def _retrieval(
    question: GoldQuestion, given: AnswerRecord
) -> tuple[tuple[int | None, ...], dict[str, dict[str, float]] | None]:
    """The rank of each proving place in the last list, and what each list finds of them."""
    if not question.answerable or given.retrieved is None:
        return (), None
    rankings = _rankings(given)
    proofs = [
        {str(n) for n, one in enumerate(given.retrieved) if place.is_proved_by(one.document, one.text)}
        for place in question.gold
    ]
    last = list(rankings.values())[-1] if rankings else {}
    ranks = tuple(min((last[id] for id in proof if id in last), default=None) for proof in proofs)
    return ranks, {
        name: {
            **{f"recall_at_{depth}": recall_at_k(ranking, proofs, depth) for depth in DEPTHS},
            "mrr": reciprocal_rank(ranking, proofs),
        }
        for name, ranking in rankings.items()
    }


def _rankings(given: AnswerRecord) -> dict[str, dict[str, int]]:
    """The ranks by passage of each list that a record tells of; of the order found where it tells of none.

    The last is the list that the answer was made from.
    """
    found = given.retrieved or ()
    lists = sorted(dict.fromkeys(name for one in found for name in one.ranks), key=lambda name: name == "read")
    if not lists:
        return {"found": {str(n): n + 1 for n in range(len(found))}}
    return {name: {str(n): one.ranks[name] for n, one in enumerate(found) if name in one.ranks} for name in lists}
