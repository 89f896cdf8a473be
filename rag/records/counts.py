"""How many meetings were held, decisions taken or people there, and how often somebody was."""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set

from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.minutes import Presence as Listed
from rag.names import folded, parsed
from rag.numerals import in_words
from rag.plan import Counted, CountOf, Presence, VotesOf
from rag.records.attendance import COUNTS_AS, Attended, counts_for_one, of_person, roll
from rag.records.ballots import ballots_of
from rag.records.business import decided, tasks_of, told_in
from rag.records.meetings import Held, by_body
from rag.records.overview import opening
from rag.records.people import distinct
from rag.records.phrasing import MOST, called, counted, listed, of_meetings, sentence, when
from rag.records.quoting import deciding, lines, part, proofs
from rag.records.vocabulary import holds
from rag.records.votes import put_on
from rag.sentences import sentences

_LISTED_AS = {
    Presence.PRESENT: "as present",
    Presence.OFFICERS: "in attendance",
    Presence.REMOTE: "as attending remotely",
    Presence.APOLOGIES: "as having sent apologies",
    Presence.ABSENT: "as away",
}


def count_of(query: CountOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """How many there are at these meetings, with the paragraphs that are counted; None where that isn't sure."""
    presence = query.presence or Presence.PRESENT
    if not meetings or presence not in COUNTS_AS:
        return None
    match query.counted:
        case Counted.MEETINGS:
            return _meetings(meetings, ledger)
        case Counted.DECISIONS:
            return _decisions(query, meetings, ledger)
        case Counted.AMENDMENTS:
            return _amendments(query, meetings, ledger)
        case Counted.ACTIONS:
            return _actions(meetings, ledger)
        case Counted.PEOPLE:
            return _people(presence, meetings, ledger)
        case Counted.PUBLIC:
            return _public(meetings, ledger)
        case Counted.ATTENDED:
            return _attended(query.person, presence, meetings, ledger) if query.person else None


def _meetings(meetings: Sequence[Held], ledger: Ledger) -> Findings:
    number, verb = counted(len(meetings), called(meetings)), _are(meetings)
    text = f"{number} of {meetings[0].body} held {when(meetings)} {verb} minuted here"
    return _said(text, [opening(one, ledger) for one in meetings[:MOST]], len(meetings))


def _decisions(query: CountOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    found = decided(ledger, meetings, query.outcome, query.person)
    if not found:
        return None
    cited = told_in(found, ledger)
    spans = [deciding(one, holds("deciding")) for one in cited[:MOST]]
    things = counted(len(found), "motion" if query.person else "decision")
    moved = f" moved by {found[0].proposer}" if query.person else ""
    ended = f" as {query.outcome}" if query.outcome else ""
    return _said(f"{things}{moved} {_are(found)} recorded{ended} at {of_meetings(meetings)}", spans, len(cited))


def _amendments(query: CountOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """How many amendments ended so; None where one of those decisions that no ballot tells of may be one too."""
    others = [one for one in decided(ledger, meetings, query.outcome) if one.ballot is None]
    if any("amendment" in readable(one.paragraph.text).casefold() for one in told_in(others, ledger)):
        return None
    every = put_on(VotesOf(matter=query.matter, amendment=True), meetings, ledger)
    found = {row["id"] for row in every if row["outcome"] == query.outcome}
    ballots = [one for one in ballots_of([row["paragraph"] for row in every], ledger) if one.id in found]
    if not ballots:
        return None
    such = counted(len(ballots), "such amendment" if query.matter else "amendment")
    text = f"{such} {_are(ballots)} recorded as {query.outcome} at {of_meetings(meetings)}"
    return _said(text, [deciding(one.paragraphs[-1], holds("deciding")) for one in ballots], len(ballots))


def _actions(meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    spans = tasks_of(meetings, ledger)
    text = f"{counted(len(spans), 'action')} {_are(spans)} recorded at {of_meetings(meetings)}"
    told = list(dict.fromkeys(spans))
    return _said(text, told, len(told)) if spans else None


def _people(presence: Presence, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """How many people a roll lists; None where two of its names may be one person's."""
    found = [one for one in roll(ledger, meetings) if one.presence in COUNTS_AS[presence]]
    people = {folded(one.name): one.name for one in found}
    if not people or len(distinct(people.values())) != len(people):
        return None
    spans = proofs(ledger, [(one.paragraph, one.name) for one in found])
    number = counted(len(people), "person", "people")
    text = f"{number} {_are(people)} listed {_LISTED_AS[presence]} at {of_meetings(meetings)}"
    return _said(text, spans, len(spans))


def _public(meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Where the minutes of each sitting first say how many of the public were there, in the list or in a sentence."""
    first = (next(_numbering(one, ledger), None) for one in meetings)
    findings = tuple(Finding(proofs=(span,)) for span in first if span)
    return Findings(findings=findings) if findings else None


def _numbering(held: Held, ledger: Ledger) -> Iterator[AnswerSpan]:
    for cited in ledger.minutes_of(held.id):
        text, listing = cited.paragraph.text, cited.paragraph.kind is Kind.ATTENDANCE
        for start, end in lines(text) if listing else sentences(text):
            found = holds("public_listed").search(text, start, end)
            alone = found and found[0] == text[start:end].strip(" *_.;")
            if (found and listing) or alone or holds("public_there").search(text, start, end):
                yield part(cited, start, end)


def _attended(person: str, presence: Presence, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """At how many meetings of each body somebody was there, or away; what minutes without a list leave open is said."""
    everybody = roll(ledger, meetings)
    mine = of_person(person, everybody)
    if not mine:
        return None
    bodies = _naming(mine, meetings)
    if len(bodies) > 1 and (asked := parsed(person)) and asked.given:  # a bare surname may be another's there
        bodies = _naming([one for one in mine if (name := parsed(one.name)) and name.given], meetings)
    if not bodies:
        return None
    read = {one.meeting for one in everybody}
    each = [_attended_of(person, presence, body, mine, read, ledger) for body in bodies]
    unread = [f"the minutes of {one.day}" for one in meetings if one.id not in read]
    missing = sentence(f"no list of who was there was read in {listed(unread)}") if unread else ""
    return Findings(findings=tuple(each), missing=missing)


def _naming(rows: Iterable[Attended], meetings: Sequence[Held]) -> Sequence[Sequence[Held]]:
    """The meetings of each body that has some of these rows."""
    theirs = {one.meeting for one in rows}
    return [body for body in by_body(meetings) if not theirs.isdisjoint(one.id for one in body)]


def _attended_of(
    person: str,
    presence: Presence,
    meetings: Sequence[Held],
    rows: Iterable[Attended],
    read: Set[str],
    ledger: Ledger,
) -> Finding:
    """At how many meetings of one body somebody was there, or away, by their rows in its lists.

    Who was away may be in no list at all: how many of those that were `read` between the first and the last that name
    them don't do so is said too.
    """
    held = {one.id for one in meetings}
    mine = [one for one in rows if one.meeting in held]
    naming = {one.meeting for one in mine}
    named = [n for n, one in enumerate(meetings) if one.id in naming]
    unnamed = sum(one.id in read - naming for one in meetings[named[0] : named[-1]])
    found = _times(mine, counts_for_one(presence))
    spans = proofs(ledger, [(one.paragraph, one.name) for one in found or _times(mine, set(Listed))])
    share = f"{in_words(len(found)) if found else 'none'} of the {counted(len(meetings), called(meetings))}"
    attending = " or in attendance" if any(one.presence not in COUNTS_AS[presence] for one in found) else ""
    part = f"{_LISTED_AS[presence]}{attending}"
    text = f"{person} is listed {part} at {share} of {meetings[0].body} held {when(meetings)}"
    if presence is Presence.ABSENT and unnamed:
        text += f"; the list of {counted(unnamed, 'more', 'more')} does not name them at all"
    return Finding(proofs=spans[:MOST], text=sentence(text))


def _times(mine: Iterable[Attended], parts: Collection[Listed]) -> Sequence[Attended]:
    """The first row of each meeting that has somebody in one of these parts."""
    found: dict[str, Attended] = {}
    for one in mine:
        if one.presence in parts:
            found.setdefault(one.meeting, one)
    return list(found.values())


def _said(text: str, spans: Sequence[AnswerSpan], total: int) -> Findings:
    """One sentence with its proofs; where more was counted than is shown, that is said."""
    missing = f"{len(spans[:MOST])} of the {total} paragraphs are shown." if total > MOST else ""
    return Findings(findings=(Finding(proofs=tuple(spans[:MOST]), text=sentence(text)),), missing=missing)


def _are(things: Collection[object]) -> str:
    return "is" if len(things) == 1 else "are"
