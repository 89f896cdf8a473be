"""What meetings decided, how they voted and what was to be done, over all that a scope bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger, Row
from rag.minutes import Cast, CitedParagraph, Outcome, readable
from rag.names import folded, parsed
from rag.numerals import in_words
from rag.plan import ActionsOf, DecisionsOf, VotesOf
from rag.records.attendance import roll
from rag.records.ballots import Ballot, ballots_of, with_heads
from rag.records.meetings import Held, names
from rag.records.people import who
from rag.records.phrasing import listed, remainder
from rag.records.quoting import deciding, holding, plain, points_of, proofs, whole
from rag.records.vocabulary import holds, is_office, names_office
from rag.sentences import sentences
from rag.stores.words import term_set

MOST = 12  # records shown; of more it is said how many there are and where
_RESOLUTIONS = """
SELECT r.rowid AS id, p.meeting, r.paragraph, r.proposer, r.outcome, r.ballot, i.number AS item, i.title AS item_title
FROM resolutions r JOIN paragraphs p ON p.id = r.paragraph
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, r.rowid
"""
_VOTES = """
SELECT p.meeting, v.paragraph, v.name, v."cast", v.ballot FROM votes v JOIN paragraphs p ON p.id = v.paragraph
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, v.rowid
"""
_MATTERS = """
SELECT b.id, b.paragraph, b.matter, b.amendment, b.outcome, b.votes_for, b.votes_against, b.abstentions, p.meeting,
    i.title, substr(d.text, CAST(p.start + 1 AS INTEGER), CAST(p."end" - p.start AS INTEGER)) AS put
