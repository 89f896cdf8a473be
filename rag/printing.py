"""Answers and paragraphs as a terminal shows them; who writes elsewhere takes the styles off (`click.unstyle`)."""

import textwrap
from collections.abc import Sequence

import click

from rag.answers import Answer, Status
from rag.explaining import explained
from rag.minutes import CitedParagraph, readable


def printed(answer: Answer, *, explain: bool = False) -> str:
    """An answer as a person reads it, with every step that led to it where they are to be explained."""
    return f"{formatted(answer)}\n{explained(answer)}" if explain else formatted(answer)


def formatted(answer: Answer) -> str:
    """An answer as a person reads it: the text, then each reference with its quote and how it was found."""
    width = 100
    why = {one.cited.id: one.found for one in answer.ranked}
    lines = []
    if answer.reworded:
        lines += [click.style(textwrap.fill(f"Understood as: {answer.asked_as}", width), dim=True), ""]
    if answer.filters:
        first = f"Looked first at: {', '.join(answer.filters.values())} (--no-filter {'|'.join(answer.filters)})"
        lines += [click.style(textwrap.fill(first, width), dim=True), ""]
    lines += [textwrap.fill(line, width) for line in answer.text.split("\n")]
    if answer.model_error:
        lines += ["", click.style(textwrap.fill(answer.model_error, width), dim=True)]
    if answer.citations and answer.status is Status.ABSTAINED:
        lines += ["", "Nearest paragraphs:"]
    for citation in answer.citations:
        lines += ["", click.style(f"[{citation.marker}] {citation.cited.label}", bold=True)]
        lines.append(
            textwrap.fill(f"“{readable(citation.quote)}”", width, initial_indent="    ", subsequent_indent="    ")
        )
        found = f"    {citation.cited.document} · {citation.cited.id}" + (
            f" · {why[citation.cited.id]}" if citation.cited.id in why else ""
        )
        lines.append(click.style(found, dim=True))
        if citation.cited.link:
            lines.append(click.style(f"    {citation.cited.link}", dim=True))
    return "\n".join([*lines, ""])


def in_place(
    cited: CitedParagraph, around: Sequence[CitedParagraph], *, asked: str, superseded_by: str | None = None
) -> str:
    """A paragraph among those around it, itself included, with its reference; `asked` is the id it was asked by."""
    told = [f"{cited.document}, characters {cited.paragraph.start}-{cited.paragraph.end}", cited.link]
    told.append(f"superseded by {superseded_by}, which answers in its place" if superseded_by else None)
    told.append(f"its id is now {cited.id}" if cited.id != asked else None)
    lines = [click.style(cited.label, bold=True), click.style("\n".join([*filter(None, told), ""]), dim=True)]
    for one in around:
        text = textwrap.fill(readable(one.paragraph.text), 100, initial_indent="  ", subsequent_indent="  ")
        lines.append(text.replace("  ", "> ", 1) if one.id == cited.id else click.style(text, dim=True))
    return "\n".join(lines)
