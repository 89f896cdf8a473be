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
from rag.words import say


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
        f"<h2>{say('masthead.add')}</h2>"
        f'<form id="adding"><div class="drop"><p>{say("adding.drop")}</p>'
        f'<p class="ways"><label class="pick">{say("adding.files")}<input type="file" name="files" multiple '
        f'accept="{escape(",".join(kinds))}"></label>'
        f'<label class="pick">{say("adding.folder")}<input type="file" name="folder" webkitdirectory></label></p>'
        f'<p class="aside">{say("adding.kinds", kinds=escape(listed))}</p>'
        '</div><p class="notice" role="alert" hidden></p>'
        f'<div class="progress" hidden><progress aria-label="{say("adding.progress")}"></progress> '
        '<span role="status"></span></div>'
        '</form><div id="added" aria-live="polite"></div>'
    )


def added_view(added: Outcome, ledger: Ledger) -> str:
    """What came of the work, with the way to the minutes and the way back."""
    if added.fault:
        return f'<p class="notice">{escape(added.fault)}</p>'
    counts = {
        "new": added.new,
        "changed": added.changed,
        "unchanged": added.unchanged,
        "refused": added.refused,
        "removed": added.removed,
    }
    counted = ", ".join(say(f"adding.{key}", n=len(of)) for key, of in counts.items() if of) or say("adding.nothing")
    html = f"<h3>{say('adding.found')}</h3><p>{counted}</p>"
    taken = [*added.new, *added.changed]
    if taken:
        html += _found(taken, ledger)
        html += (
            '<p class="ways"><button type="button" data-take-out="'
            f'{escape(_names(added.new))}">{say("adding.take_all_out")}</button></p>'
            if added.new
            else ""
        )
    return html + _listed("adding.not_taken", added.refused) + _listed("adding.odd", added.odd)


def _listed(heading: str, said: Sequence[tuple[str, str]]) -> str:
    """Sentences under a heading, which is given by its key; nothing where there are none."""
    return f"<h3>{say(heading)}</h3><ul>{''.join(f'<li>{_said(one)}</li>' for one in said)}</ul>" if said else ""


def status_view(ledger: Ledger, added_here: Callable[[str], bool]) -> str:
    """Every document, what failed, and what looks wrong; those that were added here can be taken out."""
    summary, documents, failures = ledger.summary(), ledger.documents(), ledger.failures()
    waiting = f" {say('status.waiting', n=summary.unindexed)}" if summary.unindexed else ""
    holds = say(
        "status.holds",
        documents=summary.documents,
        meetings=summary.meetings,
        paragraphs=summary.paragraphs,
        resolutions=summary.resolutions,
        actions=summary.actions,
    )
    html = f"<h2>{say('masthead.status')}</h2><p>{holds}{waiting}</p>"
    html += f"<h3>{say('status.failed')} ({len(failures):,})</h3>"
    html += (
        table(
            say("status.failed"),
            [
                Column(head=say("status.file"), cells=[escape(one.source) for one in failures]),
                Column(head=say("status.why"), cells=[escape(one.reason) for one in failures]),
                Column(head="", cells=[_out([one.document], one.source, added_here) for one in failures]),
            ],
        )
        if failures
        else f"<p>{say('status.every_file')}</p>"
    )
    odd = oddities(ledger, date.today())
    html += f"<h3>{say('adding.odd')} ({len(odd):,})</h3>"
    listed = "".join(f"<li>{_said((one.of, one.what))}</li>" for one in odd)
    html += f"<ul>{listed}</ul>" if odd else f"<p>{say('status.nothing_odd')}</p>"
    listed = table(
        say("status.documents"),
        [
            Column(head=say("adding.document"), cells=[_document(row) for row in documents]),
            Column(head=say("list.body"), cells=[shown(row["body"]) for row in documents]),
            Column(head=say("list.meeting"), cells=[shown(row["held_on"] or say("undated")) for row in documents]),
            Column(head=say("status.remarks"), cells=[shown("; ".join(_remarks(row))) for row in documents]),
            Column(head="", cells=[_out([row["name"]], row["source"], added_here) for row in documents]),
        ],
    )
    more = f"<details><summary>{say('status.every_document', n=len(documents))}</summary>{listed}</details>"
    return html + f"<h3>{say('status.documents')}</h3>{more}"


def _document(row: dict[str, Any]) -> str:
    return f'<a href="{address("minutes", meeting=row["name"])}">{escape(row["name"])}</a>'


def _remarks(row: dict[str, Any]) -> list[str]:
    superseded = [say("status.superseded", other=row["superseded_by"])] if row["superseded_by"] else []
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
        say("adding.found"),
        [
            Column(head=say("list.meeting"), cells=ways),
            Column(head=say("adding.document"), cells=[escape(one.document) for one in rows]),
            Column(head=say("list.items"), cells=[str(one.items) for one in rows]),
            Column(head=say("list.decisions"), cells=[str(one.decisions) for one in rows]),
            Column(head=say("list.actions"), cells=[str(one.actions) for one in rows]),
            Column(head=say("list.present"), cells=[str(one.present or say("list.not_listed")) for one in rows]),
        ],
    )


def _said(one: tuple[str, str]) -> str:
    return f"{escape(one[0])}: {escape(one[1])}"


def _out(names: Sequence[str], source: str, added_here: Callable[[str], bool]) -> str:
    """The button that takes documents out, where they were added here: others would come back from their folder."""
    if not added_here(source):
        return ""
    return f'<button type="button" data-take-out="{escape(_names(names))}">{say("adding.take_out")}</button>'


def _names(names: Sequence[str]) -> str:
    return json.dumps(list(names))
