"""The report as people read it: the figures, then every question that was not answered rightly."""

import re
from collections.abc import Iterable, Iterator

from eval.metrics.citation import uncited
from eval.reporting import Report
from eval.running import Proof
from eval.scoring import Row, Totals
from rag.answers import Answer
from rag.minutes import day_month_year

_ACTING = re.compile(r"[\\`*\[\]<>#|&~]|:(?=//)|(?<![^\W_])_|_(?![^\W_])")

_MEANINGS = {
    "right": "every fact said and a proving paragraph cited, or rightly abstained",
    "facts": "answerable questions with every fact said",
    "gold_cited": "share of the proving places that were cited",
    "citation_precision": "share of an answer's citations that prove it",
    "first_citation_right": "the first citation proves the answer",
    "abstention_precision": "share of the abstentions that were due",
    "abstention_recall": "share of the questions without an answer that were abstained from",
    "unsourced_answers": "how many answers have no citation",
    "bad_quotes": "how many quotes are not in the paragraph they name",
}


_BY_SET = (
    *("right", "gold_cited", "citation_precision", "first_citation_right", "abstention_f1", "words_per_answer"),
    *("bad_quotes", "unsourced_answers"),
)


def markdown(report: Report) -> str:
    """The report in Markdown; nothing in a question or an answer acts as markup."""
    parts = (
        _heading(report),
        _sets(report),
        _kinds(report),
        _answers(report),
        _retrieval(report),
        _not_in_ledger(report),
        _failures(report),
    )
    return "\n\n".join("\n".join(part).strip() for part in map(list, parts) if part) + "\n"


def _heading(report: Report) -> Iterator[str]:
    totals, settings = report.totals, report.settings
    yield f"# Evaluation: {_inert(', '.join(one.file for one in report.sets))}"
    yield ""
    yield f"- {day_month_year(report.started)}, {report.started:%H:%M} UTC"
    yield f"- {totals.questions} questions, {totals.errors} of them unscored because asking failed"
    yield (
        f"- embedder {_inert(settings.embedder)}; model {_inert(settings.model or 'none (quoted answers)')}"
        + "".join(f"; prompt {_inert(prompt)}" for prompt in report.prompts)
    )
    yield "- one question took " + ", ".join(f"{_milliseconds(ms)} ({name})" for name, ms in totals.latency_ms.items())


def _answers(report: Report) -> Iterator[str]:
    totals = report.totals
    yield from _table(
        "Answers",
        ("measure", "value", "what it is"),
        [(name, _figure(value), _MEANINGS.get(name, "")) for name, value in totals.answers.items()],
    )
    if totals.right_interval:
        low, high = map(_figure, totals.right_interval)
        yield ""
        yield f"95 % interval of right, by bootstrap over the questions: {low} to {high}."


def _kinds(report: Report) -> Iterator[str]:
    columns = _columns(report)
    yield from _table(
        "Right by kind of question",
        ("kind", *map(_inert, columns)),
        [
            (_inert(kind), *(_share(totals.by_kind.get(kind)) for totals in columns.values()))
            for kind in report.totals.by_kind
        ],
    )


def _share(right: tuple[float | None, int] | None) -> str:
    return f"{_figure(right[0])} of {right[1]}" if right else ""


def _columns(report: Report) -> dict[str, Totals]:
    """The totals by set and, where there are several, over all."""
    return {one.name: one.totals for one in report.sets} | ({"all": report.totals} if len(report.sets) > 1 else {})


def _sets(report: Report) -> Iterator[str]:
    yield from _table(
        "By set of questions",
        (
            "set",
            "questions",
            *(name.replace("_", " ") for name in _BY_SET),
            "recall@10, fused then ranked",
            "p50",
            "p95",
        ),
        [
            (
                *(_inert(name), str(totals.questions), *(_figure(totals.answers[figure]) for figure in _BY_SET)),
                ", ".join(_figure(totals.retrieval.get(leg, {}).get("recall_at_10")) for leg in ("fused", "read")),
                *map(_milliseconds, totals.latency_ms.values()),
            )
            for name, totals in _columns(report).items()
        ],
    )


def summary(report: Report) -> Iterator[str]:
    """The figures as lines of text, a column a set."""
    columns = _columns(report)
    widths = [max(len(name), 7) for name in columns]
    rows = {"": list(columns)}
    rows |= {name: [_figure(one.answers[name]) for one in columns.values()] for name in report.totals.answers}
    rows |= {
        name: [_milliseconds(one.latency_ms[name]) for one in columns.values()] for name in report.totals.latency_ms
    }
    rows["errors"] = [str(one.errors) for one in columns.values()]
    for name, values in rows.items():
        yield f"{name:22}" + "".join(f"  {value:>{width}}" for value, width in zip(values, widths, strict=True))


def _retrieval(report: Report) -> Iterator[str]:
    lists = report.totals.retrieval
    if lists:
        names = next(iter(lists.values()))
        yield from _table(
            "Finding the proving paragraphs",
            ("list", *(name.replace("recall_at_", "recall@") for name in names)),
            [(name, *map(_figure, figures.values())) for name, figures in lists.items()],
        )


def _not_in_ledger(report: Report) -> Iterator[str]:
    troubled = [(row, proof) for row in report.rows for proof in row.outcome.proofs if proof.trouble]
    if troubled:
        yield from ("## Gold not in the ledger", "")
        for row, proof in troubled:
            yield f"- {_inert(row.outcome.question.id)}: {proof.trouble}: {_place(proof)}"


def _failures(report: Report) -> Iterator[str]:
    failed = [row for row in report.rows if not row.right]
    yield "## Not answered rightly"
    yield ""
    if not failed:
        yield "None."
    for row in failed:
        yield from _failure(row)


def _failure(row: Row) -> Iterator[str]:
    question, answer = row.outcome.question, row.outcome.answer
    yield f"### {_inert(question.id)} ({_inert(question.kind)}): {_inert(question.question)}"
    yield ""
    for earlier in question.history:
        yield f"- asked before: {_inert(earlier)}"
    if answer is None:
        yield f"- unscored: {_inert(row.outcome.error or '')}"
    else:
        yield f"- {answer.status}{f' ({answer.reason})' if answer.reason else ''}: {_inert(answer.text)}"
        yield from _what_was_missing(row, answer)
    yield ""


def _what_was_missing(row: Row, answer: Answer) -> Iterator[str]:
    question = row.outcome.question
    if not question.answerable:
        yield "- the minutes don't answer this: an abstention was due"
        return
    for alternatives in row.missing:
        yield f"- not said: {' or '.join(map(_code, alternatives))}"
    ranks = {one.cited.id: rank for rank, one in enumerate(answer.ranked, 1)}
    for proof in row.outcome.proofs:
        if proof.place in uncited(question, answer):
            rank = min((ranks[paragraph] for paragraph in proof.paragraphs if paragraph in ranks), default=None)
            found = f"found at rank {rank}" if rank else "not found"
            yield f"- not cited ({proof.trouble or found}): {_place(proof)}"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield from (f"## {title}", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|")
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _place(proof: Proof) -> str:
    return f"“{_inert(proof.place.anchor)}” in {_inert(proof.place.document)}"


def _code(pattern: str) -> str:
    return "`" + pattern.replace("`", "'") + "`"


def _figure(value: float | None) -> str:
    return "–" if value is None else str(round(value, 3))


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} ms"


def _inert(text: str) -> str:
    """The text on one line with everything that Markdown or HTML would act on made plain."""
    return _ACTING.sub(r"\\\g<0>", " ".join(text.split()))
