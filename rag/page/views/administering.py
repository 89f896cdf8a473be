"""What administrators see: the form that adds minutes, what came of it, and how every document stands."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any, Protocol

from rag.browsing import Within, meetings
from rag.ledger import Ledger, oddities
from rag.page.rows import shown
from rag.page.views.parts import Column, address, day, table


class Outcome(Protocol):
    """What became of files that came in, or of documents that were to be taken out."""

    @property
    def new(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def changed(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def unchanged(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def removed(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def refused(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def odd(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102
    @property
    def fault(self) -> str: ...  # noqa: D102


def adding_view(kinds: Sequence[str]) -> str:
    """The form that takes files."""
    listed = ", ".join(kind.removeprefix(".") for kind in kinds)
    return (
        "<h2>Add minutes</h2>"
        '<form id="adding"><div class="drop"><p>Drop files or a folder here.</p>'
        f'<p class="ways"><label class="pick">Choose files<input type="file" name="files" multiple '
        f'accept="{escape(",".join(kinds))}"></label>'
        '<label class="pick">Choose a folder<input type="file" name="folder" webkitdirectory></label></p>'
        f'<p class="aside">Taken are {escape(listed)}. What a file holds can be asked about as soon as it is read.</p>'
        '</div><p class="notice" role="alert" hidden></p>'
        '<div class="progress" hidden><progress aria-label="Taken in"></progress> <span role="status"></span></div>'
        '</form><div id="added" aria-live="polite"></div>'
    )


def added_view(added: Outcome, ledger: Ledger) -> str:
    """What came of the work, with the way to the minutes and the way back."""
    if added.fault:
        return f'<p class="notice">{escape(added.fault)}</p>'
    counts = {
        "new": added.new,
        "changed": added.changed,
        "there already": added.unchanged,
        "not taken": added.refused,
        "taken out": added.removed,
    }
    told = ", ".join(f"{len(of):,} {said}" for said, of in counts.items() if of) or "nothing"
    html = f"<h3>What was found</h3><p>{told}</p>"
    taken = [*added.new, *added.changed]
    if taken:
        html += _found(taken, ledger)
        html += (
            '<p class="ways"><button type="button" data-take-out="'
            f'{escape(_names(added.new))}">Take them out again</button></p>'
            if added.new
            else ""
        )
    if added.refused:
        html += f"<h3>Not taken</h3><ul>{''.join(f'<li>{_said(one)}</li>' for one in added.refused)}</ul>"
    if added.odd:
        html += f"<h3>What looks wrong</h3><ul>{''.join(f'<li>{_said(one)}</li>' for one in added.odd)}</ul>"
    return html


def status_view(ledger: Ledger, added_here: Callable[[str], bool]) -> str:
    """Every document, what failed, and what looks wrong; those that were added here can be taken out."""
    summary, documents, failures = ledger.summary(), ledger.documents(), ledger.failures()
    waiting = f" {summary.unindexed:,} wait for the indexes: run `minutebook rebuild`." if summary.unindexed else ""
    html = (
        f"<h2>Status</h2><p>{summary.documents:,} documents, {summary.meetings:,} meetings, "
        f"{summary.paragraphs:,} paragraphs, {summary.resolutions:,} resolutions, {summary.actions:,} actions.{waiting}"
        "</p>"
    )
    html += f"<h3>Failed ({len(failures):,})</h3>"
    html += (
        table(
            "Failed",
            [
                Column(head="File", cells=[escape(one.source) for one in failures]),
                Column(head="Why", cells=[escape(one.reason) for one in failures]),
                Column(head="", cells=[_out([one.document], one.source, added_here) for one in failures]),
            ],
        )
        if failures
        else "<p>Every file was read.</p>"
    )
    odd = oddities(ledger, date.today())
    html += f"<h3>What looks wrong ({len(odd):,})</h3>"
    html += f"<ul>{''.join(f'<li>{_said((one.of, one.what))}</li>' for one in odd)}</ul>" if odd else "<p>Nothing.</p>"
    listed = table(
        "Documents",
        [
            Column(head="Document", cells=[_document(row) for row in documents]),
            Column(head="Body", cells=[shown(row["body"]) for row in documents]),
            Column(head="Meeting", cells=[shown(row["held_on"] or "undated") for row in documents]),
            Column(head="Remarks", cells=[shown("; ".join(_remarks(row))) for row in documents]),
            Column(head="", cells=[_out([row["name"]], row["source"], added_here) for row in documents]),
        ],
    )
    more = f"<details><summary>All {len(documents):,} documents</summary>{listed}</details>"
    return html + f"<h3>Documents</h3>{more}"


def _document(row: dict[str, Any]) -> str:
    return f'<a href="{address("minutes", meeting=row["name"])}">{escape(row["name"])}</a>'


def _remarks(row: dict[str, Any]) -> list[str]:
    superseded = [f"superseded by {row['superseded_by']}"] if row["superseded_by"] else []
    return [*row["remarks"], *superseded]


def _found(names: Sequence[str], ledger: Ledger) -> str:
    """The meetings of some documents."""
    taken = set(names)
    rows = [one for one in meetings(ledger, Within(exempt=True), limit=None).rows if one.document in taken]
    ways = [
        f'<a href="{address("minutes", meeting=one.meeting)}">{shown(one.body)}, {escape(day(one.held_on))}</a>'
        for one in rows
    ]
    return table(
        "What was found",
        [
            Column(head="Meeting", cells=ways),
            Column(head="Document", cells=[escape(one.document) for one in rows]),
            Column(head="Items", cells=[str(one.items) for one in rows]),
            Column(head="Decisions", cells=[str(one.decisions) for one in rows]),
            Column(head="Actions", cells=[str(one.actions) for one in rows]),
            Column(head="Present", cells=[str(one.present or "not listed") for one in rows]),
        ],
    )


def _said(one: tuple[str, str]) -> str:
    return f"{escape(one[0])}: {escape(one[1])}"


def _out(names: Sequence[str], source: str, added_here: Callable[[str], bool]) -> str:
    """The button that takes documents out, where they were added here: others would come back from their folder."""
    if not added_here(source):
        return ""
    return f'<button type="button" data-take-out="{escape(_names(names))}">Take it out</button>'


def _names(names: Sequence[str]) -> str:
    return json.dumps(list(names))
