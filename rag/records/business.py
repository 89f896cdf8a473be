"""What meetings decided and what was to be done, over all that a scope bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger
from rag.minutes import CELLS, CitedParagraph, Outcome, readable
from rag.names import parsed
from rag.plan import ActionsOf, DecisionsOf
from rag.records.attendance import roll
from rag.records.ballots import ballots_of
from rag.records.meetings import Held, rows_in
from rag.records.people import who
from rag.records.phrasing import MOST, remainder
from rag.records.quoting import deciding, holding, plain, points_of, whole
from rag.records.vocabulary import holds, is_office, names_office
from rag.sentences import sentences

_RESOLUTIONS = """
SELECT r.rowid AS id, p.meeting, r.paragraph, r.proposer, r.outcome, r.ballot, b.paragraph AS put,
    i.number AS item, i.title AS item_title
FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph LEFT JOIN ballots b ON b.id = r.ballot
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, r.rowid
"""
_ACTIONS = """
SELECT p.meeting, a.paragraph, a.owner, a.task, i.number AS item, i.title AS item_title
FROM actions a JOIN paragraphs p ON p.id = a.paragraph JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, a.rowid
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One row of the resolutions with the meeting and the item that it stands in.

    `put`: the id of the paragraph that puts it to the vote, None where there was no ballot.
    """

    id: int
    held: Held
    paragraph: str
    proposer: str | None
    outcome: Outcome
    ballot: int | None
    put: str | None
    item: str
    item_title: str


def decided(
    ledger: Ledger, meetings: Sequence[Held], outcome: Outcome | None = None, mover: str | None = None
) -> Sequence[Decided]:
    """The decisions of these meetings in order, or those that ended so, or one person's motions however they ended.

    Where neither is given, what isn't stated to have been decided is left out. The rows of one ballot are one decision,
    that which only puts it to the vote among them.
    """
    held = {one.id: one for one in meetings}
    columns = ("id", "paragraph", "proposer", "ballot", "put", "item", "item_title")
    found = [
        Decided(held=held[row["meeting"]], outcome=Outcome(row["outcome"]), **{name: row[name] for name in columns})
        for row in rows_in(_RESOLUTIONS, meetings, ledger)
    ]
    if mover:
        meant = who(mover, [one.proposer for one in found if one.proposer])
        found = [one for one in found if one.proposer in meant]
    if outcome:
        found = [one for one in found if one.outcome is outcome]
    elif not mover:
        found = [one for one in found if one.outcome is not Outcome.NOT_STATED]
    last = {one.ballot: one for one in found if one.ballot is not None}
    puts = {one.put for one in last.values() if one.put != one.paragraph}
    found = [one for one in found if one.ballot is not None or one.paragraph not in puts]
    once: dict[tuple[bool, int], Decided] = {}
    for one in found:
        once.setdefault((one.ballot is None, one.ballot or one.id), one)
    return list(once.values())


def decisions_of(query: DecisionsOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Every decision of these meetings, or those of one outcome or mover, each quoted; None where there is none."""
    found = decided(ledger, meetings, query.outcome, query.mover)
    groups = [list(rows) for _, rows in groupby(found, key=lambda one: one.paragraph)]
    single = len({(one.held.body, one.held.held_on) for one in found}) == 1
    findings = _in_full([rows[0].paragraph for rows in groups[:MOST]], single, ledger)
    shown = sum(len(rows) for rows in groups[:MOST])
    rest = [_place(one.held, one.item, one.item_title, single) for rows in groups[MOST:] for one in rows]
    return Findings(findings=findings, missing=remainder(shown, len(found), rest)) if findings else None


def told_in(decisions: Sequence[Decided], ledger: Ledger) -> Sequence[CitedParagraph]:
    """The paragraphs that tell how decisions ended, each once: the last of their ballots, else their own."""
    own = ledger.cited(one.paragraph for one in decisions)
    ended = {one: ballot.paragraphs[-1] for ballot in ballots_of(own, ledger) for one in ballot.paragraphs}
    return list(dict.fromkeys(ended.get(one, one) for one in own.values()))


