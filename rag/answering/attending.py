"""Who was there, who was not, who took the chair and who held an office, at the one meeting that a question bounds."""

import re
from collections.abc import Sequence
from enum import StrEnum

from rag.answering.composing import Quote
from rag.answering.recorded import Proved, Recorded, Spans, lines, quoted
from rag.finding.bounds import Bound, one_meeting
from rag.finding.people import Name, named, parsed
from rag.finding.records import Attended, attendance, written
from rag.ledger import Ledger
from rag.minutes import Kind, Presence
from rag.question.understanding import Understanding
from rag.sentences import sentences


class About(StrEnum):
    """What about attendance is asked."""

    APOLOGIES = "apologies"
    CHAIR = "chair"
    OFFICERS = "in attendance"
    PRESENT = "present"


_ASKED = {
    About.APOLOGIES: (
        r"\bapolog|\babsen(?:t|ces?)\b|\bmissing\b|n[o']t (?:make|come)\b|"
        r"\baway\b|\bmiss(?:ed)?\b|n[o']t (?:there|present|attend)|"
        r"\bfail(?:ed)? to attend"
    ),
    About.CHAIR: (
        r"\bchaired\b|\bpresid|\bin the chair\b|\btook the chair\b|\bchairing\b|"
        r"\bwho was (?:the )?chair(?:man|woman|person)?\b"
    ),
    About.OFFICERS: r"\bin attendance\b|\bwh(?:o|ich|at)\b.{0,20}\b(?:officers|officials|guests|staff)\b",
    About.PRESENT: (
        r"\bpresent\b|\battend(?:ed|ing)?\b|\bturned up\b|\b(?:was|were) there\b|"
        r"\b(?:was|were)\b[^?]{0,60}? at\b[^?]{0,60}\bmeetings?\b"
    ),
}
COUNTS_AS = {
    About.APOLOGIES: {Presence.APOLOGIES},
    About.OFFICERS: {Presence.IN_ATTENDANCE},
    About.PRESENT: {Presence.PRESENT, Presence.REMOTE, Presence.SUBSTITUTE},
}
_SAYS = {
    About.APOLOGIES: re.compile(r"(?i)\bapolog|\bleave of absence\b|\babsent\b|\bunable to attend"),
    About.CHAIR: re.compile(r"(?i)\bin the chair\b|\bchair(?:man|woman|person|ed)?\b|\bpresid|\bcathaoirleach\b"),
}
_CHAIR = re.compile(r"(?i)^(?!.*\b(?:vice|deputy|leas)\b).*(?:\bchair|\bcathaoirleach\b|\bpresid)")
_PART = re.compile(r"(?i)\b(?:rest|remainder|left|leave early|late|arriv\w+|for part|until)\b")  # of the meeting
_OFFICE = re.compile(
    r"\b(?:sat|acted|acting|served|there|present|table|attended)\s+as\s+(?:the\s+)?(?i:(?:interim|acting)\s+)?"
    r"(?P<office>[A-Z][\w’'-]+(?:\s+(?:of\s+)?[A-Z][\w’'-]+){0,4}|[A-Z]{2,5})\b|"
    r"(?i:\bwho was (?:the )?(?P<lower>(?:\w+ )?(?:clerk|secretary)))\b"
)
_WHO = re.compile(
    r"(?i)\bwho\b|\b(?:which|what|names? of(?: the)?|list(?: of)?(?: the)?)\s+(?:[\w’']+\s+){0,2}?"
    r"(?:councillors?|members?|officers?|officials|people|guests|staff|apologies|attendees)\b"
)
_WAS = re.compile(r"(?i)^\W*(?:was|were|did|is it true that)\b")
_ELSE = re.compile(
    r"(?i)\bwhat (?:did|was|were|is|has|had)\b(?! the reasons?\b)|\bhow much\b|\bwhen (?:did|was|were|is)\b|"
    r"\b(?:proposed|seconded|moved|asked|said|agreed|decided)\b"
)
_MOST = 4  # paragraphs that say in words who was absent; where there are more, they tell of other things too


