"""A follow-up made whole by the turns before it: its slot put into the last question, or what it leans on added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.dates import find_dates
from rag.plan import Plan, Turn
from rag.planning.bodies import named_bodies
from rag.planning.lexicon import cues

_SHORT = 6  # words: a question of fewer rarely stands alone after another, unless it names a thing
_BRIEF = 7  # words: a longer question that names a thing may be about any body's
_LONGEST_SLOT = 6  # words: more are a question of their own
_OF_ITS_OWN = re.compile(r"\b(?:the|a|an|our) [a-z]|(?<=\s)[A-Z][a-z]")
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
_BRACKETS = re.compile(r"\(([^()]+)\)\?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A question complete by itself.

    Attributes:
        own: what of it was asked now; the rest is leant on.
        before: the turn that it leans on; None where it stands alone.
        moved_on: whether it leaves the meeting that answered that turn: for later ones, another day or another body.
        later: whether it leaves it for later ones; `onward` for these only.
    """

    standalone: str
    own: str
    before: Turn | None = None
    moved_on: bool = False
    later: bool = False
    onward: bool = False


def whole(question: str, turns: Sequence[Turn], bodies: Sequence[str] = ()) -> Whole:
    """The question with what the last turn gives it, a brief one its body at least; itself where there is none."""
    last = turns[-1] if turns else None
    slot = _slot(question, bodies)
    if last is None:
        return Whole(standalone=question, own=question)
    if not (slot or _leans(question)):
        body = dict(last.plan.scope.words).get("body")
        if body is None or len(question.split()) > _BRIEF or named_bodies(question, bodies).bodies:
            return Whole(standalone=question, own=question)
        return Whole(standalone=completed(question, body), own=question, before=last, moved_on=True)
    earlier = last.plan.standalone
    onward = question in cues("onward")
    if slot and not onward and (replaced := _replaced(*slot, earlier, bodies)):
        return Whole(standalone=replaced, own=replaced)
    dated = bool(find_dates(question, bare_months=True))
    elsewhere = bool(named_bodies(question, bodies).bodies)
    later = onward or question in cues("moved_on")
    opening = cues("joins").opening(question)
    few = len(question[opening.end if opening else 0 :].split()) < _SHORT - 1
    bounds = "" if few or refers(question) else "; ".join(words for _, words in last.plan.scope.words)
    leant_on = without(bounds or matter(last.plan), bodies, dates=dated or later, body=elsewhere)
    return Whole(
        standalone=completed(question, leant_on),
        own=question,
        before=last,
        moved_on=dated or elsewhere or later,
        later=later,
        onward=onward,
    )


def refers(text: str) -> bool:
    """Whether a text takes its matter from what was said before it."""
    return text in cues("refers")


def _leans(question: str) -> bool:
    short = len(question.split()) < _SHORT and not _OF_ITS_OWN.search(question)
    return short or refers(question) or cues("joins").opening(question) is not None


def _slot(question: str, bodies: Sequence[str]) -> tuple[str, str | None] | None:
    """What a question would fill anew in the one before, and the "in" or "for" that leads to it; None if nothing."""
    bare = question.strip().rstrip("?.! ")
    if cue := cues("slot").opening(bare):
        slot = bare[cue.end :].strip()
        led = cue.words.split()[-1].lower()
        few = len(slot.split()) <= _LONGEST_SLOT and "," not in slot
        return (slot, None if led == "about" else led) if slot and few else None
    if opening := cues("joins").opening(bare):
        slot = re.sub(r"(?i)^the ", "", bare[opening.end :].strip(" ,"))
        if find_dates(slot) or named_bodies(slot, bodies).bodies:
            return (slot, None) if len(slot.split()) < _LONGEST_SLOT else None
    return None


def _replaced(slot: str, led: str | None, earlier: str, bodies: Sequence[str]) -> str | None:
    """The earlier question with one slot of it filled anew: "what about Wretton?", "and in 2019?"; None if no slot."""
    if find_dates(slot, bare_months=True):
        return _with_date(earlier, slot, led)
    here, there = named_bodies(slot, bodies), named_bodies(earlier, bodies)
    if here.bodies and there.start >= 0:
        end = there.whole_end if here.whole_end > here.end else there.end
        return earlier[: there.start] + re.sub(r"(?i)^the ", "", slot) + earlier[end:]
    form = _PERSON if _PERSON.search(slot) else _PLACE if slot[:1].isupper() else _ABOUT
    months = {one.start for one in find_dates(earlier, bare_months=True)}  # "in May" is no place
    found = next(
        (one for one in form.finditer(earlier, 1) if form is not _PLACE or one.start("thing") not in months), None
    )
    if found is None:
        return None
    start, end = found.span("thing" if form is not _PERSON else 0)
    return earlier[:start] + slot + (" " if earlier[start:end].endswith(" ") else "") + earlier[end:]


def _with_date(earlier: str, slot: str, led: str | None) -> str:
    dates = find_dates(earlier, bare_months=True)
    if not dates:
        return f"{earlier.rstrip(' ?.!')} {led or 'in'} {slot}?"
    before = earlier[: dates[0].start]
    if led:
        before = f"{_LED_BY.sub('', before)} {led} "
    return before + slot + earlier[dates[-1].end :]


def completed(question: str, leant_on: str) -> str:
    """A question with what it leans on in brackets behind it."""
    return f"{question.strip().rstrip('?.! ')} ({leant_on})?" if leant_on else question


def matter(plan: Plan) -> str:
    """What a question is about: what it leant on itself, else all of it but for how it asks."""
    if plan.standalone != plan.question and (leant_on := _BRACKETS.search(plan.standalone)):
        return leant_on[1]
    return _bare(plan.standalone)


def _bare(question: str) -> str:
    """A question without the words that open it: "Who was", "How many"."""
    text = question.strip(" ?.!")
    for name in ("joins", "asking", "auxiliary"):
        if cue := cues(name).opening(text):
            text = re.sub(r"(?i)^\W*(?:many|much|often)\b", "", text[cue.end :]).strip(" ,")
    return re.sub(r"(?i)^(?:there|any)\b\s*", "", text)


def without(text: str, bodies: Sequence[str], *, dates: bool, body: bool) -> str:
    """A text without the dates, or the body, that it names, and the word that leads to each."""
    spans = [(one.start, one.end) for one in find_dates(text, bare_months=True)] if dates else []
    named = named_bodies(text, bodies)
    spans += [(named.start, named.whole_end)] if body and named.start >= 0 else []
    for start, end in sorted(spans, reverse=True):
        led = _LED_BY.search(text[:start])
        before = text[: led.start()] if led else _ARTICLE.sub("", text[:start])
        text = before + text[end:]
    return re.sub(r"\s+", " ", text).strip(" ,;")