def _holding(office: str, meetings: Sequence[Held], owners: Sequence[str], ledger: Ledger) -> frozenset[str]:
    """The owners of actions who are listed in an office at these meetings: "Mr Reed", and he is the clerk."""
    held = {one.name for one in roll(ledger, meetings) if one.role and is_office(one.role, office)}
    return frozenset(owner for one in held for owner in who(one, owners)) if names_office(office) else frozenset()


def actions_of(query: ActionsOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """What somebody, or everybody, undertook or was asked to do at these meetings; None where nobody surely was."""
    held = {one.id: one for one in meetings}
    rows = rows_in(_ACTIONS, meetings, ledger)
    if query.owner:
        people = [one.name for one in roll(ledger, meetings)]
        owners = [row["owner"] for row in rows]
        meant = who(query.owner, [*people, *owners]) | _holding(query.owner, meetings, owners, ledger)
        rows = [row for row in rows if row["owner"] in meant]
        name = parsed(query.owner)
        if len({held[row["meeting"]].body for row in rows}) > 1 and not (name and name.given):
            return None  # a surname may be two people's
    single = len({held[row["meeting"]].held_on for row in rows}) == 1
    cited = ledger.cited(row["paragraph"] for row in rows[:MOST])
    spans = [_undertaking(cited[row["paragraph"]], row["owner"], row["task"]) for row in rows[:MOST]]
    findings = {(span.cited.id, span.start): _dated([span], single) for span in spans}
    rest = [_place(held[row["meeting"]], row["item"], row["item_title"], single) for row in rows[MOST:]]
    missing = remainder(len(spans), len(rows), rest)
    return Findings(findings=tuple(findings.values()), missing=missing) if findings else None


def tasks_of(meetings: Sequence[Held], ledger: Ledger) -> Sequence[AnswerSpan]:
    """Where each action of these meetings stands; none where a list may repeat what the business says."""
    rows = rows_in(_ACTIONS, meetings, ledger)
    cited = ledger.cited(row["paragraph"] for row in rows)
    if len({CELLS in one.paragraph.text for one in cited.values()}) > 1:
        return []
    return [_undertaking(cited[row["paragraph"]], row["owner"], row["task"]) for row in rows]


def _in_full(decisions: Sequence[str], single: bool, ledger: Ledger) -> tuple[Finding, ...]:
    """Each decision with what was put to the vote and how that ended, where these stand elsewhere, and its points."""
    ballots = ballots_of(decisions, ledger)
    found = []
    for cited in ledger.paragraphs(decisions):
        own = [one for one in ballots if cited in one.paragraphs]
        put = [one.put for one in own if one.put != cited]
        ended = [one.paragraphs[-1] for one in own if one.paragraphs[-1] not in (cited, *put)][-1:]
        span = deciding(cited, holds("deciding"))
        after = [*points_of(span, ledger), *ended]
        found.append(_dated([*map(whole, put), span, *map(whole, after)], single))
    return tuple(found)


def _undertaking(cited: CitedParagraph, owner: str, task: str) -> AnswerSpan:
    """The sentence of a task; where its words run over several sentences, those that name its owner."""
    stands = any(plain(task) in plain(cited.paragraph.text[a:z]) for a, z in sentences(cited.paragraph.text))
    return holding(cited, [task if stands else owner], sentences)


def _dated(spans: Sequence[AnswerSpan], single: bool) -> Finding:
    """Spans that speak for themselves, with their day where the others are of other meetings."""
    quotes = " ".join(readable(span.quote) for span in spans)
    return Finding(proofs=tuple(spans), text="" if single else f"{spans[0].cited.day}: {quotes}")


def _place(held: Held, item: str, title: str, single: bool) -> str:
    """Where a record that isn't shown stands: its item, or its meeting where there are several."""
    if not single:
        return f"the minutes of {held.day}"
    return f"item {item}" if item else f"“{readable(title)}”" if title else ""