def attended(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """Who was present, sent apologies, took the chair or held an office at one meeting, in the minutes' words."""
    question, bound = asked.asked_as, one_meeting(bounds)
    if bound is None or _PART.search(question):
        return None
    if office := _OFFICE.search(question):
        return _in_office(office["office"] or office["lower"], bound, ledger)
    about = what_about(question)
    if about is None or not (_WHO.search(question) or _WAS.search(question)) or _ELSE.search(question):
        return None
    roll = attendance(ledger, bound.documents)
    if about is About.CHAIR:
        chairs = [one for one in roll if is_chair(one.role)]
        return _quotes(proofs(ledger, chairs[:1], by=lines)) or _chair_said(bound, ledger)
    people = [name for names in named(question, [one.name for one in roll]).values() for name in names]
    if people:
        return _quotes(proofs(ledger, [one for one in roll if any(is_called(one, name) for name in people)]))
    if not _WHO.search(question):
        return None
    found = [one for one in roll if one.presence in COUNTS_AS[about]]
    return _quotes(proofs(ledger, found)) or (_absence_said(bound, ledger) if about is About.APOLOGIES else None)


def what_about(question: str) -> About | None:
    """What a question asks about attendance, if anything."""
    return next((about for about, pattern in _ASKED.items() if re.search(pattern, question, re.I)), None)


def is_called(one: Attended, name: Name) -> bool:
    """Whether a recorded person may bear a name."""
    recorded = parsed(one.name)
    return recorded is not None and recorded.fits(name)


def is_chair(role: str | None) -> bool:
    """Whether a role is the chair's, and no deputy's."""
    return bool(role and _CHAIR.search(role))


def proofs(ledger: Ledger, found: Sequence[Attended], by: Spans = sentences) -> tuple[Quote, ...]:
    """The sentences, or lines, that name these people, one quote a paragraph."""
    names: dict[str, list[str]] = {}
    for one in found:
        names.setdefault(one.paragraph, []).append(one.name)
    return tuple(quoted(cited, names[cited.id], by) for cited in ledger.paragraphs(list(names)))


def _quotes(quotes: Sequence[Quote]) -> Recorded | None:
    return Recorded(sentences=tuple(Proved(quotes=(quote,)) for quote in quotes)) if quotes else None


def _in_office(office: str, bound: Bound, ledger: Ledger) -> Recorded | None:
    """The one line of the attendance that names who held an office, by its words or its initials (CAO)."""
    spelled = r"\w*\s+(?:of\s+)?".join(office) + r"\w*" if office.isupper() else re.escape(office)
    whose = r"(?<!Deputy )(?<!Assistant )(?<!Vice )(?<!Vice-)"
    says = re.compile(rf"\b{whose}(?:{spelled}|{re.escape(office)})\b", re.I if office.islower() else 0)
    found = [
        (one.id, line.strip())
        for one in written(ledger, bound.documents)
        if one.kind is Kind.ATTENDANCE
        for line in one.text.splitlines()
        if says.search(line)
    ]
    return (
        _quotes([quoted(one, [found[0][1]], lines) for one in ledger.paragraphs([found[0][0]])])
        if len(found) == 1
        else None
    )


def _chair_said(bound: Bound, ledger: Ledger) -> Recorded | None:
    """The first line of the attendance that says who took the chair, where the records give no roles."""
    says = _SAYS[About.CHAIR]
    for one in written(ledger, bound.documents):
        if one.kind is Kind.ATTENDANCE and says.search(one.text):
            line = next(line.strip() for line in one.text.splitlines() if says.search(line))
            return _quotes([quoted(cited, [line], lines) for cited in ledger.paragraphs([one.id])])
    return None


def _absence_said(bound: Bound, ledger: Ledger) -> Recorded | None:
    """The paragraphs that say in words who was absent, where no record of it was made."""
    says = _SAYS[About.APOLOGIES]
    ids = [one.id for one in written(ledger, bound.documents) if one.kind is not Kind.HEADING and says.search(one.text)]
    return _quotes([quoted(one) for one in ledger.paragraphs(ids)]) if len(ids) <= _MOST else None
