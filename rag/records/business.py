"""What meetings decided, how they voted and what was to be done, over all that a scope bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger, Row
from rag.minutes import Cast, CitedParagraph, Kind, Outcome, day_month_year, readable
from rag.names import parsed
from rag.plan import ActionsOf, DecisionsOf, VotesOf
from rag.records.attendance import roll
from rag.records.meetings import Held, names, of_one_body, one_meeting
from rag.records.people import who
from rag.records.phrasing import remainder
from rag.records.quoting import deciding, holding, naming, plain, whole
from rag.records.vocabulary import holds, names_office
from rag.sentences import sentences

MOST = 12  # records shown; of more it is said how many there are and where
_POINTS = 12  # paragraphs that a decision which ends in a colon may open
_ENDS_LIST = frozenset({Kind.HEADING, Kind.RESOLUTION, Kind.VOTE, Kind.MOTION})
_OPEN = 3  # meetings: what was undertaken at an earlier one is taken for done
_RESOLUTIONS = """
SELECT r.rowid AS id, p.meeting, r.paragraph, r.proposer, r.seconder, r.outcome, r.ballot,
       i.number AS item, i.title AS item_title
FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, r.rowid
"""
_VOTES = """
SELECT p.meeting, v.paragraph, v.name, v."cast", b.matter, b.paragraph AS announced
FROM votes v JOIN paragraphs p ON p.id = v.paragraph LEFT JOIN ballots b ON b.id = v.ballot
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, v.rowid
"""
_BALLOTS = """
SELECT p.meeting, b.id, p.id AS paragraph FROM ballots b
LEFT JOIN ballot_paragraphs l ON l.ballot = b.id JOIN paragraphs p ON p.id IN (b.paragraph, l.paragraph)
WHERE p.meeting IN (SELECT value FROM json_each(?)) GROUP BY p.meeting, b.id, p.id, p.position
ORDER BY p.meeting, b.id, p.position
"""
_PUT_AND_ENDED = """
SELECT own.paragraph, b.paragraph AS put, (
    SELECT p.id FROM ballot_paragraphs l JOIN paragraphs p ON p.id = l.paragraph
    WHERE l.ballot = own.ballot ORDER BY p.position DESC LIMIT 1
) AS ended
FROM ballot_paragraphs own JOIN ballots b ON b.id = own.ballot
WHERE own.paragraph IN (SELECT value FROM json_each(?)) ORDER BY own.ballot
"""
_ACTIONS = """
SELECT p.meeting, a.paragraph, a.owner, a.task, i.number AS item, i.title AS item_title
FROM actions a JOIN paragraphs p ON p.id = a.paragraph JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, a.rowid
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One row of the resolutions with the meeting and the item that it stands in."""

    id: int
    held: Held
    paragraph: str
    proposer: str | None
    seconder: str | None
    outcome: Outcome
    ballot: int | None
    item: str
    item_title: str


def decided(ledger: Ledger, meetings: Sequence[Held], outcome: Outcome | None, mover: str | None) -> Sequence[Decided]:
    """The decisions of these meetings in order, or those that ended so, or one person's motions however they ended.

    Where neither is given, what isn't stated to have been decided is left out. The rows of one ballot are one decision.
    """
    order = [one.id for one in meetings]
    rows = sorted(ledger.rows(_RESOLUTIONS, names(order)), key=lambda row: order.index(row["meeting"]))
    found = [_decided(row, meetings[order.index(row["meeting"])]) for row in rows]
    if mover:
        meant = who(mover, [one.proposer for one in found if one.proposer])
        found = [one for one in found if one.proposer in meant]
    if outcome:
        found = [one for one in found if one.outcome is outcome]
    elif not mover:
        found = [one for one in found if one.outcome is not Outcome.NOT_STATED]
    once: dict[tuple[bool, int], Decided] = {}
    for one in found:
        once.setdefault((one.ballot is None, one.ballot or one.id), one)
    return list(once.values())


def bounded(meetings: Sequence[Held], *, dated: bool) -> Sequence[Held]:
    """The one meeting that these are, or all of one body where the scope bounds their time; else none."""
    return one_meeting(meetings) or (meetings if dated and len({one.body for one in meetings}) == 1 else [])


def lately(ledger: Ledger, meetings: Sequence[Held], *, dated: bool) -> Sequence[Held]:
    """The meetings of which what is to be done is asked: all within the time named, else the latest of one body."""
    return bounded(meetings, dated=True) if dated else of_one_body(ledger, meetings)[-_OPEN:]


def decisions_of(query: DecisionsOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Every decision of these meetings, or those of one outcome or mover, each quoted; None where there is none."""
    found = decided(ledger, meetings, query.outcome, query.mover)
    groups = [list(rows) for _, rows in groupby(found, key=lambda one: one.paragraph)]
    single = len({one.held.held_on for one in found}) == 1
    findings = _in_full([rows[0].paragraph for rows in groups[:MOST]], single, ledger)
    shown = sum(len(rows) for rows in groups[:MOST])
    rest = [_place(one.held, one.item, one.item_title, single) for rows in groups[MOST:] for one in rows]
    return Findings(findings=findings, missing=remainder(shown, len(found), rest)) if findings else None


