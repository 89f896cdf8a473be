"""The report as people read it: the figures, then every question that was not answered rightly; and its summary."""

import re
from collections.abc import Iterable, Iterator, Sequence

from eval.comparing import Change, Comparison
from eval.gates import BROKEN, UNMEASURED, Gate
from eval.metrics.citation import uncited
from eval.metrics.spread import Figure
from eval.questions import Place
from eval.records import AnswerRecord
from eval.reporting import Report
from eval.scoring import COUNTS, ERRORS, MEANINGS, Row, Totals
from rag.grounding.faithfulness import FAITHFUL

_ACTING = re.compile(r"[\\`*\[\]<>#|&~]|:(?=//)|(?<![^\W_])_|_(?![^\W_])")
_MANY = 10  # flips shown in a summary, of each kind
SHORT = (
    *("right", "faithful", "citation_precision", "first_citation_right", "withheld_though_there"),
    *("answered_though_not_there", "words_per_answer"),
)
"""The figures that are shown where there is room for a few."""


def markdown(report: Report) -> str:
    """The report in Markdown; nothing in a question or an answer acts as markup."""
    parts = (
        _heading(report),
        _sets(report),
        _kinds(report),
        _figures(report),
        _retrieval(report),
        _not_in_ledger(report),
        _failures(report),
    )
    return "\n\n".join("\n".join(part).strip() for part in map(list, parts) if part) + "\n"


def summary(report: Report) -> Iterator[str]:
    """The figures as lines of text, a column a set."""
    columns = columns_of(report)
    widths = [max(len(name), 7) for name in columns]
    rows = {"": list(columns)}
    rows |= {
        name: [shown(one.figures[name]) for one in columns.values()]
        for name, figure in report.totals.figures.items()
        if figure.n
    }
    for name, values in rows.items():
        yield f"{name:29}" + "".join(f"  {value:>{width}}" for value, width in zip(values, widths, strict=True))


def step_summary(report: Report, gates: Sequence[Gate], comparison: Comparison | None) -> str:
    """What a pull request needs to know: the verdict, the gates, what changed, a few figures."""
    parts = [
        [f"## Evaluation: {_verdict(gates)}"],
        _gates(gates),
        [] if comparison is None else _flips(comparison),
        _table(
            "### Figures",
            ("measure", "value", "95 %", "n"),
            [(label(name), *_cells(report.totals.figures[name])) for name in SHORT],
        ),
    ]
    return "\n\n".join("\n".join(part).strip() for part in map(list, parts) if part) + "\n"


def _verdict(gates: Sequence[Gate]) -> str:
    broken, unmeasured = (sum(gate.state is state for gate in gates) for state in (BROKEN, UNMEASURED))
    if broken:
        return f"{broken} of {len(gates)} gates broken"
    return f"{unmeasured} of {len(gates)} gates not measurable" if unmeasured else "every gate holds"


def flips(comparison: Comparison) -> Iterator[str]:
    """What differs between two runs, for a terminal: how many, by chance or not, and the two answers side by side."""
    counts = ", ".join(f"{len(getattr(comparison, name))} {name}" for name in ("lost", "gained", "changed"))
    yield f"{comparison.questions} questions in both: {counts}; exact paired test p = {comparison.p:.3f}"
    if comparison.only:
        yield f"in one of them only: {', '.join(comparison.only)}"
    for kind in ("lost", "gained", "changed"):
        for change in getattr(comparison, kind):
            yield f"\n{kind}: {change.name} {change.after.question}"
            yield f"  before: {_told(change.before.status, change.before.text)}"
            yield f"  after:  {_told(change.after.status, change.after.text)}"


def why_wrong(row: Row) -> Iterator[str]:
    """Why one question isn't right, a sentence each: what wasn't said, what was, at which rank its proof stood."""
    question, answer = row.question, row.answer
    if answer is None:
        yield f"unscored: {row.outcome.error or ''}"
        return
    if not question.answerable:
        yield "the minutes don't answer this: an abstention was due"
        return
    yield from (f"not said: {' or '.join(alternatives)}" for alternatives in row.missing)
    yield from (f"must not be said: {pattern}" for pattern in row.wrong)
    yield from (
        f"not cited ({where}): “{place.anchor}” in {place.document}" for place, where in _not_cited(row, answer)
    )
    yield from unfaithful(row)


def unfaithful(row: Row) -> Iterator[str]:
    """The sentences of an answer that aren't what they cite, and what else the ledger shows to be wrong with it."""
    for one in row.shown:
        if one.fate not in FAITHFUL or one.misquoted:
            yield f"{'not its quote' if one.misquoted else one.fate}: “{one.text}”"
    yield from row.outcome.faults or ()


def label(name: str) -> str:
    """A figure's name as people read it."""
    return name.replace("_at_", "@").replace("_", " ")


def shown(figure: Figure) -> str:
    """A figure's value, as short as may be; a dash where it is undefined."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.0f}" if figure.value >= 100 else f"{round(figure.value, 3 if figure.value < 10 else 1):g}"


def interval(figure: Figure) -> str:
    """A figure's interval; empty where it has none."""
    return "" if figure.low is None or figure.high is None else f"{figure.low:.2f}-{figure.high:.2f}"


def columns_of(report: Report) -> dict[str, Totals]:
    """The totals by set and, where there are several, over all."""
    return {one.name: one.totals for one in report.sets} | ({"all": report.totals} if len(report.sets) > 1 else {})


