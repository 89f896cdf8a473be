"""Who came late, left early, went out because of an interest or took the chair over, in the minutes' own sentences."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rag.answering.composing import Quote
from rag.answering.recorded import quoted
from rag.answering.rolls import called, proofs
from rag.finding.people import parsed
from rag.finding.records import Attended, Written, written
from rag.ledger import Ledger
from rag.minutes import Kind, Presence, readable
from rag.sentences import sentences
from rag.stores.words import term_set

_MOST = 3  # sentences that may tell of what is asked; where there are more, the question doesn't say which is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way of coming or going: the words that ask for it, those that tell it, and what must be told beside."""

    asks: re.Pattern[str]
    says: re.Pattern[str]
    beside: re.Pattern[str] = re.compile("")


_OUT = (
    r"(?:(?<!was )(?<!were )(?<!been )left(?! to\b)|leav(?:e|ing)|(?:walk|step)p?(?:ed|ing)? out|(?:go|going|went) out|"
    r"withdr[ae]w\w*|(?:remov|absent|recus|excus)\w+ (?:him|her|them)sel(?:f|ves))\b"
)
_WENT = re.compile(
    r"(?i)\b(?:left|leav(?:e|ing)|retir(?:ed|ing)|vacat(?:ed|ing)|exited|withdr[ae]w\w*)(?: from)? (?:the|this) "
    r"(?:council )?(?:meeting|chamber|room|table)|\b(?:remov|absent|recus|excus|exclud)\w+ (?:him|her|them)sel(?:f|ves)"
)
WAYS = (
    Way(
        asks=re.compile(r"(?i)\bchair\w*\b[^?]{0,20}\b(?:rest|remainder)\b|\btook over\b[^?]{0,20}\bchair"),
        says=re.compile(
            r"(?i)\b(?:took|taken|assumed|resumed) (?:over )?(?:the|as) chair|\bchair was (?:then )?taken|"
            r"\bchair(?:ed|ing)? the (?:rest|remainder)|\bas chair\w* for the (?:rest|remainder)"
        ),
    ),
    Way(
        asks=re.compile(rf"(?i)\b{_OUT}[^?]*\b(?:interests?|conflict\w*|declar\w+|own\w*|land|family)\b"),
        says=_WENT,
        beside=re.compile(r"(?i)\binterest|\bown(?:ed|er|s)\b|\bconnected\b|\bfamily\b|\brelati(?:ve|on)|\bconflict"),
    ),
    Way(
        asks=re.compile(
            rf"(?i)\b{_OUT}[^?]{{0,40}}?\b(?:early|room|meeting|chamber|table|before|part)\b|\bhad to leave\b"
        ),
        says=_WENT,
    ),
    Way(
        asks=re.compile(
            r"(?i)\b(?:c[ao]me|coming|arriv\w+|turn(?:ed)? up|join\w*|walk(?:ed)? in|got there|show(?:ed)? up)\b"
            r"[^?]{0,30}?\blate\b|\bwas late\b|\blate (?:for|to|arriv\w+)\b|"
            r"\b(?:who|which \w+) (?:joined|arrived)\b(?! (?:\w+ )?(?:remote|online|virtual|by|via|over|on)\w*)"
        ),
        says=re.compile(
            r"(?i)\b(?:(?:re-?)?joined|entered) (?:the|this) (?:meeting|chamber|room|table)\b|\barrived\b(?! at an?\b)|"
            r"\b(?:came|arriving|was|being) late\b|\blate arrival"
        ),
    ),
)
# one whom the roll writes otherwise, or leaves out; other councils' members are guests
_COUNCILLOR = re.compile(r"(?<!Borough )(?<!County )(?<!District )\b(?:Cllrs?|Clr|Councillors?)\b\.?\s+[A-Z]")


def way_asked(question: str) -> Way | None:
    """The way of coming or going that a question asks about; None where it asks about none."""
    return next((way for way in WAYS if way.asks.search(question)), None)


def came_or_went(
    way: Way, question: str, telling: Set[str], roll: Sequence[Attended], documents: Sequence[str], ledger: Ledger
) -> list[Quote]:
    """The sentences that tell who came or went in that way; none where too many do.

    They name somebody on the roll (a member where a councillor is asked for), or a councillor; if the question names
    anybody, that one.
    Those count that hold most of the question's `telling` terms, or one less, with the item that they stand in. Where
    they have initials only, the line of the roll with the name comes along.
    """
    members = re.search(r"(?i)\b(?:councill?ors?|members?|cllrs?)\b", question)
    known = [one for one in roll if not members or one.presence is not Presence.IN_ATTENDANCE]
    asked_of = _meant(question, known)
    told: list[tuple[int, Written, str, list[Attended]]] = []
    for one in written(ledger, documents):
        if one.kind is Kind.HEADING or not way.says.search(readable(one.text)):
            continue
        for start, end in sentences(one.text):
            said = one.text[start:end]
            who = _meant(said, known)
            meant = any(person in asked_of for person in who) if asked_of else who or _COUNCILLOR.search(said)
            if meant and way.says.search(readable(said)) and way.beside.search(readable(one.text)):
                told.append((len(telling & term_set(f"{one.item_title} {one.text}")), one, said, who))
    most = max((shared for shared, *_ in told), default=0)
    chosen = [(one, said, who) for shared, one, said, who in told if shared >= most - 1]
    if len(chosen) > _MOST:
        return []
    unnamed = [person for _, said, who in chosen for person in who if not called(said, [person])]
    cited = {one.id: one for one in ledger.paragraphs([one.id for one, _, _ in chosen])}
    return [*proofs(ledger, unnamed), *(quoted(cited[one.id], [said]) for one, said, _ in chosen)]


def _meant(text: str, roll: Sequence[Attended]) -> list[Attended]:
    """Those on the roll whom a text names, by surname or by the initials of their whole name ("TF left")."""
    capitals = set(re.findall(r"\b[A-Z]{2,3}\b", text))
    return [one for one in roll if called(text, [one]) or _initials(one) in capitals]


def _initials(one: Attended) -> str:
    name = parsed(one.name)
    return "".join(part[0] for part in (*name.given, name.surname)).upper() if name and name.given else ""
