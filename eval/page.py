"""The run as one page to look at: a single file without scripts that needs nothing from elsewhere."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.comparing import Comparison
from eval.gates import BROKEN, UNMEASURED, Gate
from eval.markdown import interval, label, shown, unfaithful, why_wrong
from eval.metrics.faithfulness import is_faithful
from eval.records import Cited
from eval.reporting import Report, Timings
from eval.scoring import MEANINGS, RECALL, Row
from rag.minutes import readable

_HERE = Path(__file__).parent
_FEW = 10  # questions of a kind below which its share says little
_FATES = ("verbatim", "recorded", "proved", "not_proved", "contradicted", "uncited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the funnel: of the answerable questions, those that came through it and all before it."""

    name: str
    count: int


def page(report: Report, gates: Sequence[Gate], comparison: Comparison | None, timings: Timings) -> str:
    """The page in HTML: verdict, flips, gates, funnel, faithfulness, abstention, kinds, time, every question."""
    figures = report.totals.figures
    return str(
        _template().render(
            report=report,
            gates=gates,
            broken=[gate for gate in gates if gate.state is BROKEN],
            unmeasured=[gate for gate in gates if gate.state is UNMEASURED],
            comparison=comparison,
            funnel=list(funnel(report.rows)),
            fates=[(label(name), figures[name]) for name in _FATES],
            checker=tomllib.loads((_HERE / "checker.toml").read_text(encoding="utf-8")),
            silence=silence(report.rows),
            kinds=report.totals.by_kind,
            few=_FEW,
            times=sorted(one["total"] for one in timings.questions.values()),
            timings=timings,
            figures=figures,
            meanings=MEANINGS,
        )
    )


def funnel(rows: Sequence[Row]) -> Iterator[Step]:
    """Where answerable questions fall: found, first, cited, said, faithful; each step of those that passed the last.

    The steps of finding are left out where the records don't tell what was found.
    """
    left = [row for row in rows if row.question.answerable]
    yield Step(name="asked, with an answer in the minutes", count=len(left))
    left = [row for row in left if row.answer]
    if any(row.retrieval for row in left):
        left = [row for row in left if row.parts[RECALL]]
        yield Step(name="a proof among the first ten", count=len(left))
        # one that isn't first may still be cited: nothing hangs on this step
        yield Step(name="a proof first", count=sum(1 in row.ranks for row in left))
    left = [row for row in left if row.parts["gold_cited"]]
    yield Step(name="a proof cited", count=len(left))
    left = [row for row in left if row.parts["facts"]]
    yield Step(name="every fact said", count=len(left))
    yield Step(name="every sentence faithful", count=sum(bool(is_faithful(row.shown)) for row in left))


def silence(rows: Sequence[Row]) -> list[list[int]]:
    """How many questions with, and without, an answer in the minutes were answered, and abstained from."""
    return [
        [
            sum(1 for row in rows if row.answer and row.question.answerable is there and row.answer.is_said is said)
            for said in (True, False)
        ]
        for there in (True, False)
    ]


def marked(citation: Cited) -> Markup:
    """A citation's paragraph with its quote marked; the paragraph alone where the quote isn't in it."""
    text, quote = readable(citation.text), readable(citation.quote or "")
    before, found, after = text.partition(quote) if quote else (text, "", "")
    return Markup("{}<mark>{}</mark>{}").format(before, found, after) if found else escape(text)


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "shown": shown,
        "interval": interval,
        "label": label,
        "marked": marked,
        "why_wrong": why_wrong,
        "unfaithful": unfaithful,
    }
    return environment.get_template("page.html")
