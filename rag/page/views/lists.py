"""The lists: meetings, decisions, actions and people."""

from html import escape

from rag.browsing import ActionRow, DecisionRow, PersonRow, actions, decisions, meetings, people
from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.page.rows import as_minuted, shown
from rag.page.views.parts import (
    ROWS,
    Column,
    Query,
    address,
    ask_about,
    asked_of,
    badges,
    choice,
    day,
    field,
    headed,
    narrowing,
    paged,
    place,
    table,
    words,
)
from rag.words import say


def meetings_view(ledger: Ledger, query: Query) -> str:
    """The meetings, the latest first, each the way to its minutes."""
    page = meetings(ledger, query.within, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        say("masthead.meetings"),
        [
            Column(
                head=say("list.meeting"),
                cells=[
                    f'<a href="{address("minutes", meeting=one.meeting)}">{escape(day(one.held_on))}</a>{badges(one)}'
                    for one in rows
                ],
            ),
            Column(head=say("list.body"), cells=[shown(one.body) for one in rows]),
            Column(head=say("list.items"), cells=[str(one.items) for one in rows]),
            Column(head=say("list.decisions"), cells=[str(one.decisions) for one in rows]),
            Column(head=say("list.actions"), cells=[str(one.actions) for one in rows]),
            Column(head=say("list.present"), cells=[str(one.present or say("list.not_listed")) for one in rows]),
        ],
    )
    form = narrowing("meetings", query, ledger, words=say("list.words_of_minutes"))
    return f"{headed('meetings')}{form}{paged('meetings', query, page, listed)}"


def decisions_view(ledger: Ledger, query: Query) -> str:
    """The decisions, the latest first."""
    page = decisions(ledger, query.within, outcome=query.outcome, mover=query.mover, limit=ROWS, offset=query.offset)
    listed = decisions_table(page.rows)
    values = {one.value: say(f"outcome.{one}") for one in Outcome}
    more = choice("outcome", say("list.outcome"), say("list.every_outcome"), values, query.outcome)
    more += field("mover", say("list.moved_by"), query.mover)
    form = narrowing("decisions", query, ledger, words=say("list.words"), more=more)
    return f"{headed('decisions')}{form}{paged('decisions', query, page, listed, tables=True)}"


def decisions_table(rows: tuple[DecisionRow, ...]) -> str:
    """Decisions as a table, each with how it ended and the way to its paragraph."""
    return table(
        say("masthead.decisions"),
        [
            Column(head=say("list.meeting"), cells=[place(one) for one in rows]),
            Column(
                head=say("list.decision"),
                cells=[
                    f"{f'<b{as_minuted()}>{shown(one.matter)}</b><br>' if one.matter else ''}{words(one.text)}"
                    for one in rows
                ],
            ),
            Column(head=say("list.outcome"), cells=[_ended(one) for one in rows]),
            Column(head="", cells=[ask_about(asked_of(one)) for one in rows]),
        ],
    )


def _ended(row: DecisionRow) -> str:
    """How a decision ended, by whom it was moved, and with which votes."""
    votes = {"votes_for": row.votes_for, "votes_against": row.votes_against, "abstentions": row.abstentions}
    counted = ", ".join(say(f"list.{side}", n=count) for side, count in votes.items() if count is not None)
    names = {"moved": row.proposer, "seconded": row.seconder}
    moved = [say(f"list.{done}", name=shown(name)) for done, name in names.items() if name]
    return (
        f'{say(f"outcome.{row.outcome}")}<br><span class="aside">{"<br>".join(filter(None, [counted, *moved]))}</span>'
    )


def actions_view(ledger: Ledger, query: Query) -> str:
    """The actions, those of the latest meeting first."""
    page = actions(ledger, query.within, owner=query.owner, done=query.is_done, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        say("masthead.actions"),
        [
            Column(head=say("list.meeting"), cells=[place(one) for one in rows]),
            Column(head=say("list.who"), cells=[shown(one.owner) for one in rows]),
            Column(head=say("list.what"), cells=[words(one.task) for one in rows]),
            Column(head=say("list.by_when"), cells=[shown(one.due or "") or say("list.not_said") for one in rows]),
            Column(head=say("list.reported"), cells=[_reported(one) for one in rows]),
            Column(head="", cells=[ask_about(say("question.became", task=one.task[:200])) for one in rows]),
        ],
    )
    done = {"yes": say("list.done"), "no": say("list.not_done")}
    reported = choice("done", say("list.reported"), say("list.every_action"), done, query.done)
    more = field("owner", say("list.who"), query.owner) + reported
    form = narrowing("actions", query, ledger, words=say("list.words"), more=more)
    return f"{headed('actions')}{form}{paged('actions', query, page, listed, tables=True)}"


def _reported(row: ActionRow) -> str:
    """How an action stands by a table of actions, with the way to it; nothing where no table says."""
    if row.status is None or row.status_in is None:
        return ""
    done = f"<b>{say('list.done')}</b><br>" if row.reported_done else ""
    where = f'<a href="{address("minutes", at=row.status_in)}">{escape(day(row.status_on))}</a>'
    return f'{done}{words(row.status)}<br><span class="aside">{where}</span>'


def _who(row: PersonRow) -> str:
    """The address of a person: with the body where they sit on one only, for others may have that name elsewhere."""
    return address("person", name=row.name, **({"body": row.bodies[0]} if len(row.bodies) == 1 else {}))


def people_view(ledger: Ledger, query: Query) -> str:
    """The people whom the attendance of meetings names, by surname."""
    page = people(ledger, query.within, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        say("masthead.people"),
        [
            Column(
                head=say("list.name"),
                cells=[f'<a href="{_who(one)}">{shown(one.name)}</a>' for one in rows],
            ),
            Column(head=say("list.bodies"), cells=[shown(", ".join(one.bodies)) for one in rows]),
            Column(head=say("list.listed_as"), cells=[shown(", ".join(one.offices)) for one in rows]),
            Column(
                head=say("list.present"),
                cells=[say("list.present_of", present=one.present, listed=one.listed) for one in rows],
            ),
            Column(head=say("list.from"), cells=[day(one.first) for one in rows]),
            Column(head=say("list.to"), cells=[day(one.last) for one in rows]),
        ],
    )
    form = narrowing("people", query, ledger, words=say("list.name"))
    return f"{headed('people')}{form}{paged('people', query, page, listed)}"
