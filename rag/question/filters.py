"""The filters that a question's words set, by body and by date: shown, taken off, and said where they were relaxed."""

import re
from collections.abc import Sequence
from datetime import timedelta

from rag.minutes import CitedParagraph, day_month_year
from rag.question.understanding import Understanding

_MOST = 2  # bodies of one name that are told by name
_OF_MEETING = re.compile(r"(?i)^(?:\W+[\w’']+){0,5}?\W+meetings?\b")
_A_SEASON = timedelta(days=92)
_DONE_IN = re.compile(r"(?i)(?:\b(?:in|on|at|during)|,)\s+(?:the\s+)?$")
_MEETING_OF = re.compile(r"(?i)\bmeetings?\b(?:\W+(?!and\b)[\w’']+){0,4}?\W*$")


def filters(asked: Understanding) -> dict[str, str]:
    """What is looked at first, in words, by the filter's name, "body" or "date"; empty where the question sets none."""
    set_: dict[str, str] = {}
    if asked.bodies:
        names = sorted(asked.bodies)
        set_["body"] = " and ".join(names) if len(names) <= _MOST else f"{len(names)} bodies of that name"
    if asked.period or asked.dates:
        spans = [asked.period] if asked.period else list(asked.dates)
        set_["date"] = " and ".join(asked.asked_as[one.start : one.end] for one in spans)
    return set_


def relaxed(asked: Understanding, cited: Sequence[CitedParagraph]) -> str:
    """A sentence for each filter that the answer had to leave, the date's first; empty where it keeps to them."""
    said = []
    days = sorted({one.held_on for one in cited if one.held_on})
    if days and asks_for_meeting(asked) and asked.period and not any(asked.period.covers(day) for day in days):
        when = asked.asked_as[asked.period.start : asked.period.end]
        held = " and ".join(day_month_year(day) for day in days)
        said.append(f"Nothing nearer was found at a meeting of {when}: this was minuted on {held}.")
    bodies = sorted({one.body for one in cited})
    if bodies and asked.bodies and not asked.bodies & set(bodies):
        named = filters(asked)["body"]
        said.append(f"Nothing nearer was found in the minutes of {named}: these are of {' and '.join(bodies)}.")
    return " ".join(said)


def asks_for_meeting(asked: Understanding) -> bool:
    """Whether the time is a meeting's ("the June 2012 meeting") and not the matter's ("the flood of June 2012").

    It is where a body is asked what it did in a month or on a day ("What did Wretton Parish Council agree in May?").
    """
    period = asked.period
    if period is None:
        return False
    text = asked.asked_as
    before, after, named = text[: period.start], text[period.end :], text[period.start : period.end]
    done_then = asked.body_meant and named in asked.own and period.last - period.first <= _A_SEASON
    return bool(_OF_MEETING.match(after) or _MEETING_OF.search(before) or (done_then and _DONE_IN.search(before)))
