"""Which questions the records answer: counts over meetings, and who was at one; the passages answer all others."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answering.attending import attended
from rag.answering.counting import held_counted, points_counted, rows_counted
from rag.answering.recorded import Recorded
from rag.answering.tallying import meetings_counted, people_counted
from rag.finding.bounds import bounded
from rag.finding.described import described
from rag.ledger import Ledger, MeetingHeld
from rag.question.kinds import Asks
from rag.question.periods import Period, span
from rag.question.understanding import Understanding

_COUNTS = (meetings_counted, people_counted, held_counted, points_counted, rows_counted)


def from_records(
    asked: Understanding, meetings: Sequence[MeetingHeld], ledger: Ledger, rarity: Callable[[str], float]
) -> Recorded | None:
    """What the records of the meetings that the question bounds answer; None where they don't with certainty.

    `rarity` says how telling a term is.
    """
    if asked.asks is Asks.ATTENDANCE:
        told = [_attended(one, meetings, ledger, rarity) for one in _at_each_time(asked)]
        found = [one for one in told if one is not None]
        return Recorded(sentences=tuple(said for one in found for said in one.sentences)) if found == told else None
    if asked.asks is not Asks.COUNT:
        return None
    bounds = bounded(asked, meetings, ledger)
    answers = (answer(asked, bounds, ledger) for answer in _COUNTS)
    return next((one for one in answers if one is not None), None) if bounds else None


def _attended(
    asked: Understanding, meetings: Sequence[MeetingHeld], ledger: Ledger, rarity: Callable[[str], float]
) -> Recorded | None:
    return attended(asked, described(asked, bounded(asked, meetings, ledger), ledger, rarity), ledger)


def _at_each_time(asked: Understanding) -> list[Understanding]:
    """The question once for each time that it names ("in October 2015 and in February 2017"), bounded by that time."""
    spans = [(one, days) for one in asked.dates if (days := span(one))]
    if asked.period or len(spans) < 2 or len(spans) < len(asked.dates):
        return [asked]
    return [
        replace(asked, dates=(one,), period=Period(first=first, last=last, start=one.start, end=one.end))
        for one, (first, last) in spans
    ]