FROM ballots b JOIN paragraphs p ON p.id = b.paragraph JOIN documents d ON d.name = p.document
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, b.id
"""
_MOVERS = "SELECT proposer, seconder FROM resolutions WHERE ballot = ?"
_VOTED = {Cast.FOR: "voted for", Cast.AGAINST: "voted against", Cast.ABSTAINED: "abstained"}
_FEW = 3  # meetings: where more voted on a matter it is open which is meant
_STEM = 4  # letters of a stem that the word written has too
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
    outcome: Outcome
    ballot: int | None
    item: str
    item_title: str


def decided(
    ledger: Ledger, meetings: Sequence[Held], outcome: Outcome | None = None, mover: str | None = None
) -> Sequence[Decided]:
    """The decisions of these meetings in order, or those that ended so, or one person's motions however they ended.

    Where neither is given, what isn't stated to have been decided is left out. The rows of one ballot are one decision.
    """
    held = {one.id: one for one in meetings}
    columns = ("id", "paragraph", "proposer", "ballot", "item", "item_title")
    found = [
        Decided(held=held[row["meeting"]], outcome=Outcome(row["outcome"]), **{name: row[name] for name in columns})
        for row in _rows(_RESOLUTIONS, meetings, ledger)
    ]
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


def votes_of(query: VotesOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """How one person voted by name at these meetings, or every ballot of theirs.

    Of one matter: how the person voted on it, who voted one way, or how its ballot went, at the few meetings that had
    one on it; where nobody is named that is said with the count.
    """
    ballots = _on(query, meetings, ledger) if query.matter else []
    if query.matter and not ballots:
        return None
    if query.person is None and query.cast is None:
        every = ballots or ledger.rows(_MATTERS, names(one.id for one in meetings))
        found = _ballots(every, ledger)
        return _whether(query, ballots, found, ledger) if query.ended and found else found
    rows = _rows(_VOTES, meetings, ledger)
    if ballots:
        rows = [row for row in rows if row["ballot"] in {one["id"] for one in ballots}]
    if query.person is None:
        mine = [row for row in rows if row["cast"] == query.cast]
        return _together(mine, ledger) if mine else _unnamed(query.cast, ballots, meetings, ledger)
    meant = who(query.person, [row["name"] for row in rows])
    mine = [row for row in rows if row["name"] in meant]
    findings = tuple(_cast([row], ledger)[0] for row in mine[-MOST:])
    held = {one.id: one for one in meetings}
    rest = [f"the minutes of {held[row['meeting']].day}" for row in mine[:-MOST]]
    return Findings(findings=findings, missing=remainder(len(findings), len(mine), rest)) if findings else None


def _whether(query: VotesOf, ballots: Sequence[Row], found: Findings, ledger: Ledger) -> Findings | None:
    """The one ballot, and before it whether it ended so.

    None where there are several, its end isn't known, it denies something itself, or somebody else moved it.
    """
    outcome = Outcome(ballots[0]["outcome"])
    if len(ballots) > 1 or {query.ended, outcome} - {Outcome.CARRIED, Outcome.LOST}:
        return None
    (ballot,), (finding,) = ballots, found.findings
    movers = [row["proposer"] for row in ledger.rows(_MOVERS, ballot["id"]) if row["proposer"]]
    if query.mover and not who(query.mover, movers):
        return None
    if holds("denying").search(f"{readable(ballot['matter'])} {readable(ballot['put'])}"):
        return None
    quotes = " ".join(readable(proof.quote) for proof in finding.proofs)
    return Findings(findings=(replace(finding, text=f"{'Yes' if outcome is query.ended else 'No'}: {quotes}"),))


def _on(query: VotesOf, meetings: Sequence[Held], ledger: Ledger) -> Sequence[Row]:
    """The ballots on a matter: those put in its words, else those under its title; none where too many."""
    rows = ledger.rows(_MATTERS, names(one.id for one in meetings))
    rows = [
        row
        for row in rows  # lists of voters: on what isn't known
        if bool(row["amendment"]) is query.amendment and not holds("casting").match(row["matter"])
    ]
    put = {row["id"]: f"{row['matter']}.\n\n{row['put']}" for row in rows}
    near = [row for row in rows if all(one[:_STEM] in folded(put[row["id"]] + row["title"]) for one in query.matter)]
    found = [row for row in near if _says(query.matter, put[row["id"]])]
    found = found or [row for row in near if _says(query.matter, put[row["id"]], row["title"])]
    return found if len({row["meeting"] for row in found}) <= _FEW else []


def _says(matter: frozenset[str], text: str, title: str = "") -> bool:
    """Whether a sentence, with the title above it, holds all words of a matter."""
    above = term_set(readable(title))
    return any(matter <= above | term_set(readable(text[start:end])) for start, end in sentences(text))


def _holding(office: str, meetings: Sequence[Held], owners: Sequence[str], ledger: Ledger) -> frozenset[str]:
    """The owners of actions who are listed in an office at these meetings: "Mr Reed", and he is the clerk."""
    held = {one.name for one in roll(ledger, meetings) if one.role and is_office(one.role, office)}
    return frozenset(owner for one in held for owner in who(one, owners)) if names_office(office) else frozenset()


def _together(rows: Sequence[Row], ledger: Ledger) -> Findings | None:
    """Those who voted one way, each ballot in one sentence; None where of several it can't be shown what one was on."""
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["ballot"])]
    cast = [_cast(group, ledger) for group in groups[:MOST]]
    shown = len(cast) == 1 or all(on for _, on in cast)
    return Findings(findings=tuple(finding for finding, _ in cast)) if shown else None


