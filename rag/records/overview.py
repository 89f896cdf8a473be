"""Meetings as a whole: when the last was, when the next is, when one began and ended, and what it did in short."""

import re
from collections.abc import Sequence
from datetime import date

from rag.dates import find_dates
from rag.evidence import AnswerSpan, Finding, Findings
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, Kind
from rag.plan import DecisionsOf, MeetingsOf, Which
from rag.records.business import decisions_of
from rag.records.meetings import Held
from rag.records.phrasing import MOST, called, remainder, sentence
from rag.records.quoting import holding, whole
from rag.records.vocabulary import holds
from rag.sentences import sentences

_HEAD = 12  # paragraphs among which minutes give their date
_PASSED = frozenset({Kind.HEADING, Kind.ATTENDANCE, Kind.NEXT_MEETING})


def meetings_of(query: MeetingsOf, meetings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """What is asked of the last of one body's meetings; None where its minutes don't say."""
    if not meetings:
        return None
    last = meetings[-1]
    latest = [one for one in meetings if one.held_on == last.held_on]
    match query.which:
        case Which.LAST:
            text = f"{last.body} last met on {last.day}, by the minutes here"
            if called(meetings) != "meeting":  # it may have met otherwise since
                text = f"the last {called(meetings)} of {last.body} that is minuted here was held on {last.day}"
            return Findings(findings=(Finding(proofs=(opening(last, ledger),), text=sentence(text)),))
        case Which.NEXT:
            return _next(latest, ledger)
        case Which.SUMMARY:
            return _summary(latest, ledger)
        case Which.BEGUN | Which.ENDED:
            return _at_the_hour(query.which, meetings, ledger)


def opening(held: Held, ledger: Ledger) -> AnswerSpan:
    """The sentence at the head of minutes that says when they were held.

    Else the first one with their date, which may be a page's header, or their first paragraph.
    """
    head = ledger.minutes_of(held.id)[:_HEAD]
    dated = [
        (cited, (start, end))
        for cited in head
        for start, end in sentences(cited.paragraph.text)
        if any(day.exact == held.held_on for day in find_dates(cited.paragraph.text[start:end]))
    ]
    says = holds("held")
    said = next((one for one in dated if says.search(one[0].paragraph.text, *one[1])), dated[0] if dated else None)
    return _stating(*said) if said else whole(head[0])


def _next(latest: Sequence[Held], ledger: Ledger) -> Findings | None:
    """The sentences about the next meeting, in the minutes of the last day here, that give a day after it."""
    for cited in (cited for one in latest for cited in ledger.minutes_of(one.id)):
        text, announces = cited.paragraph.text, cited.paragraph.kind is Kind.NEXT_MEETING
        said = [
            (start, end)
            for start, end in sentences(text)
            if (announces or holds("next_meeting").search(text, start, end))
            and any(one.day and (one.exact or date.max) > latest[0].held_on for one in find_dates(text[start:end]))
        ]
        if said:
            return Findings(findings=(Finding(proofs=(_stating(cited, *said),)),))
    return None


def _at_the_hour(which: Which, sittings: Sequence[Held], ledger: Ledger) -> Findings | None:
    """Of each sitting the first sentence that gives the hour at which it began, or the last at which it ended.

    None where the minutes of one don't give it.
    """
    found = []
    for held in sittings:
        hour, place, tells = (held.begun, 0, "") if which is Which.BEGUN else (held.ended, -1, holds("closing"))
        if hour is None:
            return None
        stating = [
            (cited, (start, end))
            for cited in ledger.minutes_of(held.id)
            for start, end in sentences(cited.paragraph.text)
            if _gives(hour, said := cited.paragraph.text[start:end]) and re.search(tells, said)
        ]
        if not stating:
            return None
        found.append(Finding(proofs=(_stating(*stating[place]),)))
    return Findings(findings=tuple(found)) if found else None


def _gives(hour: str, text: str) -> bool:
    """Whether a text gives an hour ("19:00"), in figures: "7 pm", "7.00pm", "19h00"."""
    hours, minutes = hour.split(":")
    figures = rf"(?:{int(hours)}|{hours}|{int(hours) % 12 or 12})"
    full = "" if int(minutes) else rf"|{figures}(?=\s?[ap]\.?\s?m\b)"
    return re.search(rf"(?i)(?<![\d.:])(?:{figures}\s?[.:h]?\s?{minutes}{full})(?!\d)", text) is not None


def _summary(latest: Sequence[Held], ledger: Ledger) -> Findings | None:
    """What was decided, and of each item that has a title or a number and decided nothing its first sentence."""
    decisions = decisions_of(DecisionsOf(), latest, ledger) or Findings()
    decided = {proof.cited.item_key for one in decisions.findings for proof in one.proofs}
    spans = [one for one in _first_sentences(latest, ledger) if one.cited.item_key not in decided]
    room = 0 if decisions.missing else max(MOST - len(decisions.findings), 0)
    findings = [*decisions.findings, *(Finding(proofs=(one,)) for one in spans[:room])]
    if not findings:
        return None
    places = [f"item {one.cited.item}" if one.cited.item else "" for one in spans[room:]]
    rest = remainder(len(findings), len(decisions.findings) + len(spans), places)
    findings.sort(key=lambda one: one.proofs[0].cited.place)
    return Findings(findings=tuple(findings), missing=decisions.missing or rest)


def _first_sentences(meetings: Sequence[Held], ledger: Ledger) -> Sequence[AnswerSpan]:
    """The first sentence with words of each item that has a title or a number."""
    firsts: dict[object, CitedParagraph] = {}
    for cited in (cited for one in meetings for cited in ledger.minutes_of(one.id)):
        if cited.paragraph.kind not in _PASSED and (cited.item or cited.item_title) and _worded(cited):
            firsts.setdefault(cited.item_key, cited)
    return [_stating(one, _worded(one)[0]) for one in firsts.values()]


def _worded(cited: CitedParagraph) -> Sequence[tuple[int, int]]:
    """The sentences of a paragraph that hold a letter: "3." and "." are none to show."""
    text = cited.paragraph.text
    return [(start, end) for start, end in sentences(text) if any(map(str.isalpha, text[start:end]))]


def _stating(cited: CitedParagraph, *said: tuple[int, int]) -> AnswerSpan:
    """The sentences of a paragraph from the first to the last that says what stands between some offsets."""
    return holding(cited, [cited.paragraph.text[start:end] for start, end in said], sentences)
