"""How meetings voted: each ballot, who voted which way, and how one person did."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from rag.evidence import Finding, Findings
from rag.ledger import Ledger, Row
from rag.minutes import Cast, CitedParagraph, Outcome, readable
from rag.names import folded, parsed
from rag.numerals import in_words
from rag.plan import VotesOf
from rag.records.attendance import roll
from rag.records.ballots import Ballot, ballots_of, with_heads
from rag.records.meetings import Held, names, rows_in
from rag.records.people import who
from rag.records.phrasing import MOST, counted, listed, of_meetings, remainder
from rag.records.quoting import plain, proofs, whole
from rag.records.vocabulary import holds
from rag.sentences import sentences
from rag.stores.words import term_set

_VOTES = """
SELECT p.meeting, v.paragraph, v.name, v."cast", v.ballot FROM votes v JOIN paragraphs p ON p.id = v.paragraph
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, v.rowid
"""
_MATTERS = """
SELECT b.id, b.paragraph, b.matter, b.amendment, b.outcome, b.votes_for, b.votes_against, b.abstentions, p.meeting,
    i.title, substr(d.text, CAST(p.start + 1 AS INTEGER), CAST(p."end" - p.start AS INTEGER)) AS put
FROM ballots b JOIN paragraphs p ON p.id = b.paragraph JOIN documents d ON d.name = p.document
JOIN items i ON i.document = p.document AND i.position = p.item
WHERE p.meeting IN (SELECT value FROM json_each(?)) ORDER BY p.meeting, p.position, b.id
"""
_MOVERS = "SELECT proposer, seconder FROM resolutions WHERE ballot = ?"
_VOTED = {Cast.FOR: "voted for", Cast.AGAINST: "voted against", Cast.ABSTAINED: "abstained"}
_COLUMNS = {Cast.FOR: "votes_for", Cast.AGAINST: "votes_against", Cast.ABSTAINED: "abstentions"}
_FEW = 3  # meetings: where more voted on a matter it is open which is meant
_STEM = 4  # letters of a stem that the word written has too


def votes_of(query: VotesOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """How one person voted by name at these meetings, who voted one way, or every ballot of theirs.

    Of one matter: how the person voted on it, who voted one way, or how its ballot went, at the few meetings that had
    one on it; where nobody is named that is said with the count.
    """
    ballots = put_on(query, meetings, ledger) if query.matter else []
    if query.matter and not ballots:
        return None
    if query.person is None and query.cast is None:
        every = ballots or ledger.rows(_MATTERS, names(one.id for one in meetings))
        found = _ballots(every, ledger)
        return _whether(query, ballots, found, ledger) if query.ended and found else found
    rows = rows_in(_VOTES, meetings, ledger)
    if ballots:
        rows = [row for row in rows if row["ballot"] in {one["id"] for one in ballots}]
    if query.person is None:
        mine = [row for row in rows if row["cast"] == query.cast]
        if query.cast and not query.matter:
            return _all_cast(query.cast, mine, meetings, ledger)
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


def put_on(query: VotesOf, meetings: Sequence[Held], ledger: Ledger) -> Sequence[Row]:
    """The ballots on a matter, or all: those put in its words, else those under its title; none where too many."""
    every = ledger.rows(_MATTERS, names(one.id for one in meetings))
    numbered = any(map(str.isdecimal, query.matter)) and "motion" in query.matter  # which may be an amendment
    meant = [row for row in every if numbered or bool(row["amendment"]) is query.amendment]
    if not query.matter:
        return meant
    rows = [row for row in meant if not holds("casting").match(row["matter"])]  # of a list of voters it isn't known
    put = {row["id"]: f"{row['matter']}.\n\n{row['put']}" for row in rows}
    near = [row for row in rows if all(one[:_STEM] in folded(put[row["id"]] + row["title"]) for one in query.matter)]
    found = [row for row in near if _says(query.matter, put[row["id"]])]
    found = found or [row for row in near if _says(query.matter, put[row["id"]], row["title"])]
    return found if len({row["meeting"] for row in found}) <= _FEW else []


def _says(matter: frozenset[str], text: str, title: str = "") -> bool:
    """Whether a sentence, with the title above it, holds all words of a matter."""
    above = term_set(readable(title))
    return any(matter <= above | term_set(readable(text[start:end])) for start, end in sentences(text))


def _all_cast(cast: Cast, mine: Sequence[Row], meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Everybody who voted one way at whole meetings, or their ballots where it can't be shown what one was on.

    Of ballots that only count them it is said how many there are; where no word of theirs speaks of such a vote, that
    none was found. None where it is open which meetings are meant, or a paragraph may tell of a vote on no record.
    """
    naming = {row["ballot"] for row in mine}
    every = ledger.rows(_MATTERS, names(one.id for one in meetings))
    counting = [row for row in every if row[_COLUMNS[cast]] and row["id"] not in naming]
    if not mine and not counting:
        spoken = (cited.paragraph.text for one in meetings for cited in ledger.minutes_of(one.id))
        if not meetings or any(map(holds("cast", cast).search, spoken)):
            return None
        return Findings(missing=f"No vote of that kind was found in the minutes of {of_meetings(meetings)}.")
    found = _together(mine, ledger) if mine else None
    if found is None:
        return _ballots([row for row in every if row["id"] in naming or row[_COLUMNS[cast]]], ledger)
    if not counting:
        return found
    only = f"Of {counted(len(counting), 'more ballot')} only the number of those who {_VOTED[cast]} is recorded."
    return replace(found, missing=f"{found.missing} {only}".lstrip())


def _together(rows: Sequence[Row], ledger: Ledger) -> Findings | None:
    """Those who voted one way, each ballot in one sentence; None where of several it can't be shown what one was on."""
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row["ballot"])]
    cast = [_cast(group, ledger) for group in groups[:MOST]]
    shown = len(cast) == 1 or all(on for _, on in cast)
    findings = tuple(finding for finding, _ in cast)
    return Findings(findings=findings, missing=remainder(len(cast), len(groups), ())) if shown else None


def _unnamed(cast: Cast | None, ballots: Sequence[Row], meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """That a ballot counts who voted so and names nobody; None where it doesn't count, or may name somebody."""
    if len(ballots) != 1 or cast is None or ballots[0][_COLUMNS[cast]] is None:
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
    if not row[_COLUMNS[cast]]:
        return Findings(missing=f"By the minutes of {day} nobody {_VOTED[cast]}.")
    return Findings(
        missing=f"The minutes of {day} count {in_words(row[_COLUMNS[cast]])} who {_VOTED[cast]}, and name nobody."
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
        on = " on" if first["cast"] == Cast.ABSTAINED else ""
        return Finding(proofs=tuple(spans), text=f"{said}{on} “{matter}”."), True
    ended = [whole(one) for one in order[-1:] if one.id not in {span.cited.id for span in spans}]
    text = " ".join([f"{said}.", *(readable(one.quote) for one in ended)])
    return Finding(proofs=(*spans, *ended), text=text), False


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