def _unnamed(cast: Cast | None, ballots: Sequence[Row], meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """That a ballot counts who voted so and names nobody; None where it doesn't count, or may name somebody."""
    columns = {Cast.FOR: "votes_for", Cast.AGAINST: "votes_against", Cast.ABSTAINED: "abstentions"}
    if len(ballots) != 1 or cast is None or ballots[0][columns[cast]] is None:
        return None
    (row,) = ballots
    told = _shown(_ballot(row["id"], row["paragraph"], ledger), ledger)
    movers = {name for one in ledger.rows(_MOVERS, row["id"]) for name in (one["proposer"], one["seconder"]) if name}
    moving = {made.surname for one in movers if (made := parsed(one))}
    listed_there = roll(ledger, [one for one in meetings if one.id == row["meeting"]])
    present = {made.surname for one in listed_there if (made := parsed(one.name))} - moving
    if any(surname in plain(one.paragraph.text).split() for one in told for surname in present):
        return None
    day = told[0].day
    if not row[columns[cast]]:
        return Findings(missing=f"By the minutes of {day} nobody {_VOTED[cast]}.")
    return Findings(
        missing=f"The minutes of {day} count {in_words(row[columns[cast]])} who {_VOTED[cast]}, and name nobody."
    )


def _cast(rows: Sequence[Row], ledger: Ledger) -> tuple[Finding, bool]:
    """How the people of some rows of one ballot voted, and whether what it was on is shown; else what came of it is."""
    first = rows[0]
    ballot = _ballot(first["ballot"], first["paragraph"], ledger)
    order = _shown(ballot, ledger)
    spans = list(proofs(ledger, [(row["paragraph"], row["name"]) for row in rows]))
    if not holds("casting").search(spans[0].quote):
        before = next((one for one, other in pairwise(order) if other.id == spans[0].cited.id), None)
        spans = [whole(before), *spans] if before else spans
    if ballot and ballot.put not in [span.cited for span in spans]:
        spans = [whole(ballot.put), *spans]
    people = listed(list(dict.fromkeys(row["name"] for row in rows)))
    said = f"{spans[0].cited.day}: {people} {_VOTED[Cast(first['cast'])]}"
    matter = ballot.matter if ballot else ""
    stands = any(readable(matter) in readable(f"{one.cited.item_title}\n{one.quote}") for one in spans)
    if matter and stands and not holds("casting").match(matter):
        return Finding(proofs=tuple(spans), text=f"{said} on “{matter}”."), True
    ended = [whole(one) for one in order[-1:] if one.id not in {span.cited.id for span in spans}]
    text = " ".join([f"{said}.", *(readable(one.quote) for one in ended)])
    return Finding(proofs=(*spans, *ended), text=text), False


def actions_of(query: ActionsOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """What somebody, or everybody, undertook or was asked to do at these meetings; None where nobody surely was."""
    held = {one.id: one for one in meetings}
    rows = _rows(_ACTIONS, meetings, ledger)
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


def _rows(query: str, meetings: Sequence[Held], ledger: Ledger) -> Sequence[Row]:
    """The rows of a query over some meetings, in the order of these."""
    order = {one.id: place for place, one in enumerate(meetings)}
    return sorted(ledger.rows(query, names(order)), key=lambda row: order[row["meeting"]])


def _ballots(every: Sequence[Row], ledger: Ledger) -> Findings | None:
    """The paragraphs of each ballot; None where there is none."""
    shown = [_shown(_ballot(row["id"], row["paragraph"], ledger), ledger) for row in every[:MOST]]
    findings = tuple(Finding(proofs=tuple(map(whole, told))) for told in shown)
    return Findings(findings=findings, missing=remainder(len(findings), len(every), ())) if findings else None


def _ballot(id: int | None, paragraph: str, ledger: Ledger) -> Ballot | None:
    """The ballot of that id, which a paragraph mentions."""
    return next((one for one in ballots_of([paragraph], ledger) if one.id == id), None)


def _shown(ballot: Ballot | None, ledger: Ledger) -> Sequence[CitedParagraph]:
    """The paragraphs of a ballot in order, the heads of its lists among them."""
    return with_heads(ballot.paragraphs, ledger) if ballot else []


def _dated(spans: Sequence[AnswerSpan], single: bool) -> Finding:
    """Spans that speak for themselves, with their day where the others are of other meetings."""
    quotes = " ".join(readable(span.quote) for span in spans)
    return Finding(proofs=tuple(spans), text="" if single else f"{spans[0].cited.day}: {quotes}")


def _place(held: Held, item: str, title: str, single: bool) -> str:
    """Where a record that isn't shown stands: its item, or its meeting where there are several."""
    if not single:
        return f"the minutes of {held.day}"
    return f"item {item}" if item else f"“{readable(title)}”" if title else ""
