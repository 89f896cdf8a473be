"""The lists: meetings, decisions, actions and people."""

from html import escape

from rag.browsing import ActionRow, DecisionRow, PersonRow, actions, decisions, meetings, people
from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.page.rows import shown
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
    narrowing,
    paged,
    place,
    table,
)


def meetings_view(ledger: Ledger, query: Query) -> str:
    """The meetings, the latest first, each the way to its minutes."""
    page = meetings(ledger, query.within, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        "Meetings",
        [
            Column(
                head="Meeting",
                cells=[
                    f'<a href="{address("minutes", meeting=one.meeting)}">{escape(day(one.held_on))}</a>{badges(one)}'
                    for one in rows
                ],
            ),
            Column(head="Body", cells=[shown(one.body) for one in rows]),
            Column(head="Items", cells=[str(one.items) for one in rows]),
            Column(head="Decisions", cells=[str(one.decisions) for one in rows]),
            Column(head="Actions", cells=[str(one.actions) for one in rows]),
            Column(head="Present", cells=[str(one.present or "not listed") for one in rows]),
        ],
    )
    form = narrowing("meetings", query, ledger, words="Words of the minutes")
    return f"<h2>Meetings</h2>{form}{paged('meetings', query, page, 'meetings', listed)}"


def decisions_view(ledger: Ledger, query: Query) -> str:
    """The decisions, the latest first."""
    page = decisions(ledger, query.within, outcome=query.outcome, mover=query.mover, limit=ROWS, offset=query.offset)
    listed = decisions_table(page.rows)
    outcomes = choice("outcome", "Outcome", "All outcomes", list(Outcome), query.outcome)
    form = narrowing("decisions", query, ledger, words="Words", more=outcomes + field("mover", "Moved by", query.mover))
    return f"<h2>Decisions</h2>{form}{paged('decisions', query, page, 'decisions', listed, tables=True)}"


def decisions_table(rows: tuple[DecisionRow, ...]) -> str:
    """Decisions as a table, each with how it ended and the way to its paragraph."""
    return table(
        "Decisions",
        [
            Column(head="Meeting", cells=[place(one) for one in rows]),
            Column(
                head="Decision",
                cells=[
                    f"{f'<b>{shown(one.matter)}</b><br>' if one.matter else ''}"
                    f'<span class="words">{shown(one.text)}</span>'
                    for one in rows
                ],
            ),
            Column(head="Outcome", cells=[_ended(one) for one in rows]),
            Column(head="", cells=[ask_about(asked_of(one)) for one in rows]),
        ],
    )


def _ended(row: DecisionRow) -> str:
    """How a decision ended, by whom it was moved, and with which votes."""
    votes = {"for": row.votes_for, "against": row.votes_against, "abstained": row.abstentions}
    counted = ", ".join(f"{count} {side}" for side, count in votes.items() if count is not None)
    moved = [f"{done} by {shown(name)}" for done, name in (("moved", row.proposer), ("seconded", row.seconder)) if name]
    return f'{row.outcome}<br><span class="aside">{"<br>".join(filter(None, [counted, *moved]))}</span>'


def actions_view(ledger: Ledger, query: Query) -> str:
    """The actions, those of the latest meeting first."""
    page = actions(ledger, query.within, owner=query.owner, done=query.is_done, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        "Actions",
        [
            Column(head="Meeting", cells=[place(one) for one in rows]),
            Column(head="Who", cells=[shown(one.owner) for one in rows]),
            Column(head="What", cells=[f'<span class="words">{shown(one.task)}</span>' for one in rows]),
            Column(head="By when", cells=[shown(one.due or "") or "not said" for one in rows]),
            Column(head="Reported", cells=[_reported(one) for one in rows]),
            Column(head="", cells=[ask_about(f"What became of this: {one.task[:200]}") for one in rows]),
        ],
    )
    reported = choice("done", "Reported done", "either way", ["yes", "no"], query.done)
    form = narrowing("actions", query, ledger, words="Words", more=field("owner", "Who", query.owner) + reported)
    return f"<h2>Actions</h2>{form}{paged('actions', query, page, 'actions', listed, tables=True)}"


def _reported(row: ActionRow) -> str:
    """How an action stands by a table of actions, with the way to it; nothing where no table says."""
    if row.status is None or row.status_in is None:
        return ""
    done = "<b>Done</b><br>" if row.reported_done else ""
    where = f'<a href="{address("minutes", at=row.status_in)}">{escape(day(row.status_on))}</a>'
    return f'{done}<span class="words">{shown(row.status)}</span><br><span class="aside">{where}</span>'


def _who(row: PersonRow) -> str:
    """The address of a person: with the body where they sit on one only, for others may have that name elsewhere."""
    return address("person", name=row.name, **({"body": row.bodies[0]} if len(row.bodies) == 1 else {}))


def people_view(ledger: Ledger, query: Query) -> str:
    """The people whom the attendance of meetings names, by surname."""
    page = people(ledger, query.within, limit=ROWS, offset=query.offset)
    rows = page.rows
    listed = table(
        "People",
        [
            Column(
                head="Name",
                cells=[f'<a href="{_who(one)}">{shown(one.name)}</a>' for one in rows],
            ),
            Column(head="Bodies", cells=[shown(", ".join(one.bodies)) for one in rows]),
            Column(head="Listed as", cells=[shown(", ".join(one.offices)) for one in rows]),
            Column(head="Present", cells=[f"{one.present} of {one.listed} that list them" for one in rows]),
            Column(head="From", cells=[day(one.first) for one in rows]),
            Column(head="To", cells=[day(one.last) for one in rows]),
        ],
    )
    form = narrowing("people", query, ledger, words="Name")
    return f"<h2>People</h2>{form}{paged('people', query, page, 'people', listed)}"
