"""Who was there, who was not, who took the chair and who held an office, at the one meeting that a question bounds."""

import re
from collections.abc import Sequence
from enum import StrEnum

from rag.answering.absences import ABSENT, asks_why, reasons
from rag.answering.comings import came_or_went, way_asked
from rag.answering.composing import Quote
from rag.answering.recorded import Proved, Recorded, lines, quoted
from rag.answering.rolls import called, is_chair, proofs
from rag.finding.bounds import Bound, one_meeting
from rag.finding.described import asked_about, telling_terms
from rag.finding.records import Attended, Sort, attendance, written
from rag.ledger import Ledger
from rag.minutes import Kind, Presence, readable
from rag.question.understanding import Understanding
from rag.sentences import sentences


class About(StrEnum):
    """What about attendance is asked."""

    APOLOGIES = "apologies"
    CHAIR = "chair"
    OFFICERS = "in attendance"
    REMOTE = "remote"
    PRESENT = "present"


_ASKED = {
    About.APOLOGIES: (
        r"\bapolog|\babsen(?:t|ces?)\b|\bmissing\b|n[o']t (?:make|come)\b|"
        r"\baway\b|\bmiss(?:ed)?\b|n[o']t (?:there|present|attend)|"
        r"\bfail(?:ed)? to attend|n[o']t (?:the )?(?:\w+ )?(?:\w+ )?(?:there|present)\b"
    ),
    About.CHAIR: (
        r"\bchaired\b|\bran\b[^?]{0,40}\bmeeting\b|\bpresid|\bin the chair\b|\btook the chair\b|\bchairing\b|"
        r"\bwho was (?:the )?chair(?:man|woman|person)?\b"
    ),
    About.OFFICERS: r"\bin attendance\b|\bwh(?:o|ich|at)\b.{0,20}\b(?:officers|officials|guests|staff)\b",
    About.REMOTE: (
        r"\b(?:dial\w*|phon\w*|zoom\w*) in\b|\b(?:remote(?:ly)?|online|virtually)\b|"
        r"\bby (?:video|phone|telephone|zoom|teams)\b|\b(?:via|over|on|through) (?:ms |microsoft )?(?:teams|zoom)\b"
    ),
    About.PRESENT: (
        r"\bpresent\b|\battend(?:ed|ing)?\b|\bturned up\b|\b(?:was|were) there\b|"
        r"\b(?:was|were)\b[^?]{0,60}? at\b[^?]{0,60}\bmeetings?\b"
    ),
}
COUNTS_AS = {
    About.APOLOGIES: {Presence.APOLOGIES},
    About.OFFICERS: {Presence.IN_ATTENDANCE},
    About.REMOTE: {Presence.REMOTE},
    About.PRESENT: {Presence.PRESENT, Presence.REMOTE, Presence.SUBSTITUTE},
}
_PRESIDES = re.compile(
    r"(?i)\b(?:in|took|taking) the chair\b|\bchair(?:ed|ing)\b|\bpresid(?:ed|ing)\b|\bact(?:ed|ing)? as chair"
)
_TOOK = re.compile(r"(?i)\b(?:took|taken?) (?:\w+ )?(?:[\w’' ]+ )?chair\b")
_TAKES = re.compile(r"(?i)\b(?:took|taking|taken) the chair\b")
_TITLE = re.compile(
    r"(?i)\bjob titles?\b|\bin what (?:role|capacity)\b|"
    r"\b(?:what|which)\b(?: \w+)? [A-Z][^?]{0,30}[’']s? (?:job|title|position|role|post)\b"
)
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
_REMOTE = re.compile(
    r"(?i)\((?:[^()]*\b)?(?:remote(?:ly)?|online|virtual(?:ly)?|teams|zoom|video|phone|telephone)\b[^()]*\)"
)
_AND = re.compile(r"(?i),?\s+and\s+(?=(?:who|which|why|what)\b)")
_MOST = 4  # paragraphs that say in words who was absent; where there are more, they tell of other things too


