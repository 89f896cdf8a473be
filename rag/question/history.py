"""A follow-up made whole by the questions before it: its slot put into the last one, or what it leans on put to it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.dates import find_dates
from rag.minutes import day_month_year
from rag.question.bodies import named_bodies

_REFERS = re.compile(
    r"(?i)\b(?:it|its|they|them|their|he|she|this|these|those|"
    r"that(?= (?:night|meeting|day|one|time|job|motion|vote|decision|matter))|"
    r"the (?:one|same|other|latter|former|first|second)s?|there|then|instead)\b"
)
_JOINS = re.compile(r"(?i)^\s*(?:and|but|so|or|also|ok|then)\b[\s,]*")
_INSTEAD = re.compile(
    r"(?i)^\s*(?:(?:and|but|so|or|ok)\b[\s,]*)?(?:(?:what|how) about|the same for|"
    r"(?:(?<=and )|(?<=or ))(?P<led>for|in|at|on|of|by|between|from|during|since|before|after|until))\s+"
    r"(?P<slot>.+?)\s*[?.!]*\s*$"
)
_BARE = re.compile(r"(?i)^\s*(?:and|but|or)\s+(?:the\s+)?(?P<slot>[\w’']+(?:\s[\w’']+){0,4}?)\s*[?.!]*\s*$")
_REFERS_TO_ONE = re.compile(r"(?i)\b(?:the|that|this|which) (?:one|same|other|first|second|latter|former)s?\b")
_LATER = re.compile(
    r"(?i)\b(?:(?:years?|months?|weeks?|some time) (?:later|on|after)|later|since|afterwards|in the end|ever|yet|still|"
    r"now|eventually|finally|happen\w* (?:next|after))\b"
)
_SHORT = 6  # words: a question of fewer rarely stands alone after another, unless it names a thing
_OF_ITS_OWN = re.compile(r"\b(?:the|a|an|our) [a-z]|(?<=\s)[A-Z][a-z]")
_OPENER = re.compile(
    r"(?i)^\W*(?:(?:and|but|so|or)\b[\s,]*)?"
    r"(?:(?:who|whom|what|when|where|why|which|how(?: (?:many|much|often|far))?)\b\s*)?"
    r"(?:(?:was|were|is|are|did|does|do|has|have|had|will|would|can|could|got)\b\s*)*(?:there\b\s*)?(?:any\b\s*)?"
)
_PERSON = re.compile(
    r"\b(?:(?:Councillor|Cllr|Coun|Mr|Mrs|Ms|Miss|Dr|Rev|Insp(?:ector)?|Mayor)\.? )+(?:[A-Z][\w'’-]*\.? ?){1,3}\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:about|on|for|to|of)\s+(?P<thing>(?:the|a|an|any|some|our|its)\s+.+?)"
    r"(?=\s+(?:in|at|on|by|for|from|since)\s|[?.,]|$)"
)
_PLACE = re.compile(r"\b(?:in|at|for|of|on|by|to)\s+(?P<thing>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)")
_LED_BY = re.compile(
    r"(?i)[,\s]*\b(?:at|in|on|of|by|for|from|during|since|between|back in)\s+"
    r"(?:(?:the|its|their|an?|first|last)\s+)*$"
)
_ARTICLE = re.compile(r"(?i)\b(?:the|an?|its|their)\s+$")
_LED = re.compile(r"(?i)(?:at|in|on|of|by|for|from|during|since|between)\b")
_MEETING = re.compile(r"(?i)\b(?:[\w-]+ )?(?:meeting|AGM|assembly)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A question as understood; `own` is what of it counts fully: what was asked now, not what it leans on."""

    asked_as: str
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAt:
    """The one meeting whose minutes answered the question before."""

    body: str
    held_on: date


def whole(
    question: str,
    history: Sequence[str],
    bodies: Iterable[str] = (),
    before: Callable[[], SaidAt | None] = lambda: None,
) -> Whole:
    """The question with what its history gives it; itself where it stands alone.

    `before` is asked for the meeting that answered the last question where this one leans on it.
    """
    known = list(bodies)
    standing: list[str] = []  # the last question that stands alone, and the follow-ups since
    for earlier in history:
        rewritten = _replaced(earlier, standing[0], known) if standing else None
        leans = bool(standing) and rewritten is None and _leans(earlier)
        standing = [*standing, earlier] if leans else [rewritten or earlier]
    if not standing or not (_leans(question) or _INSTEAD.match(question)):
        return Whole(asked_as=question, own=question)
    if replaced := _replaced(question, standing[0], known):
        return Whole(asked_as=replaced, own=replaced)
    moved_on = _LATER.search(question) or find_dates(question, bare_months=True) or named_bodies(question, known).bodies
    if not moved_on and (meeting := before()):
        about = _without(_about(question, standing), known, dates=True, body=True) if _refers(question) else ""
        setting = "; ".join(filter(None, [about, f"{meeting.body}, {day_month_year(meeting.held_on)}"]))
        asked_as = f"{_asked(question)} ({setting})?"
        return Whole(asked_as=asked_as, own=question)
    return Whole(asked_as=_completed(question, standing, known), own=question)