def _heading(report: Report) -> Iterator[str]:
    errors = report.totals.figures[ERRORS].value
    yield f"# Evaluation: {_inert(', '.join(one.file for one in report.sets))}"
    yield ""
    yield f"- {_inert(report.system)}"
    yield f"- {report.totals.questions} questions, {errors:g} of them unscored because asking failed"
    for name, value in report.made_of.items():
        if isinstance(value, str):
            yield f"- {label(name)}: {_inert(value[:16])}"


def _figures(report: Report) -> Iterator[str]:
    yield from _table(
        "## Figures",
        ("measure", "value", "95 %", "n", "what it is"),
        [(label(name), *_cells(one), MEANINGS[name]) for name, one in report.totals.figures.items()],
    )
    yield ""
    yield "Intervals: bootstrap over the questions, those on one matter together. A dash is what can't be measured."


def _cells(figure: Figure) -> tuple[str, str, str]:
    return shown(figure), interval(figure), str(figure.n)


def _kinds(report: Report) -> Iterator[str]:
    columns = columns_of(report)
    yield from _table(
        "## Right by kind of question",
        ("kind", *map(_inert, columns)),
        [
            (_inert(kind), *(_share(totals.by_kind.get(kind)) for totals in columns.values()))
            for kind in report.totals.by_kind
        ],
    )


def _share(right: Figure | None) -> str:
    return f"{shown(right)} of {right.n} {f'({interval(right)})' if right.n else ''}".strip() if right else ""


def _sets(report: Report) -> Iterator[str]:
    names = [*SHORT, *(name for name in COUNTS if report.totals.figures[name].value)]
    yield from _table(
        "## By set of questions",
        ("set", "questions", *map(label, names)),
        [
            (_inert(name), str(totals.questions), *(shown(totals.figures[figure]) for figure in names))
            for name, totals in columns_of(report).items()
        ],
    )


def _retrieval(report: Report) -> Iterator[str]:
    lists = report.totals.retrieval
    if lists:
        first = next(iter(lists.values()))
        n = next(iter(first.values())).n
        yield from _table(
            "## Finding the proving paragraphs",
            ("list", *map(label, first)),
            [
                (name, *(f"{shown(one)} ({interval(one)})" for one in figures.values()))
                for name, figures in lists.items()
            ],
        )
        yield ""
        yield f"Of {n} questions; of each list the first 20 are looked at."


def _not_in_ledger(report: Report) -> Iterator[str]:
    troubled = [(name, trouble) for name, row in report.named_rows for trouble in row.outcome.troubles]
    if troubled:
        yield from ("## Gold not in the ledger", "")
        for name, trouble in troubled:
            place = trouble.place
            yield f"- {_inert(name)}: {trouble.why}: “{_inert(place.anchor)}” in {_inert(place.document)}"


def _failures(report: Report) -> Iterator[str]:
    failed = [row for row in report.rows if not row.right or any(unfaithful(row))]
    yield "## Not answered rightly, or not faithfully"
    yield ""
    if not failed:
        yield "None."
    for row in failed:
        yield from _failure(row)


def _failure(row: Row) -> Iterator[str]:
    question, answer = row.question, row.answer
    yield f"### {_inert(question.id)} ({_inert(question.kind)}): {_inert(question.question)}"
    yield ""
    for earlier in question.history:
        yield f"- asked before: {_inert(earlier)}"
    if answer:
        yield f"- {answer.status}{f' ({answer.reason})' if answer.reason else ''}: {_inert(answer.text)}"
    for why in why_wrong(row) if not row.right else unfaithful(row):
        yield f"- {_inert(why)}"
    yield ""


def _not_cited(row: Row, answer: AnswerRecord) -> Iterator[tuple[Place, str]]:
    """The proving places that weren't cited, each with where it was found."""
    troubles = {trouble.place: trouble.why for trouble in row.outcome.troubles}
    ranks = dict(zip(row.question.gold, row.ranks, strict=False))
    for place in uncited(row.question, answer):
        rank = ranks.get(place)
        looked = "not found" if place in ranks else "what was found isn't known"
        yield place, troubles.get(place) or (f"found at rank {rank}" if rank else looked)


def _gates(gates: Sequence[Gate]) -> Iterator[str]:
    yield from _table(
        "### Gates",
        ("gate", "bar", "measured", "95 %", "n", ""),
        [(gate.name, gate.bar, *_cells(gate.figure), f"{_MARKS[gate.state.mark]} {gate.state.mark}") for gate in gates],
    )


_MARKS = {"holds": "✅", "broken": "❌", "not measurable": "❔"}


def _flips(comparison: Comparison) -> Iterator[str]:
    yield "### Against the baseline"
    yield ""
    yield next(flips(comparison))
    for kind in ("lost", "gained"):
        changes: tuple[Change, ...] = getattr(comparison, kind)
        for change in changes[:_MANY]:
            yield ""
            yield f"- **{kind}** {_inert(change.name)}: {_inert(change.after.question)}"
            yield f"  - before: {_inert(_told(change.before.status, change.before.text))}"
            yield f"  - after: {_inert(_told(change.after.status, change.after.text))}"
        if len(changes) > _MANY:
            yield f"- and {len(changes) - _MANY} more {kind}"


def _told(status: str | None, text: str | None) -> str:
    return f"{status}: {text}" if status else "asking failed"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield from (title, "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|")
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _inert(text: str) -> str:
    """The text on one line with everything that Markdown or HTML would act on made plain."""
    return _ACTING.sub(r"\\\g<0>", " ".join(text.split()))
