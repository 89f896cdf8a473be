"""Answers and paragraphs as a person reads them at a terminal."""

import textwrap
from collections.abc import Sequence
from typing import Any

import click

from rag.answers import Answer, Citation, Status
from rag.minutes import CitedParagraph, readable

_WIDTH = 100


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


def shown(cited: CitedParagraph, around: Sequence[CitedParagraph], *, asked: str, standing: str | None) -> str:
    """A paragraph among those around it, with its reference; `asked` is the id that led to it.

    `standing` is the document that answers in the place of its own.
    """
    said = [f"{cited.document}, characters {cited.paragraph.start}-{cited.paragraph.end}", cited.link]
    said.append(f"superseded by {standing}, which answers in its place" if standing else None)
    said.append(f"its id is now {cited.id}" if cited.id != asked else None)
    lines = [click.style(cited.label, bold=True), _dim("\n".join([*filter(None, said), ""]))]
    for one in around:
        text = _indented(readable(one.paragraph.text), "  ")
        lines.append(text.replace("  ", "> ", 1) if one.id == cited.id else _dim(text))
    return "\n".join(lines)


def paragraph_record(cited: CitedParagraph, *, standing: str | None) -> dict[str, Any]:
    """A paragraph for programs: what a citation says of it, with its link and what answers in its place."""
    span = cited.paragraph
    whole = Citation(marker=0, cited=cited, start=span.start, end=span.end, quote=span.text).record()
    said = {key: value for key, value in whole.items() if key not in ("marker", "quote")}
    return {**said, "link": cited.link, "superseded_by": standing}


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _indented(text: str, by: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=by, subsequent_indent=by)
