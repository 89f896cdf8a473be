"""When and why nothing is answered, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers import Reason, fault_of
from rag.evidence import LEAST_ANSWERABLE, SURELY_NOT, Findings, Reading
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.plan import Intent, Plan
from rag.stores.words import term_set

_SEVERAL = 3  # items: of fewer each can be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing is answered, in a code and in a sentence."""

    reason: Reason
    text: str


def unclear(question: str) -> Refusal | None:
    """A refusal where there is nothing to look for, or too much."""
    fault = fault_of(question)
    return Refusal(reason=Reason.UNCLEAR_QUESTION, text=fault) if fault else None


def greeting(plan: Plan) -> Refusal | None:
    """A short help in place of an answer, where somebody greets or asks what this can do."""
    if plan.intent is not Intent.HELP:
        return None
    return Refusal(
        reason=Reason.UNCLEAR_QUESTION,
        text="Ask what the minutes say: what was decided, who voted how, who was there, who was to do what, or what "
        "became of a matter. Name the body and the date where you know them; every answer shows its paragraph.",
    )


def out_of_scope(plan: Plan, ledger: Ledger) -> Refusal | None:
    """A refusal where the question names a body and a day or month of which there are no minutes."""
    scope, period = plan.scope, plan.scope.period
    if not scope.bodies or period is None or "date" not in scope.meant:
        return None
    theirs = [one for one in ledger.meetings() if one.body in scope.bodies]
    undated = any(one.held_on is None for one in theirs)  # they may be of that time
    if not theirs or undated or any(one.held_on and period.covers(one.held_on) for one in theirs):
        return None
    held = sorted({one.held_on for one in theirs if one.held_on})
    around = [day for day in held if day < period.first][-1:] + [day for day in held if day > period.last][:1]
    then = dict(scope.words).get("date", "that time")
    text = (
        f"There are no minutes of {' and '.join(sorted(scope.bodies))} for {then}; "
        f"the nearest are of {' and '.join(map(day_month_year, around))}; "
        f"those here run from {day_month_year(held[0])} to {day_month_year(held[-1])}."
    )
    return Refusal(reason=Reason.NO_MINUTES_FOR_DATE, text=text)


def nothing_recorded(findings: Findings) -> Refusal:
    """A refusal where the records say why they answer nothing."""
    reason = Reason.UNCLEAR_QUESTION if findings.unclear else Reason.NOT_RECORDED
    return Refusal(reason=reason, text=findings.missing)


def vague(plan: Plan, readings: Sequence[Reading]) -> Refusal | None:
    """A refusal where a question only names a matter that several items may be about; it names the likeliest items."""
    if not plan.vague or max((reading.answerable for reading in readings), default=0.0) < SURELY_NOT:
        return None
    matter = {term.word for term in plan.matter}
    items: dict[str, CitedParagraph] = {}
    for span in (span for reading in readings for span in reading.spans if span.cited.item_title):
        if matter & term_set(f"{span.cited.item_title} {readable(span.quote)}"):
            items.setdefault(span.cited.item_title.casefold(), span.cited)
    if len(items) < _SEVERAL:
        return None
    named = "; ".join(
        f"“{readable(one.item_title)}” ({', '.join(filter(None, [one.body, one.day]))})" for one in items.values()
    )
    return Refusal(reason=Reason.UNCLEAR_QUESTION, text=f"That may mean several matters; ask about one: {named}.")


def unanswerable(plan: Plan, readings: Sequence[Reading], ledger: Ledger) -> Refusal | None:
    """A refusal where no reading answers likely enough; it says how sure that is and what was looked through."""
    best = max((reading.answerable for reading in readings if reading.spans), default=0.0)
    meant = any(_is_meant(plan, reading.spans[0].cited) for reading in readings if reading.spans)
    if best >= LEAST_ANSWERABLE and meant:
        return None
    theirs = _within(plan, ledger)
    looked = f"Looked through {extent(theirs)}." if theirs else "There are no minutes here for that."
    if missing := next((reading.missing for reading in readings if reading.missing), ""):
        return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"No answer was found: {missing}. {looked}")
    if best >= LEAST_ANSWERABLE:
        named = " for ".join(words for _, words in plan.scope.words)
        text = f"No answer was found. The minutes of {named} were looked at first. {looked}"
        return Refusal(reason=Reason.NOT_IN_MINUTES, text=text)
    if best < SURELY_NOT:
        return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"No answer was found. {looked}")
    return Refusal(reason=Reason.NOT_RECORDED, text=f"No sure answer; the nearest paragraphs may be of help. {looked}")


def _is_meant(plan: Plan, cited: CitedParagraph) -> bool:
    """Whether a paragraph is of the body and the time that the question surely means; undated minutes may be."""
    scope = plan.scope
    if "body" in scope.meant and scope.bodies and scope.bodies.isdisjoint(cited.bodies):
        return False
    if "date" in scope.meant and scope.period and cited.held_on:
        return scope.period.covers(cited.held_on)
    return True


def no_mention(words: str, plan: Plan, ledger: Ledger) -> Refusal:
    """A refusal for a matter that no minutes mention, with what was looked through."""
    theirs = _within(plan, ledger)
    if not theirs:
        return Refusal(reason=Reason.NO_MINUTES_FOR_DATE, text="There are no minutes here for that.")
    return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"No mention of “{words}” in {extent(theirs)}.")


def _within(plan: Plan, ledger: Ledger) -> list[MeetingHeld]:
    """The meetings of the bodies that a plan names, up to the day that bounds it."""
    scope = plan.scope
    return [
        one
        for one in ledger.meetings()
        if (not scope.bodies or one.body in scope.bodies) and scope.reaches(one.held_on)
    ]


def extent(meetings: Sequence[MeetingHeld]) -> str:
    """How many meetings of whom and when: "48 meetings of Planning, 4 May 2021 to 3 March 2024"."""
    bodies = sorted({meeting.body for meeting in meetings})
    days = sorted(meeting.held_on for meeting in meetings if meeting.held_on)
    body = f" of {bodies[0]}" if len(bodies) == 1 else f" of {len(bodies)} bodies"
    span = " to ".join(dict.fromkeys(day_month_year(day) for day in days[:1] + days[-1:]))
    # draft and adopted minutes of one meeting are two documents
    each = {meeting.id: meeting for meeting in meetings}.values()
    held = len({(meeting.body, meeting.held_on or meeting.id) for meeting in each})
    return f"{held} meeting{'s' if held != 1 else ''}{body}{f', {span}' if span else ''}"
