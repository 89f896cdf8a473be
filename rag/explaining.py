"""The trace of an answer in words: what was looked for, what was found and how it was weighed, and what came of it."""

import textwrap
from collections.abc import Iterator, Mapping

from rag.answers import Answer
from rag.evidence import Findings, Ranked, Reading
from rag.minutes import readable
from rag.plan import Plan
from rag.tracing import Step

_SHOWN = 12  # passages a reading
_WIDTH, _COLUMNS, _OPENING = 100, 3, 180


def explained(answer: Answer) -> str:
    """How an answer came about, step by step; nothing is searched again."""
    markers = {one.cited.id: one.marker for one in answer.citations} if answer.sentences else {}
    return "\n".join(line for step in answer.trace.steps for line in _step(step, markers))


def _step(step: Step, markers: Mapping[str, int]) -> Iterator[str]:
    yield f"{step.name} ({step.ms:.0f} ms)"
    match step.result:
        case Plan() as plan:
            yield from _plan(plan)
        case Answer() as written:
            yield f"  {written.mode}; {written.dropped} sentences dropped"
        case Reading() as reading:
            yield from _reading(reading, markers)
        case (Findings() as findings) | (Findings() as findings, _):
            yield f"  {len(findings.findings)} shown; {findings.missing or 'nothing is missing'}"
        case None:
            yield "  nothing"
        case list() | tuple() as found:
            yield f"  {len(found)} passages"
    yield ""


def _plan(plan: Plan) -> Iterator[str]:
    yield f"  understood as: {plan.standalone}"
    sort = f"{plan.intent}, {plan.answer_type}" + (", yes or no" if plan.polar else "")
    yield f"  kind: {sort + (', latest' if plan.latest else '')}"
    scope = [f"{name}: {words}" for name, words in plan.scope.words]
    yield f"  scope: {'; '.join(scope) or 'all minutes'}"
    yield f"  records: {plan.record or 'none'}"
    terms = ", ".join(f"{term.word} {term.weight:.1f}" for term in plan.topic)
    yield from textwrap.wrap(f"terms: {terms}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
    for number, part in enumerate(plan.parts, 1):
        yield f"  part {number}: {part.standalone}"


def _reading(reading: Reading, markers: Mapping[str, int]) -> Iterator[str]:
    if reading.chosen:
        yield f"  chosen by a language model: {len(reading.spans)}; missing: {reading.missing or 'not said'}"
        yield f"  to be searched for: {reading.search or 'nothing more'}"
    yield f"  answerable: {reading.answerable:.2f}, made of"
    yield from _columns(reading.signals)
    for place, one in enumerate(reading.ranked[:_SHOWN], 1):
        yield from _passage(place, one)
        yield f"      {f'shown as [{markers[one.cited.id]}]' if one.cited.id in markers else 'not shown'}"


def _passage(place: int, one: Ranked) -> Iterator[str]:
    yield f"  {place:2}. {one.cited.label}"
    yield f"      {one.cited.document} · {one.cited.id}"
    opening = textwrap.shorten(f"“{readable(one.cited.paragraph.text)}”", _OPENING, placeholder=" …")
    yield from textwrap.wrap(opening, _WIDTH, initial_indent="      ", subsequent_indent="      ")
    yield f"      {one.found}; score {one.score:.2f}, made of"
    yield from _columns(one.features)


def _columns(values: Mapping[str, float]) -> Iterator[str]:
    cells = [f"{name:16}{value:6.2f}" for name, value in values.items()]
    for first in range(0, len(cells), _COLUMNS):
        yield "        " + "   ".join(cells[first : first + _COLUMNS])
