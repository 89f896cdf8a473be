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
    "something anything anybody somebody else roughly reckon exactly actually latest update current currently "
    "stand status position outstanding".split()
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
_REFERS = re.compile(
    r"(?i)\b(?:it|they|them|this|these|those|each time|the (?:item|matter|motion|one|same|second|first|other|latter)|"
    r"that(?! (?:was|were|had|is)))\b"
)
_THAT_YEAR = re.compile(r"(?i)\b(?:that|the same) year\b")
_EACH = re.compile(r"(?i)\b(?:each|both|every)\b")
_SPAN = re.compile(r"(?i)\b(?:between|from|since|until|through)\b|\d\s*(?:to|-|–)\s*\w")
_REFERRED = 0.8  # that weight, where the part refers to them: "and when was it adopted?"
_ELSEWHERE = 0.35  # the weight, in one part of a question, of a term that only its other parts hold


_KINDS = (Wants.MONEY, Wants.NUMBER, Wants.SHARE, Wants.DATE)  # "and how much was it?" asks, however few its words


def parts(asked: Understanding) -> list[Understanding]:
    """The parts of a question that asks several things, each understood with the rest as its context; else none.

    A question, or a part of it, that names several times ("in 2017 and then again in 2023", "in May and July 2019") has
    a part for each. What is only told ("There were three of them.") is no part of its own.
    """
    pieces = [
        (piece, ending)
        for piece, ending in _pieces(asked.own)
        if len(question_terms(piece)) > 1 or _wants(piece) in _KINDS
    ]
    asking = [piece for piece, ending in pieces if ending != "."]
    spans = asking if len(asking) > 1 else [piece for piece, _ in pieces]
    found = [_part(asked, piece) for piece in spans] if len(spans) > 1 else [asked]
    several = [each for one in found for each in _by_time(one, asked)]
    return several if len(several) > 1 else []


def _pieces(text: str) -> list[tuple[str, str]]:
    """The pieces of a question, each with the mark that ends it, or nothing."""
    ends = [match.span() for match in _NEXT_PART.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [(text[a:z], text[z : z + 1]) for a, z in zip(starts, stops, strict=True)]


def _by_time(part: Understanding, asked: Understanding) -> list[Understanding]:
    """A part for each time that one names, or that the question names where it asks for each."""
    own = find_dates(part.asked_as, bare_months=True)
    dates = _dated(own or (asked.dates if _EACH.search(part.asked_as) else ()), asked)
    times = {(one.year, one.month, one.day): one for one in dates if one.year}
    if len(times) < 2 or _SPAN.search(part.asked_as) or (not own and not _EACH.search(part.asked_as)):
        return [part]
    return [replace(part, dates=(one,)) for one in times.values()]


def _dated(dates: Iterable[FoundDate], asked: Understanding) -> tuple[FoundDate, ...]:
    """Dates of which those without a year are of the one year that the question names."""
    known = tuple(dates)
    years = {one.year for one in asked.dates if one.year}
    if len(years) != 1:
        return known
    (year,) = years
    months = {one.month for one in known if one.month}
    whole = [one if one.year else replace(one, year=year) for one in known]
    return tuple(one for one in whole if one.month or not months)  # beside its months a year says no more


def _part(asked: Understanding, piece: str) -> Understanding:
    own = set(question_terms(in_minutes_words(piece)))
    elsewhere = _REFERRED if _REFERS.search(piece) else _ELSEWHERE
    weights = {
        term: weight if term in own or term in asked.setting else weight * elsewhere
        for term, weight in asked.weights.items()
    }
    wants = _wants(piece)
    inherited = () if wants is Wants.DATE or _IN_THE_END.search(piece) else asked.dates
    own_dates = _dated(find_dates(piece, bare_months=True), asked)
    years = {one.year: one for one in asked.dates if one.year}
    if not own_dates and _THAT_YEAR.search(piece) and len(years) == 1:
        own_dates = tuple(replace(one, month=None, day=None, months=1) for one in years.values())
    dates = own_dates or inherited
    return replace(asked, asked_as=piece, weights=weights, dates=dates, wants=wants)


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
