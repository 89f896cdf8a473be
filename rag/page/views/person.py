"""One person: how they attended over time, drawn and in words, how they voted, and what they moved."""

from html import escape
from itertools import groupby

from rag.browsing import Person, person
from rag.browsing.people import AttendedMeeting
from rag.ledger import Ledger
from rag.page.rows import shown
from rag.page.views.lists import decisions_table
from rag.page.views.parts import Column, Query, address, day, table
from rag.records.attendance import THERE
from rag.words import say

_EDGE, _ROW, _MARK = 1.5, 54, 7  # of the width in hundredths: letters stay as large on a phone; pixels


def person_view(ledger: Ledger, query: Query) -> str:
    """The person of a name; raises UnknownPerson."""
    found = person(ledger, query.name, query.within)
    row = found.row
    also = [one for one in row.written if one != row.name]
    offices = say("person.listed_as", offices=", ".join(row.offices)) if row.offices else ""
    written = say("person.also", names=", ".join(also)) if also else ""
    html = f"<h2>{shown(row.name)}</h2><p>{shown(', '.join(row.bodies))}</p>"
    html += f'<p class="aside">{shown(f"{offices} {written}".strip())}</p>' if offices or written else ""
    html += f"<h3>{say('person.attendance')}</h3>{_drawn(found)}{_told(found)}"
    if found.votes:
        html += f"<h3>{say('person.votes')}</h3>{_votes(found)}"
    if found.motions:
        html += f"<h3>{say('person.moved')}</h3>{decisions_table(found.motions)}"
    return html


def _how(meeting: AttendedMeeting) -> str:
    return say(f"presence.{meeting.presence}") if meeting.presence else say("list.not_listed")


def _drawn(found: Person) -> str:
    """A mark for each meeting on a line for each body: filled where they were there, empty where they were not."""
    meetings = found.attendance
    if not meetings:
        return f"<p>{say('person.undated')}</p>"
    first, last = meetings[0].held_on.toordinal(), meetings[-1].held_on.toordinal()
    span = max(1, last - first)
    drawn, lines = "", 0
    by_body = sorted(meetings, key=lambda one: (one.body, one.held_on))
    for lines, (body, held) in enumerate(groupby(by_body, key=lambda one: one.body), 1):
        y = _ROW * (lines - 1) + 36
        drawn += f'<text x="{_EDGE}%" y="{y - 16}">{shown(body)}</text>'
        drawn += f'<line x1="{_EDGE}%" x2="{100 - _EDGE}%" y1="{y}" y2="{y}"></line>'
        for one in held:
            x = 2 * _EDGE + (100 - 4 * _EDGE) * (one.held_on.toordinal() - first) / span
            there = "there" if one.presence in THERE else "away" if one.presence else "unlisted"
            drawn += (
                f'<circle class="{there}" cx="{x:.1f}%" cy="{y}" r="{_MARK if one.presence else 3}">'
                f"<title>{escape(day(one.held_on))}: {_how(one)}</title></circle>"
            )
    years = "".join(
        f'<text class="year" x="{_EDGE + (100 - 2 * _EDGE) * share}%" y="{_ROW * lines + 18}" '
        f'text-anchor="{"start" if share == 0 else "end"}">{escape(day(when))}</text>'
        for share, when in ((0, meetings[0].held_on), (1, meetings[-1].held_on))
    )
    attended = sum(one.presence in THERE for one in meetings)
    begin, end = day(meetings[0].held_on), day(meetings[-1].held_on)
    said = say("person.attended", present=attended, meetings=len(meetings), first=begin, last=end)
    return (
        f'<p>{escape(said)} <span class="aside">{say("person.legend")}</span></p>'
        f'<svg class="attended" height="{_ROW * lines + 26}" role="img" aria-label="{escape(said)}">'
        f"{drawn}{years}</svg>"
    )


def _told(found: Person) -> str:
    rows = found.attendance
    places = []
    for one in rows:
        where = address("minutes", **({"at": one.paragraph_id} if one.paragraph_id else {"meeting": one.document}))
        places.append(f'<a href="{where}">{escape(day(one.held_on))}</a>')
    listed = table(
        say("person.attendance"),
        [
            Column(head=say("list.meeting"), cells=places),
            Column(head=say("list.body"), cells=[shown(one.body) for one in rows]),
            Column(head=say("person.how"), cells=[_how(one) for one in rows]),
            Column(head=say("list.listed_as"), cells=[shown(one.role or "") for one in rows]),
        ],
    )
    return f"<details><summary>{say('person.each', n=len(rows))}</summary>{listed}</details>" if rows else ""


def _votes(found: Person) -> str:
    rows = found.votes
    places = [f'<a href="{address("minutes", at=one.paragraph_id)}">{escape(day(one.held_on))}</a>' for one in rows]
    return table(
        say("person.votes"),
        [
            Column(head=say("list.meeting"), cells=places),
            Column(head=say("person.on"), cells=[shown(one.matter) or say("person.not_sure") for one in rows]),
            Column(head=say("person.vote"), cells=[say(f"cast.{one.cast}") for one in rows]),
        ],
    )
