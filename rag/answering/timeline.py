"""A thread told: where the matter stands now, then each step that led there, every one in the minutes' own words."""

import re
from collections.abc import Sequence

from rag.answering.abstaining import Refusal, bound, looked_through
from rag.answering.citing import shown
from rag.answering.composing import Quote, holds_wanted
from rag.answering.recorded import Proved, Recorded
from rag.answers import Candidate, Reason
from rag.dates import find_dates
from rag.finding.positions import OPEN, Position, position
from rag.finding.threads import Step, Thread
from rag.ledger import MeetingHeld
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.question.kinds import Asks
from rag.question.understanding import Understanding

_LEAST_STEPS, _MOST_STEPS = 2, 8
_ENDED = re.compile(r"(?i)\b(?:finally|eventually|in the end|at last)\b")
_NEAR = 0.65  # of the best candidate's score: a later step that scores less is of another side of the matter
_AS_GOOD = 0.95
_PREMISED = re.compile(r"(?i)\b(?:still|yet)\b")


def timeline(thread: Thread) -> Recorded:
    """The current position first, then the other steps in the order of their meetings."""
    current = thread.current
    others = [step for step in thread.steps if step is not current]
    first = [_told(current, "Latest position, ")] if current else []
    return Recorded(sentences=(*first, *(_told(step) for step in others)), note=_elsewhere(thread), between="\n")


def developed(asked: Understanding, steps: Sequence[Step]) -> Recorded | None:
    """The steps at the times that a question names, in order, and the last where it asks how the matter ended.

    None where there is no development to tell, or too much of it for an answer.
    """
    decided = [one for one in steps if one.position not in OPEN]
    chosen = [one for one in decided if not asked.dates or _then(asked, one)]
    if decided and _ENDED.search(asked.asked_as):
        after = [one for one in decided if not chosen or one.held_on > chosen[-1].held_on]
        chosen += [one for one in after if one.position is not Position.DEFERRED][-1:] or after[-1:]
    if not _LEAST_STEPS <= len(chosen) <= _MOST_STEPS:
        return None
    return Recorded(sentences=tuple(_told(one) for one in chosen))


def _then(asked: Understanding, one: Step) -> bool:
    """Whether a step was taken at one of the times asked about; a month without a year is of one named beside it."""
    years = {found.year for found in asked.dates if found.year}
    months = [found for found in asked.dates if found.month]
    return any(found.covers(one.held_on) for found in months or asked.dates) and (
        not years or not months or one.held_on.year in years
    )


def may_change(asked: Understanding, lead: Quote) -> bool:
    """Whether a later step could change an answer: it tells where a matter stands, or what was decided."""
    return asked.asks is Asks.LATEST or position(readable(lead.text)) not in OPEN


def latest(
    asked: Understanding, lead: Quote, since: Sequence[Step], candidates: Sequence[Candidate]
) -> Recorded | None:
    """What later steps make of an answer; None where they leave it as it is.

    A question for the latest position is answered by the last step, with the earlier one beside it where the question
    starts from that. What a decision undid is said after the decision, and so is what became of one that was put off.
    """
    earlier = lead.candidate.cited
    if asked.asks is Asks.LATEST:
        dated = f"{day_month_year(earlier.held_on)}: {shown(lead.text)}" if earlier.held_on else shown(lead.text)
        premised = _PREMISED.search(asked.asked_as) or any(
            earlier.held_on and one.covers(earlier.held_on) for one in asked.dates
        )
        before = (Proved(quotes=(lead,), text=f"Before that, {dated}"),) if premised else ()
        last = _last(asked, earlier, since, candidates)
        return Recorded(sentences=(_told(last), *before) if last else (Proved(quotes=(lead,), text=dated),))
    undone = [one for one in since if one.position is Position.RESCINDED]
    stood = position(readable(lead.text))
    if stood is Position.DEFERRED and not asked.dates and asked.asks is Asks.DECISION:
        undone = undone or [one for one in since if one.position not in {*OPEN, Position.DEFERRED}]
    return Recorded(sentences=(Proved(quotes=(lead,)), _told(undone[-1], "Later, "))) if undone else None


def _last(
    asked: Understanding, earlier: CitedParagraph, since: Sequence[Step], candidates: Sequence[Candidate]
) -> Step | None:
    """The last step since that answers about as well, of one meeting's the best; before it one that undoes it by name.

    A step that changes nothing must answer as well as the best candidate.
    """
    scores = {one.cited.id: one.score for one in candidates}
    best = max(scores.values(), default=0.0)
    undone = [one for one in since if one.position is Position.RESCINDED and _names(one, earlier)]
    least = {one.cited.id: best * (_AS_GOOD if one.position in OPEN else _NEAR) for one in since}
    near = [
        one
        for one in since
        if scores.get(one.cited.id, 0.0) >= least[one.cited.id] and holds_wanted(asked, [quote_of(one)])
    ]
    return max(undone or near, key=lambda one: (one.held_on, scores.get(one.cited.id, 0.0)), default=None)


def _names(one: Step, earlier: CitedParagraph) -> bool:
    return any(found.exact and found.exact == earlier.held_on for found in find_dates(one.words))


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
