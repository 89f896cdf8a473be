"""One meeting as its minutes read, with what was decided, who was to do what, and who was there."""

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby
from typing import TypeVar
from urllib.parse import quote, urlencode

from rag.browsing import ActionRow, Minutes, minutes
from rag.browsing.meetings import Listed
from rag.ledger import Ledger
from rag.page.rows import as_minuted, laid_out, shown
from rag.page.views.lists import decisions_table
from rag.page.views.parts import Query, address, badges, day
from rag.words import say

T = TypeVar("T")


def minutes_view(ledger: Ledger, query: Query) -> str:
    """The minutes of one meeting, or of the meeting of a paragraph; raises UnknownDocument."""
    cited = ledger.paragraph(query.at) if query.at else None
    read = minutes(ledger, cited.meeting if cited else query.meeting, exempt=query.exempt)
    meeting = read.meeting
    facts = [
        say("minutes.begun", time=meeting.begun) if meeting.begun else "",
        say("minutes.ended", time=meeting.ended) if meeting.ended else "",
        meeting.venue or "",
    ]
    said = "; ".join(filter(None, facts))
    return (
        f"<h2>{shown(meeting.body)}, {escape(day(meeting.held_on))}</h2>"
        f'<p class="aside">{shown(said)}{badges(meeting)}</p>{_ways(read)}{_superseded(read)}'
        f"{_folded('masthead.decisions', read.decisions, decisions_table)}"
        f"{_folded('masthead.actions', read.actions, _actions)}"
        f"{_folded('minutes.attendance', read.attendance, _attendance)}"
        f'<div class="minutes">{_items(read)}</div>'
    )


def _ways(read: Minutes) -> str:
    meeting = read.meeting
    file = escape(urlencode({"document": meeting.document}, quote_via=quote))
    ways = [f'<a data-file="file?{file}" href="#" target="_blank">{say("minutes.open")}</a>']
    if (meeting.link or "").lower().startswith(("http://", "https://")):
        link = escape(meeting.link or "")
        ways.append(f'<a href="{link}" target="_blank" rel="noopener noreferrer">{say("minutes.council_page")}</a>')
    return f'<p class="ways">{" ".join(ways)} <span class="aside">{escape(meeting.document)}</span></p>'


def _superseded(read: Minutes) -> str:
    other = read.meeting.superseded_by
    if not other:
        return ""
    where = address("minutes", meeting=other)
    return f'<p class="changed">{say("minutes.superseded")} <a href="{where}">{escape(other)}</a></p>'


def _folded(heading: str, rows: tuple[T, ...], drawn: Callable[[tuple[T, ...]], str]) -> str:
    """Rows that unfold from their heading, which is given by its key; nothing where there are none."""
    if not rows:
        return ""
    head = say("minutes.folded", heading=say(heading), n=len(rows))
    return f"<details><summary>{head}</summary>{drawn(rows)}</details>"


def _actions(actions: Sequence[ActionRow]) -> str:
    rows = ""
    for one in actions:
        where = address("minutes", at=one.paragraph_id)
        due = f" ({shown(one.due)})" if one.due else ""
        rows += f'<li><a href="{where}">{shown(one.owner)}</a>: <span{as_minuted()}>{shown(one.task)}{due}</span></li>'
    return f"<ul>{rows}</ul>"


def _attendance(attendance: Sequence[Listed]) -> str:
    rows = []
    for presence, listed in groupby(sorted(attendance, key=_presence), key=_presence):
        names = [
            shown(", ".join(filter(None, [one.name, one.role, one.organisation, one.arrived, one.left, one.note])))
            for one in listed
        ]
        rows.append(f"<dt>{say(f'presence.{presence}').capitalize()}</dt><dd>{'; '.join(names)}</dd>")
    return f"<dl>{''.join(rows)}</dl>"


def _presence(one: Listed) -> str:
    return one.presence


def _items(read: Minutes) -> str:
    html = ""
    for item in read.items:
        heading = " ".join(filter(None, [item.number, item.title]))
        html += f"<h3{as_minuted()}>{shown(heading)}</h3>" if heading else ""
        html += f'<p class="aside">{say("minutes.exempt")}</p>' if item.exempt else ""
        for one in item.paragraphs:
            words = laid_out(one.text) or f"<p>{shown(one.text)}</p>"
            of = f'class="paragraph {one.kind}" id="p-{escape(one.id)}" tabindex="-1"{as_minuted()}'
            html += f"<div {of}>{words}</div>"
    return html