def votes_of(query: VotesOf, meetings: Sequence[Held], ledger: Ledger, *, dated: bool) -> Findings | None:
    """How one person voted by name at one body's meetings, or every ballot of meetings bounded in time."""
    if query.person is None:
        return _ballots(bounded(meetings, dated=dated), ledger)
    held = {one.id: one for one in of_one_body(ledger, meetings)}
    rows = ledger.rows(_VOTES, names(list(held)))
    meant = who(query.person, [row["name"] for row in rows])
    mine = sorted((row for row in rows if row["name"] in meant), key=lambda row: list(held).index(row["meeting"]))
    cited = ledger.cited(id for row in mine[-MOST:] for id in (row["paragraph"], row["announced"]) if id)
    findings = []
    for row in mine[-MOST:]:
        spans = [naming(cited[row["paragraph"]], [row["name"]])]
        if row["announced"] not in (None, row["paragraph"]):
            spans.insert(0, whole(cited[row["announced"]]))
        voted = "abstained" if row["cast"] == Cast.ABSTAINED else f"voted {row['cast']}"
        matter = f" on “{row['matter']}”" if row["matter"] and _stands(row["matter"], spans) else ""
        day = day_month_year(held[row["meeting"]].held_on)
        findings.append(Finding(proofs=tuple(spans), text=f"{day}: {row['name']} {voted}{matter}."))
    rest = [f"the minutes of {day_month_year(held[row['document']].held_on)}" for row in mine[:-MOST]]
    return Findings(findings=tuple(findings), missing=remainder(len(findings), len(mine), rest)) if findings else None


def actions_of(query: ActionsOf, meetings: Sequence[Held], ledger: Ledger, *, dated: bool) -> Findings | None:
    """What somebody, or everybody, undertook or was asked to do; without a time, at the latest meetings of one body."""
    if dated and query.owner and not names_office(query.owner):
        chosen = meetings  # a person may act for several bodies, an office is each body's own
    else:
        chosen = lately(ledger, meetings, dated=dated)
    held = {one.id: one for one in chosen}
    rows = sorted(ledger.rows(_ACTIONS, names(list(held))), key=lambda row: list(held).index(row["meeting"]))
    if query.owner:
        people = [one.name for one in roll(ledger, chosen)]
        meant = who(query.owner, [*people, *(row["owner"] for row in rows)])
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


def _in_full(decisions: Sequence[str], single: bool, ledger: Ledger) -> tuple[Finding, ...]:
    """Each decision with what was put to the vote and how that ended, where these stand elsewhere, and its points."""
    rows = ledger.rows(_PUT_AND_ENDED, names(decisions))
    cited = ledger.cited([*decisions, *(id for row in rows for id in (row["put"], row["ended"]) if id)])
    found = []
    for id in decisions:
        own = [row for row in rows if row["paragraph"] == id]
        put = [row["put"] for row in own if row["put"] not in (None, id)]
        ended = [row["ended"] for row in own if row["ended"] not in (id, *put)][-1:]
        span = deciding(cited[id], holds("deciding"))
        after = [*_points(span, ledger), *(cited[one] for one in ended)]
        found.append(_dated([*(whole(cited[one]) for one in put), span, *map(whole, after)], single))
    return tuple(found)


def _points(span: AnswerSpan, ledger: Ledger) -> Sequence[CitedParagraph]:
    """The paragraphs of its item that a decision opens where it ends in a colon."""
    own = span.cited
    if not readable(span.quote).endswith(":") or span.end != own.paragraph.end:
        return ()
    _, *following = ledger.neighbours(own.id, 0, _POINTS)
    return list(takewhile(lambda one: one.item_key == own.item_key and one.paragraph.kind not in _ENDS_LIST, following))


def _undertaking(cited: CitedParagraph, owner: str, task: str) -> AnswerSpan:
    """The sentence of a task; where its words run over several sentences, those that name its owner."""
    stands = any(plain(task) in plain(cited.paragraph.text[a:z]) for a, z in sentences(cited.paragraph.text))
    return holding(cited, [task if stands else owner], sentences)


def _decided(row: Row, held: Held) -> Decided:
    columns = ("id", "paragraph", "proposer", "seconder", "ballot", "item", "item_title")
    return Decided(held=held, outcome=Outcome(row["outcome"]), **{name: row[name] for name in columns})


def _ballots(meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    rows = ledger.rows(_BALLOTS, names([one.id for one in meetings]))
    ballots = [list(group) for _, group in groupby(rows, key=lambda row: row["id"])]
    cited = ledger.cited(row["paragraph"] for rows in ballots[:MOST] for row in rows)
    findings = tuple(Finding(proofs=tuple(whole(cited[row["paragraph"]]) for row in rows)) for rows in ballots[:MOST])
    return Findings(findings=findings, missing=remainder(len(findings), len(ballots), ())) if findings else None


def _dated(spans: Sequence[AnswerSpan], single: bool) -> Finding:
    """Spans that speak for themselves, with their day where the others are of other meetings."""
    day = spans[0].cited.held_on
    if single or day is None:
        return Finding(proofs=tuple(spans))
    quotes = " ".join(readable(span.quote) for span in spans)
    return Finding(proofs=tuple(spans), text=f"{day_month_year(day)}: {quotes}")


def _place(held: Held, item: str, title: str, single: bool) -> str:
    """Where a record that isn't shown stands: its item, or its meeting where there are several."""
    if not single:
        return f"the minutes of {day_month_year(held.held_on)}"
    return f"item {item}" if item else f"“{readable(title)}”" if title else ""


def _stands(words: str, spans: Sequence[AnswerSpan]) -> bool:
    return any(readable(words) in readable(f"{one.cited.item_title}\n{one.quote}") for one in spans)
