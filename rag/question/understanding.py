"""From the words of a question to what is looked for: terms, dates, bodies, and the kind of answer it wants."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.answers import Question
from rag.dates import FoundDate, find_dates
from rag.question.bodies import named_bodies
from rag.question.history import SaidAt, whole
from rag.question.kinds import Asks, asks
from rag.question.periods import Period, period
from rag.question.synonyms import in_minutes_words
from rag.stores.words import question_terms, terms


class Wants(StrEnum):
    """The kind of thing an answer must hold."""

    PERSON = "person"
    MONEY = "money"
    NUMBER = "number"
    SHARE = "share"
    DATE = "date"
    REASON = "reason"
    ANYTHING = "anything"


# "when it came back in May" and "when they voted" say when, and don't ask it
_WHEN = (
    r"(?:^|\b(?:and|but|or|since|until|by)|[,.;:?])\W*when(?:\W*$|(?: exactly| roughly)?"
    r" (?:was|were|is|are|did|do|does|has|have|had|will|would|can|should)\b)|\b(?:me|know) when\b"
)
_WANTS = (
    (Wants.REASON, r"^\W*why\b|\b(?:what|which) (?:reasons?|grounds)\b|\bhow come\b"),
    (Wants.SHARE, r"\b(?:what|which) (?:share|percentage|proportion|per ?cent)\b|\bby how much had\b"),
    (
        Wants.MONEY,
        r"\bhow much (?:money|did|was|is|has|had|will|would|of|precept|funding)\b|"
        r"\bwhat (?:price|sum|amount|did .{3,40} cost)\b|\b(?:cost|price|quote|precept|budget)\b.*\?",
    ),
    (
        Wants.NUMBER,
        r"\bhow (?:many|big)\b|\b(?:number|count) of\b|\bthe count\b|"
        r"\bwhat way did the vote\b|\bthe split\b",
    ),
    (Wants.DATE, rf"{_WHEN}|\b(?:what|which) (?:date|day|year|years|month)\b|\bby what date\b|\buntil when\b"),
    (Wants.PERSON, r"\bwho\b|\bwhom\b|\bwhose\b|\bwhich (?:councillors?|members?|officers?|person|people|mp)\b"),
)
_FRAME = frozenset(
    term
    for word in "meeting meetings minutes council councillor councillors cllr committee say said says tell know please "
    "want happened happen going back many much number people person get got put go there during item name named called "
    "kind sort way thing things date year years month ever still also just decide decided decision agree agreed "
    "monthly special ordinary ask asked answer old new one two three end "
    "something anything anybody somebody else roughly reckon exactly actually".split()
    for term in terms(word)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """A question understood.

    Attributes:
        asked_as: the question made whole by its history.
        own: what of it was asked now, and isn't leant on.
        weights: each term looked for, with its weight (1 for the question's own words, less for those of its history).
        frame: terms that say how the question is asked rather than what about.
        dates: the dates it names.
        bodies: the ledger's bodies that it names; several where a name is shared.
        body_meant: whether it means them and not only their place: "Wretton Parish Council", "the Wretton meeting".
        body_terms: the terms that name them.
        date_terms: the terms that name the dates.
        wants: the kind of thing an answer must hold.
        asks: the kind of question.
        period: the time that bounds the meetings asked about, where it names one.
        bounded: whether, beside its words, it was bounded to a body or to what was minuted by a day.
    """

    asked_as: str
    weights: dict[str, float]
    frame: frozenset[str]
    dates: tuple[FoundDate, ...]
    bodies: frozenset[str]
    body_terms: frozenset[str]
    date_terms: frozenset[str]
    wants: Wants
    asks: Asks = Asks.FACT
    period: Period | None = None
    bounded: bool = False
    own: str = ""
    body_meant: bool = False

    @property
    def setting(self) -> frozenset[str]:
        """The terms that say where and when rather than what: they may as well stand in a paragraph's heading."""
        return self.body_terms | self.date_terms


_NEXT_PART = re.compile(
    r"(?i)[,;]?\s+(?:and|but)\s+(?:then\s+)?"
    r"(?=(?:what|when|who|whom|how|which|where|why|by whom|if so|did|was|were)\b)|"
    r"[?.]\s+(?=\w)"
)
_IN_THE_END = re.compile(r"(?i)\b(?:eventually|finally|in the end|later|still|now)\b")
_LEANT_ON = 0.7  # the weight of a term that only the questions before a follow-up hold
_ELSEWHERE = 0.35  # the weight, in one part of a question, of a term that only its other parts hold


_KINDS = (Wants.MONEY, Wants.NUMBER, Wants.SHARE, Wants.DATE)  # "and how much was it?" asks, however few its words


def parts(asked: Understanding) -> list[Understanding]:
    """The parts of a question that asks several things, each understood with the rest as its context; else none.

    A question that names several times ("in 2017 and then again in 2023") has a part for each.
    """
    spans = [
        piece for piece in _NEXT_PART.split(asked.own) if len(question_terms(piece)) > 1 or _wants(piece) in _KINDS
    ]
    if len(spans) > 1:
        return [_part(asked, piece) for piece in spans]
    years = {one.year for one in asked.dates if one.year}
    if len(years) > 1:
        return [replace(asked, dates=tuple(one for one in asked.dates if one.year == year)) for year in sorted(years)]
    return []


def _part(asked: Understanding, piece: str) -> Understanding:
    own = set(question_terms(in_minutes_words(piece)))
    weights = {
        term: weight if term in own or term in asked.setting else weight * _ELSEWHERE
        for term, weight in asked.weights.items()
    }
    wants = _wants(piece)
    inherited = () if wants is Wants.DATE or _IN_THE_END.search(piece) else asked.dates
    return replace(asked, asked_as=piece, weights=weights, dates=tuple(find_dates(piece)) or inherited, wants=wants)


def _wants(question: str) -> Wants:
    return next((wants for wants, pattern in _WANTS if re.search(pattern, question, re.I)), Wants.ANYTHING)


def understand(
    question: Question,
    bodies: Iterable[str],
    spelled: Callable[[str], str],
    before: Callable[[], SaidAt | None] = lambda: None,
) -> Understanding:
    """What a question looks for, among the bodies that the ledger knows.

    `spelled` gives a term that the ledger knows for one that it doesn't, so that slips of spelling still find;
    `before` the meeting that answered the question before, where this one leans on it.
    """
    known = list(bodies)
    made = whole(question.text, question.history, known, before)
    weights = dict.fromkeys((spelled(term) for term in question_terms(in_minutes_words(made.own))), 1.0)
    for term in question_terms(in_minutes_words(made.asked_as)):
        weights.setdefault(spelled(term), _LEANT_ON)
    text = made.asked_as
    dates = () if "date" in question.without else tuple(find_dates(text, bare_months=True))
    named = named_bodies(text, () if "body" in question.without else known)
    date_terms = frozenset(spelled(term) for one in dates for term in question_terms(text[one.start : one.end]))
    return Understanding(
        asked_as=text,
        weights=weights,
        frame=_FRAME & weights.keys(),
        dates=dates,
        bodies=named.bodies,
        body_terms=named.terms,
        date_terms=date_terms,
        wants=_wants(made.own),
        asks=asks(made.own),
        period=period(text) if dates else None,
        own=made.own,
        body_meant=named.meant,
    )