def attended(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """Who was present, sent apologies, came late, took the chair or held an office at one meeting, in its words.

    What asks several of these things is answered where each of them is.
    """
    if _TITLE.search(asked.asked_as):
        bounds = _listing(asked.asked_as, bounds, ledger)
    bound = one_meeting(bounds)
    if bound is None:
        return None
    told = [_told(piece, asked, bound, ledger) for piece in _AND.split(asked.asked_as)]
    if not all(told):
        told = [_told(asked.asked_as, asked, bound, ledger)]
    quotes = {(one.candidate.cited.id, one.start, one.end): one for several in told for one in several}
    return _quotes(list(quotes.values()))


def _listing(question: str, bounds: Sequence[Bound], ledger: Ledger) -> list[Bound]:
    """The bounds with those meetings only whose lists name somebody whom the question names."""
    roll = attendance(ledger, [document for bound in bounds for document in bound.documents])
    documents = {one.document for one in _people(question, roll)}
    within = [tuple(one for one in bound.meetings if one.document in documents) for bound in bounds]
    return [Bound(meetings=meetings) for meetings in within if meetings]


def _people(question: str, roll: Sequence[Attended]) -> list[Attended]:
    """Those on the roll about whom a question asks, or whom it names."""
    return called(asked_about(question) or question, roll)


def _told(question: str, asked: Understanding, bound: Bound, ledger: Ledger) -> Sequence[Quote]:
    """What a question, or a part of one, is answered with; nothing where that isn't certain."""
    roll = attendance(ledger, bound.documents)
    if way := way_asked(question):
        return came_or_went(way, question, telling_terms(asked), roll, bound.documents, ledger)
    if _PART.search(question):
        return []
    people = _people(question, roll)
    if _TITLE.search(question):
        return proofs(ledger, people, by=lines)
    if office := _OFFICE.search(question):
        return _in_office(office["office"] or office["lower"], bound, ledger)
    about = what_about(question)
    if about is None or _ELSE.search(question):
        return []
    if about is About.APOLOGIES and asks_why(question) and (told := reasons(question, roll, bound.documents, ledger)):
        return told
    if not (_WHO.search(question) or _WAS.search(question)) or (asks_why(question) and people):
        return []
    if about is About.CHAIR:
        return _in_the_chair(question, roll, bound, ledger)
    if not _WHO.search(question):
        return proofs(ledger, people)
    found = [one for one in roll if one.presence in COUNTS_AS[about]]
    if about is About.REMOTE:
        return proofs(ledger, found, by=lines) or _remote_said(bound, ledger)
    return proofs(ledger, found) or (_absence_said(bound, ledger) if about is About.APOLOGIES else [])


def what_about(question: str) -> About | None:
    """What a question asks about attendance, if anything."""
    return next((about for about, pattern in _ASKED.items() if re.search(pattern, question, re.I)), None)


def _quotes(quotes: Sequence[Quote]) -> Recorded | None:
    return Recorded(sentences=tuple(Proved(quotes=(quote,)) for quote in quotes)) if quotes else None


def _in_office(office: str, bound: Bound, ledger: Ledger) -> Sequence[Quote]:
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
    return [quoted(one, [found[0][1]], lines) for one in ledger.paragraphs([found[0][0]])] if len(found) == 1 else []


def _in_the_chair(question: str, roll: Sequence[Attended], bound: Bound, ledger: Ledger) -> Sequence[Quote]:
    """The line that says who took the chair, else the chair's own where it was there.

    Who took it at an annual meeting is who was elected there, if the minutes say that a newly elected one took it.
    """
    paragraphs = written(ledger, bound.documents)
    if _TOOK.search(question) and all(one.sort is Sort.ANNUAL for one in bound.meetings):
        taking = [
            (one.id, one.text[start:end])
            for one in paragraphs
            if one.kind is not Kind.ATTENDANCE
            for start, end in sentences(one.text)
            if _TAKES.search(readable(one.text[start:end]))
        ]
        if taking:
            return [quoted(cited, [taking[0][1]]) for cited in ledger.paragraphs([taking[0][0]])]
    for one in paragraphs:
        if one.kind is Kind.ATTENDANCE and _PRESIDES.search(one.text):
            said = [line for start, end in lines(one.text) if _PRESIDES.search(line := one.text[start:end])]
            alone = said[0].rstrip("*: ").lower().endswith("in the chair")  # the name stands in the line below
            return [
                quoted(cited, () if alone else said[:1], sentences if alone else lines)
                for cited in ledger.paragraphs([one.id])
            ]
    chairs = [one for one in roll if is_chair(one.role) and one.presence in COUNTS_AS[About.PRESENT]]
    return proofs(ledger, chairs[:1], by=lines)


def _remote_said(bound: Bound, ledger: Ledger) -> Sequence[Quote]:
    """The lines that say beside a name that it was there from afar, where no record of it was made."""
    told = {
        one.id: said
        for one in written(ledger, bound.documents)
        if (said := [one.text[start:end] for start, end in lines(one.text) if _REMOTE.search(one.text[start:end])])
    }
    return (
        [quoted(cited, told[cited.id], lines) for cited in ledger.paragraphs(list(told))] if len(told) <= _MOST else []
    )


def _absence_said(bound: Bound, ledger: Ledger) -> Sequence[Quote]:
    """The paragraphs that say in words who was absent, where no record of it was made."""
    ids = [
        one.id for one in written(ledger, bound.documents) if one.kind is not Kind.HEADING and ABSENT.search(one.text)
    ]
    return [quoted(one) for one in ledger.paragraphs(ids)] if len(ids) <= _MOST else []
