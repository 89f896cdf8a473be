"""How many were at a meeting, and at how many meetings somebody was; each meeting counted is cited."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from rag.answering.attending import COUNTS_AS, About, what_about
from rag.answering.recorded import Proved, Recorded, in_words, listed, quoted
from rag.answering.rolls import is_called, is_chair, proofs
from rag.finding.bounds import Bound, one_meeting
from rag.finding.people import Name, named
from rag.finding.records import Attended, attendance, written
from rag.ledger import Ledger
from rag.minutes import day_month_year, readable
from rag.question.understanding import Understanding
from rag.sentences import sentences

_MEETINGS = re.compile(
    r"(?i)\bhow many (?:(?!(?:did|do|does|has|have|had|was|were|are|is|by)\b)[\w’'-]+,? ){0,10}?"
    r"(?:meetings|times|occasions)\b|\bhow often\b"
)
_PEOPLE = re.compile(
    r"(?i)\bhow many (?:\w+ ){0,2}?(?:councillors|members|people|officers|officials|representatives)\s+(?:\w+\s+){0,2}?"
    r"(?:were (?:\w+ )?(?:present|there|absent|away|missing|in attendance)|attended|came|turned up|"
    r"(?:sent|gave|offered|tendered)\b.{0,20}\bapolog)"
)
_APOLOGISES = re.compile(r"(?is)^(?!.*\b(?:no|not|without)\b).*\bapologies\b")
_UNAPOLOGISED = re.compile(r"(?i)\b(?:no|not|without)\b[^.;]*\bapolog|\bapolog\w*[^.;]*\bnot\b")
_LEAVE = re.compile(r"(?i)\bleave of absence\b")
_TOLD = {
    About.APOLOGIES: "absence was recorded for {}",
    About.PRESENT: "{} was recorded as present",
    About.CHAIR: "{} was recorded in the chair",
}
_LISTED = {About.APOLOGIES: "apologies from {}", About.OFFICERS: "{} in attendance", About.PRESENT: "{} as present"}


def people_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many were present, or sent apologies, at one meeting; each by name."""
    bound, about = one_meeting(bounds), what_about(asked.asked_as)
    if bound is None or about not in _LISTED or not _PEOPLE.search(asked.asked_as):
        return None
    found = [one for one in attendance(ledger, bound.documents) if one.presence in COUNTS_AS[about]]
    if not found:
        return None
    names = list(dict.fromkeys(one.name for one in found))
    when = day_month_year(bound.meetings[0].held_on)
    what = _LISTED[about].format(in_words(len(names)))
    text = f"The minutes of {bound.body}, {when}, list {what}: {listed(names, 60)}."
    return Recorded(sentences=(Proved(text=text, quotes=proofs(ledger, found)),))


def meetings_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """At how many of the meetings somebody was present, sent apologies or took the chair.

    None where the person, or the body whose meetings are meant, can't be told with certainty.
    """
    about = what_about(asked.asked_as)
    if about not in _TOLD or not _MEETINGS.search(asked.asked_as):
        return None
    known = []
    for bound in bounds:
        roll = attendance(ledger, bound.documents)
        if people := named(asked.asked_as, [one.name for one in roll]):
            known.append((bound, roll, people))
    if len(known) != 1 or len(known[0][2]) != 1:
        return None
    bound, roll, people = known[0]
    ((surname, bearers),) = people.items()
    listing = {one.document for one in roll}
    missing = [meeting.held_on for meeting in bound.meetings if meeting.document not in listing]
    unmet = []
    if len(bearers) > 1:
        unmet.append(f"{in_words(len(bearers)).capitalize()} people of {bound.body} are called {surname}.")
    if missing:
        unmet.append(
            f"No attendance was found in {len(missing)} of the {len(bound.meetings)} meetings: {days(missing)}."
        )
    tallies = [_tally(asked.asked_as, about, bound, roll, name, ledger) for name in bearers]
    return Recorded(sentences=tuple(tallies), unmet=" ".join(unmet))


def _tally(question: str, about: About, bound: Bound, roll: Sequence[Attended], name: Name, ledger: Ledger) -> Proved:
    """At how many of the meetings whose minutes list anybody one person was recorded so.

    Where at none, the rolls without the name are the proof.
    """
    listing = {one.document for one in roll}
    meetings = [meeting for meeting in bound.meetings if meeting.document in listing]
    own = [one for one in roll if is_called(one, name)]
    if about is About.CHAIR:
        found = [one for one in own if is_chair(one.role)]
    else:
        found = [one for one in own if one.presence in COUNTS_AS[about]]
    recorded = {one.document: one.paragraph for one in found}
    told = _TOLD[about]
    if about is About.APOLOGIES:
        texts = {cited.id: cited.paragraph.text for cited in ledger.paragraphs(list(recorded.values()))}
        if _LEAVE.search(question):
            told = "a leave of absence was recorded for {}"
            recorded = {document: id for document, id in recorded.items() if _LEAVE.search(texts[id])}
        elif "apolog" in question.lower():
            told = "apologies were recorded for {}"
            recorded = {document: id for document, id in recorded.items() if _apology(texts[id], name)}
            unseen = [meeting.document for meeting in meetings if meeting.document not in recorded]
            recorded |= _apologised(own[0].name, unseen, ledger)
    hits = [meeting for meeting in meetings if meeting.document in recorded]
    some = f"{in_words(len(hits)) if hits else 'none'} of the {in_words(len(meetings))} meetings"
    times = some if len(meetings) > 1 else f"{len(hits)} of 1 meeting"
    what = told.format(max((one.name for one in own), key=len))
    when = f": {days([meeting.held_on for meeting in hits])}" if hits else ""
    rolls = [one.paragraph for one in roll if one.presence in COUNTS_AS[About.PRESENT]]
    ids = [recorded[meeting.document] for meeting in hits] or list(dict.fromkeys(rolls))
    return Proved(
        text=f"At {times} of {bound.body} {bound.dates} {what}{when}.",
        quotes=tuple(quoted(cited, [name.surname]) for cited in ledger.paragraphs(ids)),
    )


def _apology(text: str, name: Name) -> bool:
    """Whether no sentence that names somebody says that there were no apologies: who is away may have sent none."""
    said = [text[start:end] for start, end in sentences(text)]
    return not any(name.surname in one.lower() and _UNAPOLOGISED.search(one) for one in said)


def _apologised(name: str, documents: Sequence[str], ledger: Ledger) -> dict[str, str]:
    """The paragraph of each document in which a sentence of apologies names somebody of whom no record was made."""
    found: dict[str, str] = {}
    for one in written(ledger, documents):
        if one.document in found or "apolog" not in one.text.lower():
            continue
        heading = ""
        for start, end in sentences(one.text):
            said = f"{heading} {readable(one.text[start:end])}"
            if _APOLOGISES.search(said) and named(said[said.lower().index("apologies") :], [name]):
                found.setdefault(one.document, one.id)
            heading = said if said.endswith(":") else ""
    return found


def days(dates: Sequence[date]) -> str:
    """Days in a row, each year said once: "3 June and 1 July 2020, 6 January 2021"."""
    years = [list(group) for _, group in groupby(dates, key=lambda day: day.year)]
    return ", ".join(f"{listed([f'{day.day} {day:%B}' for day in group], 60)} {group[0].year}" for group in years)
