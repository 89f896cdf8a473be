"""Decisions, to be looked through: by body, days, outcome, mover and words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.browsing.rows import EVERYTHING, Page, Row, Within, paged, place, rows_within
from rag.ledger import Ledger
from rag.ledger import Row as Found
from rag.minutes import Outcome, readable
from rag.records.people import who
from rag.records.quoting import deciding
from rag.records.vocabulary import holds

ONE = """coalesce('ballot ' || r.ballot, r.paragraph || '\n' || r.outcome || '\n' || coalesce(r.proposer, '') || '\n' ||
coalesce(r.seconder, '') || '\n' || r.title || '\n' || coalesce(CAST(r.votes_for AS TEXT), ''))"""
_COLUMNS = f"""{ONE} AS one, r.proposer, r.seconder, r.outcome, r.title, coalesce(b.matter, '') AS matter,
coalesce(r.votes_for, b.votes_for) AS votes_for, coalesce(r.votes_against, b.votes_against) AS votes_against,
coalesce(r.abstentions, b.abstentions) AS abstentions"""
_TABLES = "resolutions r LEFT JOIN ballots b ON b.id = r.ballot JOIN paragraphs p ON p.id = r.paragraph"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow(Row):
    """One decision; `text` are the sentences that decide, `matter` what was decided on where that stands elsewhere."""

    outcome: Outcome
    proposer: str | None
    seconder: str | None
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None
    matter: str


def decisions(
    ledger: Ledger,
    within: Within = EVERYTHING,
    *,
    outcome: Outcome | None = None,
    mover: str = "",
    limit: int | None = 50,
    offset: int = 0,
) -> Page[DecisionRow]:
    """Decisions, the latest first; raises WrongUse for a page that can't be.

    What isn't stated to have been decided is left out, unless that outcome or a mover's motions are asked for. The
    rows of one ballot are one decision, and so are those of a paragraph that nothing distinguishes. A mover whose name
    may be several people's has moved nothing.
    """
    found = recorded_decisions(ledger, within)
    if mover:
        meant = who(mover, {row["proposer"] for row in found if row["proposer"]})
        found = [row for row in found if row["proposer"] in meant]
    if outcome:
        found = [row for row in found if row["outcome"] == outcome]
    elif not mover:
        found = [row for row in found if row["outcome"] != Outcome.NOT_STATED]
    return paged(once(found), limit, offset, lambda rows: decision_rows(ledger, rows))


def recorded_decisions(ledger: Ledger, within: Within) -> Sequence[Found]:
    """The rows of the resolutions, those of which it isn't stated how they ended among them."""
    return rows_within(ledger, _COLUMNS, _TABLES, within, "r.rowid")


def once(found: Iterable[Found]) -> Sequence[Found]:
    """The first row of each ballot, and of those that nothing distinguishes: one paragraph may say "agreed" thrice."""
    return list({row["one"]: row for row in reversed(list(found))}.values())[::-1]


def decision_rows(ledger: Ledger, found: Sequence[Found]) -> Iterable[DecisionRow]:
    """The decisions that these rows record."""
    cited = ledger.cited(row["paragraph"] for row in found)
    for row in found:
        one = cited[row["paragraph"]]
        yield DecisionRow(
            **place(one, deciding(one, holds("deciding")).quote),
            outcome=Outcome(row["outcome"]),
            matter=readable(row["title"] or row["matter"]),
            **{name: row[name] for name in ("proposer", "seconder", "votes_for", "votes_against", "abstentions")},
        )
