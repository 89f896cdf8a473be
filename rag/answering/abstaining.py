"""Whether the minutes answer at all: by how well the question's own words, names and numbers are covered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answers import Candidate, Reason
from rag.finding.reranking import HOLDS, coverage
from rag.ledger import MeetingHeld
from rag.minutes import day_month_year, readable
from rag.question.understanding import Understanding

ENOUGH = 0.5  # of the question's weight that the best paragraph, its neighbours and its heading must cover
_LONGEST = 1000  # characters of a question
_ALIKE = 0.45  # cosine from which a paragraph is about the same matter, whatever its words


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing is answered, in a code and in a sentence."""

    reason: Reason
    text: str


def unclear(question: str) -> Refusal | None:
    """A refusal where there is nothing to look for."""
    words = re.findall(r"\w+", question)
    if not words:
        return Refusal(reason=Reason.UNCLEAR_QUESTION, text="There is no question here; ask one in a sentence, such as “What was decided about the play area?”")
    if len(question) > _LONGEST:
        return Refusal(
            reason=Reason.UNCLEAR_QUESTION,
            text=f"This question has {len(question):,} characters; ask it in {_LONGEST:,} or fewer, one matter at a time.",
        )
    return None


def no_meeting(asked: Understanding, meetings: Sequence[MeetingHeld]) -> Refusal | None:
    """A refusal where the question names a body's meeting at a time of which there are no minutes."""
    months = [one for one in asked.dates if one.month and one.year and one.start >= 0]
    if not asked.bodies or len(months) != 1 or not re.search(r"(?i)\bmeeting\b", asked.asked_as):
        return None
    when = months[0]
    if any(meeting.held_on is None or when.covers(meeting.held_on) for meeting in meetings if meeting.body in asked.bodies):
        return None
    body = " and ".join(sorted(asked.bodies))
    held = sorted(meeting.held_on for meeting in meetings if meeting.body in asked.bodies and meeting.held_on)
    return Refusal(
        reason=Reason.NO_MINUTES_FOR_DATE,
        text=f"There are no minutes of {body} for {asked.asked_as[when.start : when.end]}; those here run from {day_month_year(held[0])} to {day_month_year(held[-1])}.",
    )


def unanswered(asked: Understanding, candidates: Sequence[Candidate], around: Callable[[str], str], rarity: Callable[[str], float], meetings: Sequence[MeetingHeld]) -> Refusal | None:
    """A refusal where the best paragraphs leave too much of the question uncovered."""
    looked = looked_through(meetings)
    if not asked.weights or not candidates:
        return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"The minutes do not say. {looked}")
    best = candidates[0]
    cited = best.cited
    covered = coverage(asked, rarity, readable(cited.paragraph.text), readable(around(best.cited.id)), f"{cited.body} {cited.held_on or ''} {cited.item_title}")
    share = covered.text + covered.head + 0.6 * covered.near
    unknown = [term for term in covered.missing if term not in asked.frame and rarity(term) > _never(rarity)]
    alike = best.similarity >= _ALIKE
    if share < ENOUGH - (0.15 if alike else 0.0) or (unknown and share < 0.75):
        reason = Reason.NOT_RECORDED if covered.text > 0.3 else Reason.NOT_IN_MINUTES
        return Refusal(reason=reason, text=_says(reason, looked))
    holds = HOLDS.get(asked.wants)
    if holds and not any(holds.search(readable(candidate.cited.paragraph.text)) for candidate in candidates[:3]):
        return Refusal(reason=Reason.NOT_RECORDED, text=_says(Reason.NOT_RECORDED, looked))
    return None


def _never(rarity: Callable[[str], float]) -> float:
    """The rarity that only a term of no paragraph exceeds: that of a term which stands in one."""
    return rarity("\0") - 1.0


def _says(reason: Reason, looked: str) -> str:
    if reason is Reason.NOT_RECORDED:
        return f"The minutes do not say: the matter comes up, but not what was asked. {looked}"
    return f"The minutes do not say. {looked}"


def looked_through(meetings: Sequence[MeetingHeld]) -> str:
    """What an abstention was looked for in: "Looked through 48 meetings of Planning, 4 May 2021 to 3 March 2024."."""
    if not meetings:
        return "There are no minutes here for that."
    bodies = sorted({meeting.body for meeting in meetings})
    days = sorted(meeting.held_on for meeting in meetings if meeting.held_on)
    whose = f" of {bodies[0]}" if len(bodies) == 1 else f" of {len(bodies)} bodies"
    when = f", {day_month_year(days[0])} to {day_month_year(days[-1])}" if days else ""
    count = f"{len(meetings)} meeting{'s' if len(meetings) != 1 else ''}"
    return f"Looked through {count}{whose}{when}."
