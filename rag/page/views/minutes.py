"""One meeting as its minutes read, with what was decided, who was to do what, and who was there."""

from html import escape
from itertools import groupby
from urllib.parse import quote, urlencode

from rag.browsing import Minutes, minutes
from rag.ledger import Ledger
from rag.page.rows import laid_out, shown
from rag.page.views.lists import decisions_table
from rag.page.views.parts import Query, address, badges, day


def minutes_view(ledger: Ledger, query: Query) -> str:
    """The minutes of one meeting, or of the meeting of a paragraph; raises UnknownDocument."""
    cited = ledger.paragraph(query.at) if query.at else None
    read = minutes(ledger, cited.meeting if cited else query.meeting, exempt=query.exempt)
    meeting = read.meeting
    facts = [
        f"begun {meeting.begun}" if meeting.begun else "",
        f"ended {meeting.ended}" if meeting.ended else "",
        meeting.venue or "",
    ]
    said = "; ".join(filter(None, facts))
    return (
        f"<h2>{shown(meeting.body)}, {escape(day(meeting.held_on))}</h2>"
        f'<p class="aside">{shown(said)}{badges(meeting)}</p>{_ways(read)}{_superseded(read)}'
        f"{_folded('Decisions', len(read.decisions), decisions_table(read.decisions) if read.decisions else '')}"
        f"{_folded('Actions', len(read.actions), _actions(read))}"
        f"{_folded('Attendance', len(read.attendance), _attendance(read))}"
        f'<div class="minutes">{_items(read)}</div>'
    )


def _ways(read: Minutes) -> str:
    meeting = read.meeting
    file = escape(urlencode({"document": meeting.document}, quote_via=quote))
    ways = [f'<a data-file="file?{file}" href="#" target="_blank">Open the document</a>']
    if (meeting.link or "").lower().startswith(("http://", "https://")):
        link = escape(meeting.link or "")
        ways.append(f'<a href="{link}" target="_blank" rel="noopener noreferrer">The council’s own page</a>')
    return f'<p class="ways">{" ".join(ways)} <span class="aside">{escape(meeting.document)}</span></p>'


def _superseded(read: Minutes) -> str:
    other = read.meeting.superseded_by
    if not other:
        return ""
    where = address("minutes", meeting=other)
    said = "Other minutes of this meeting count before these:"
    return f'<p class="changed">{said} <a href="{where}">{escape(other)}</a></p>'


def _folded(heading: str, count: int, content: str) -> str:
    return f"<details><summary>{heading} ({count})</summary>{content}</details>" if count else ""


def _actions(read: Minutes) -> str:
    rows = ""
    for one in read.actions:
        where = address("minutes", at=one.paragraph_id)
        due = f" ({shown(one.due)})" if one.due else ""
        rows += f'<li><a href="{where}">{shown(one.owner)}</a>: {shown(one.task)}{due}</li>'
    return f"<ul>{rows}</ul>"


def _attendance(read: Minutes) -> str:
    rows = []
    for presence, listed in groupby(
        sorted(read.attendance, key=lambda one: one.presence), key=lambda one: one.presence
    ):
        names = [
            shown(", ".join(filter(None, [one.name, one.role, one.organisation, one.arrived, one.left, one.note])))
            for one in listed
        ]
        rows.append(f"<dt>{presence.replace('_', ' ').capitalize()}</dt><dd>{'; '.join(names)}</dd>")
    return f"<dl>{''.join(rows)}</dl>"


def _items(read: Minutes) -> str:
    html = ""
    for item in read.items:
        heading = " ".join(filter(None, [item.number, item.title]))
        html += f"<h3>{shown(heading)}</h3>" if heading else ""
        html += '<p class="aside">Taken with the press and public excluded.</p>' if item.exempt else ""
        for one in item.paragraphs:
            words = laid_out(one.text) or f"<p>{shown(one.text)}</p>"
            html += f'<div class="paragraph {one.kind}" id="p-{escape(one.id)}" tabindex="-1">{words}</div>'
    return html
