"""A report as Markdown, in which no text of minutes acts as markup."""

import re

from rag.exporting.report import Report, Section
from rag.words import say

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])|(?<=https)(:)|(?<=http)(:)|(?<=ftp)(:)|(?<=www)(\.)")
_BEGINNING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def as_markdown(report: Report) -> bytes:
    """The report as a Markdown file in UTF-8."""
    parts = [
        f"# {say('report.title')}",
        *(part for one in report.sections for part in _section(one)),
        "---",
        _escaped(report.made),
    ]
    return "\n\n".join(parts).encode() + b"\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {_escaped(section.question)}"]
    if section.understood:
        parts.append(say("answer.understood", question=_escaped(section.understood)))
    parts += [f"### {section.head}", *map(_escaped, section.lines)]
    if section.origin:
        parts.append(f"*{section.origin}*")
    if section.references:
        parts.append(f"### {section.references_head}")
    for one in section.references:
        title = f" – {_escaped(one.title)}" if one.title else ""
        parts.append(
            f"**\\[{one.marker}\\] {_escaped(one.label)}**{title}\n\n> “{_escaped(one.quote)}”\n\n"
            f"{say('report.document', document=_escaped(one.document))}"
        )
    return parts


def _escaped(text: str) -> str:
    """The text as it shows in Markdown: neither markup nor links, not even those that only look like addresses."""
    return _BEGINNING.sub(lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else m[0], _SPECIAL.sub(r"\\\g<0>", text))
