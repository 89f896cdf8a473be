"""Which questions the records answer: counts over meetings, and who was at one; the passages answer all others."""

from collections.abc import Sequence

from rag.answering.attending import attended
from rag.answering.counting import decisions_counted, held_counted, lines_counted
from rag.answering.recorded import Recorded
from rag.answering.rows import rows_counted
from rag.answering.tallying import meetings_counted, people_counted
from rag.finding.bounds import bounded
from rag.ledger import Ledger, MeetingHeld
from rag.question.kinds import Asks
from rag.question.understanding import Understanding

_ANSWERS = {
    Asks.COUNT: (meetings_counted, people_counted, held_counted, decisions_counted, lines_counted, rows_counted),
    Asks.ATTENDANCE: (attended,),
}


def from_records(asked: Understanding, meetings: Sequence[MeetingHeld], ledger: Ledger) -> Recorded | None:
    """What the records of the meetings that the question bounds answer; None where they don't with certainty."""
    if asked.asks not in _ANSWERS:
        return None
    bounds = bounded(asked, meetings, ledger)
    answers = (answer(asked, bounds, ledger) for answer in _ANSWERS[asked.asks])
    return next((one for one in answers if one is not None), None) if bounds else None
