"""Why somebody wasn't at a meeting, and who was absent without a word, in the minutes' own sentences."""

import re
from collections.abc import Sequence

from rag.answering.composing import Quote
from rag.answering.recorded import quoted
from rag.answering.rolls import called
from rag.finding.described import asked_about
from rag.finding.people import named
from rag.finding.records import Attended, written
from rag.ledger import Ledger
from rag.minutes import Kind, Presence, readable
from rag.sentences import sentences

ABSENT = re.compile(r"(?i)\bapolog|\bleave of absence\b|\babsen(?:t|ce)\b|\bunable to attend")
_WHY = re.compile(
    r"(?i)\bwhy\b|\bwhat (?:was|were|is) the reasons?\b|\b(?:what|which) reasons?\b|\bfor what reasons?\b"
)
_BECAUSE = re.compile(
    r"(?i)\bdue to\b|\bowing to\b|\bbecause\b|\bas (?:he|she|they)\b|\bwho (?:was|is|were)\b|\breasons?\b|"
    r"\bcommitments?\b|\b(?:ill|illness|ill-?health|unwell|sick|holidays?|away|travelling|delayed|attending|appointment|funeral|family|"
    r"medical|hospital|engagements?|maternity|bereavement)\b|\bwork\b|\bon (?:\w+ )?business\b|\banother meeting\b"
)
_OFFICE = re.compile(r"(?i)\b(?:(?:deputy|vice)[- ])?(?:mayor|cathaoirleach|chair\w*|clerk|speaker|director general)\b")
_SHORT = 60  # words: each sentence of such a paragraph tells of the absence that one of them tells
_MOST = 2  # sentences that give the reason


def asks_why(question: str) -> bool:
    """Whether the reason of an absence is asked for."""
    return bool(_WHY.search(question))


def reasons(question: str, roll: Sequence[Attended], documents: Sequence[str], ledger: Ledger) -> list[Quote]:
    """The sentences that give the reason why those whom a question names, or whose office it names, weren't there.

    None where it names nobody, or where too many sentences may give it.
    """
    who = asked_about(question) or question
    offices = _offices(who)
    meant = called(who, roll)
    away = [one for one in roll if one.presence is Presence.APOLOGIES and one.role and offices & _offices(one.role)]
    people = [one.name for one in meant or away]
    if not people and not offices:
        return []
    found = []
    for one in written(ledger, documents):
        if one.kind is Kind.HEADING or not ABSENT.search(one.text):
            continue
        short = len(one.text.split()) <= _SHORT
        for start, end in sentences(one.text):
            said = readable(one.text[start:end])
            told = named(said, people) or (not meant and offices & _offices(said))
            if told and _BECAUSE.search(said) and (short or ABSENT.search(said)):
                found.append((one.id, one.text[start:end]))
    if not 0 < len(found) <= _MOST:
        return []
    cited = {one.id: one for one in ledger.paragraphs([id for id, _ in found])}
    return [quoted(cited[id], [said]) for id, said in found]


def _offices(text: str) -> set[str]:
    """The offices that a text names, without regard to their endings (chair, chairman)."""
    return {match[0].lower()[:5] for match in _OFFICE.finditer(text)}
