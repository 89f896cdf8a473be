"""Answers and paragraphs as a terminal shows them; who writes elsewhere takes the styles off (`click.unstyle`)."""

import textwrap
from collections.abc import Sequence

import click

from rag.answers import Answer, Status
from rag.explaining import explained
from rag.minutes import CitedParagraph, readable

_WIDTH = 100


def printed(answer: Answer, *, ids: bool = False, explain: bool = False) -> str:
    """An answer as a person reads it, with every step that led to it where they are to be explained."""
    said = formatted(answer, ids=ids or explain)
    return f"{said}\n{explained(answer)}" if explain else said


def formatted(answer: Answer, *, ids: bool = False) -> str:
    """An answer: its text, then each reference with its quote; with `ids`, each one's id and how it was found."""
    why = {one.cited.id: one.found for one in answer.ranked}
    lines = []
    if answer.reworded:
        lines += [_dim(textwrap.fill(f"Understood as: {answer.asked_as}", _WIDTH)), ""]
    if answer.filters:
        first = f"Looked first at: {', '.join(answer.filters.values())} (--no-filter {'|'.join(answer.filters)})"
        lines += [_dim(textwrap.fill(first, _WIDTH)), ""]
    lines += [textwrap.fill(line, _WIDTH) for line in answer.text.split("\n")]
    if answer.model_error:
        lines += ["", _dim(textwrap.fill(answer.model_error, _WIDTH))]
    if answer.citations and answer.status is Status.ABSTAINED:
        lines += ["", "Nearest paragraphs:"]
    for citation in answer.citations:
        cited = citation.cited
        lines += ["", click.style(f"[{citation.marker}] {cited.label}", bold=True)]
        lines.append(_indented(f"“{readable(citation.quote)}”", "    "))
        source = [cited.document, *([cited.id, why.get(cited.id)] if ids else [])]
        lines.append(_dim(f"    {' · '.join(filter(None, source))}"))
        if cited.link:
            lines.append(_dim(f"    {cited.link}"))
    return "\n".join([*lines, ""])


def in_place(
    cited: CitedParagraph, around: Sequence[CitedParagraph], *, asked: str, superseded_by: str | None = None
) -> str:
    """A paragraph among those around it, itself included, with its reference; `asked` is the id it was asked by."""
    facts = [f"{cited.document}, characters {cited.paragraph.start}-{cited.paragraph.end}", cited.link]
    facts.append(f"superseded by {superseded_by}, which answers in its place" if superseded_by else None)
    facts.append(f"its id is now {cited.id}" if cited.id != asked else None)
    lines = [click.style(cited.label, bold=True), _dim("\n".join([*filter(None, facts), ""]))]
    for one in around:
        text = _indented(readable(one.paragraph.text), "  ")
        lines.append(text.replace("  ", "> ", 1) if one.id == cited.id else _dim(text))
    return "\n".join(lines)


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _indented(text: str, by: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=by, subsequent_indent=by)