def _leans(question: str) -> bool:
    if _JOINS.match(question) or _REFERS.search(question):
        return True
    return len(question.split()) < _SHORT and not _OF_ITS_OWN.search(question)


def _replaced(question: str, earlier: str, bodies: Sequence[str]) -> str | None:
    """The earlier question with one slot of it filled anew: "what about Wretton?", "and in 2019?"; None if no slot."""
    match = _INSTEAD.match(question) or _BARE.match(question)
    if match is None:
        return None
    slot = match["slot"]
    if match.re is _BARE and not (find_dates(slot) or named_bodies(slot, bodies).bodies):
        return None
    if find_dates(slot, bare_months=True):
        return _with_date(earlier, slot, match.groupdict().get("led"))
    here, there = named_bodies(slot, bodies), named_bodies(earlier, bodies)
    if here.bodies and there.start >= 0:
        end = there.whole_end if here.whole_end > here.end else there.end
        return earlier[: there.start] + re.sub(r"(?i)^the ", "", slot) + earlier[end:]
    forms = [_PERSON] if _PERSON.search(slot) else [_PLACE] if slot[:1].isupper() else [_ABOUT]
    for form in forms:
        if found := form.search(earlier, 1):
            start, end = found.span("thing" if form is not _PERSON else 0)
            return earlier[:start] + slot + (" " if earlier[start:end].endswith(" ") else "") + earlier[end:]
    return None


def _with_date(earlier: str, slot: str, led: str | None) -> str:
    dates = find_dates(earlier, bare_months=True)
    if not dates:
        return f"{earlier.rstrip(' ?.!')} {led or 'in'} {slot}?"
    before = earlier[: dates[0].start]
    if led:
        before = f"{_LED_BY.sub('', before)} {led} "
    return before + slot + earlier[dates[-1].end :]


def _completed(question: str, standing: Sequence[str], bodies: Sequence[str]) -> str:
    """The question with what it leans on behind it: the matter where it refers to it, else only where and when."""
    asked = _asked(question)
    drop_date = bool(_LATER.search(question) or find_dates(question, bare_months=True))
    drop_body = bool(named_bodies(question, bodies).bodies)
    if _refers(question):
        return f"{asked} ({_without(_about(question, standing), bodies, dates=drop_date, body=drop_body)})?"
    setting = _without(_setting(standing[0], bodies), bodies, dates=drop_date, body=drop_body)
    if _LED.match(setting):
        return f"{asked}, {setting}?"
    return f"{asked} ({setting or _OPENER.sub('', standing[0]).strip(' ?.!')})?"


def _asked(question: str) -> str:
    return question.strip().rstrip("?.! ")


def _refers(question: str) -> bool:
    return bool(_REFERS.search(question)) or len(_JOINS.sub("", question).split()) < _SHORT - 1


def _about(question: str, standing: Sequence[str]) -> str:
    """What a question leans on: the last that stands alone, and the follow-ups since where it means one of them."""
    between = standing[1:] if _REFERS_TO_ONE.search(question) else []
    return "; ".join(_OPENER.sub("", one).strip(" ?.!") for one in [*between, standing[0]])


def _setting(question: str, bodies: Sequence[str]) -> str:
    """The part of a question that says at which meeting, of whom and when."""
    body = named_bodies(question, bodies)
    spans = [(one.start, one.end) for one in find_dates(question, bare_months=True)]
    spans += [match.span() for match in _MEETING.finditer(question)] + (
        [(body.start, body.whole_end)] if body.start >= 0 else []
    )
    if not spans:
        return ""
    start, end = min(first for first, _ in spans), max(last for _, last in spans)
    led = _LED_BY.search(question[:start])
    return question[led.start() if led else start : end]


def _without(text: str, bodies: Sequence[str], *, dates: bool, body: bool) -> str:
    """A text without the dates, or the body, that it names, and the word that leads to each."""
    spans = [(one.start, one.end) for one in find_dates(text, bare_months=True)] if dates else []
    named = named_bodies(text, bodies)
    spans += [(named.start, named.whole_end)] if body and named.start >= 0 else []
    for start, end in sorted(spans, reverse=True):
        led = _LED_BY.search(text[:start])
        before = text[: led.start()] if led else _ARTICLE.sub("", text[:start])
        text = before + text[end:]
    return re.sub(r"\s+", " ", text).strip(" ,;")
