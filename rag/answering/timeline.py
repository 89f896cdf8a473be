"""A thread told: where the matter stands now, then each step that led there, every one in the minutes' own words."""

from collections.abc import Sequence

from rag.answering.abstaining import Refusal, bound, looked_through
from rag.answering.citing import shown
from rag.answering.composing import Quote
from rag.answering.recorded import Proved, Recorded
from rag.answers import Candidate, Reason
from rag.finding.threads import Step, Thread
from rag.ledger import MeetingHeld
from rag.minutes import day_month_year


def timeline(thread: Thread) -> Recorded:
    """The current position first, then the other steps in the order of their meetings."""
    current = thread.current
    others = [step for step in thread.steps if step is not current]
    first = [_told(current, "Latest position, ")] if current else []
    return Recorded(sentences=(*first, *(_told(step) for step in others)), note=_elsewhere(thread), between="\n")


def no_mention(words: str, meetings: Sequence[MeetingHeld]) -> Refusal:
    """A refusal with its bound: "No mention of “Falcon Centre” in 48 meetings of Planning, 4 May 2021 to …"."""
    if not meetings:
        return Refusal(reason=Reason.NO_MINUTES_FOR_DATE, text=looked_through(meetings))
    return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"No mention of “{words}” in {bound(meetings)}.")


def quote_of(step: Step) -> Quote:
    """The words of a step as a quote."""
    candidate = Candidate(cited=step.cited, score=0.0, ranks={}, fused=0.0)
    return Quote(candidate=candidate, start=step.start, end=step.end)


def _told(step: Step, lead: str = "") -> Proved:
    quote = quote_of(step)
    return Proved(quotes=(quote,), text=f"{lead}{day_month_year(step.held_on)}, {step.position}: {shown(quote.text)}")


def _elsewhere(thread: Thread) -> str:
    told = [f"{body} ({count} meeting{'s' if count > 1 else ''})" for body, count in thread.elsewhere.items()]
    return f"Minuted elsewhere too: {'; '.join(told)}." if told else ""
