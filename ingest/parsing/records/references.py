"""Where minutes point at other minutes: a minute, an item or a motion by its number, a meeting by its day."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from rag.dates import find_dates
from rag.minutes import Kind, Paragraph, Reference, readable
from rag.sentences import sentences

_NUMBER = r"(?P<number>\d{1,3}(?:/\d{2,4})?(?:\.\d{1,3})*[a-z]?(?:\([a-z0-9]{1,4}\))*)(?![\d/])"
_POINTS = re.compile(
    rf"""(?x)
    (?i:\bminute(?:\s(?:no\.?|number|ref(?:erence)?\.?))?\s){_NUMBER}
  | (?i:\b(?:see|under|of|in|with|to|and)\s(?:agenda\s)?item\s(?:no\.?\s)?){_NUMBER.replace("number", "item")}
  | \b[Ii]tem\s(?:[Nn]o\.?\s)?(?P<reported>\d{{1,3}}[A-Z]?)\s(?:of\s)?(?:the\s)?[Rr]eport\sof\b
    [^|;:]{{0,160}}?\b(?:19|20)\d\d\b
  | \b(?i:motion\s(?:no\.?\s|\#)?)(?P<motion>[A-Z]?\d{{1,3}})\b
    """
)
_MEETING = re.compile(
    r"(?i)(?<!next )\b(?:meetings?|minutes)\s(?:\w+\s){0,4}?(?:held\s)?(?:on|of|dated)\b(?=[^.;]{0,30}?\d)"
)
_SHOULD_READ = re.compile(
    r"(?i)\bshould\s(?:have\s)?read\b|\bcorrection\b|\bminutes?\b.*\b(?:amended|corrected|changed|amendments?|amend)\b"
    r"|\b(?:amended|corrected|amendments?|amend)\b.*\bminutes?\b"
)
_MISREAD = re.compile(
    r"(?<![\d£.])(?P<number>\d{1,3}(?:[./]\d{1,3})+[a-z]?)\b(?=[^.;]{0,60}?\bshould\s(?:have\s)?read\b)"
)
_DATE_LENGTH = 60  # characters behind "the meeting held on" in which its day stands


def references(paragraphs: Iterable[Paragraph], held_on: date | None) -> tuple[Reference, ...]:
    """What the paragraphs point at, in order, with the day of the meeting pointed at where the same sentence names it.

    `held_on` is this meeting's own day, which is no other place.
    """
    said = (paragraph for paragraph in paragraphs if paragraph.kind is not Kind.HEADING)
    return tuple(one for paragraph in said for one in _of_paragraph(paragraph, held_on))


def _of_paragraph(paragraph: Paragraph, held_on: date | None) -> Iterator[Reference]:
    words = readable(paragraph.text)
    lower = words.lower()
    if not any(stem in lower for stem in ("minute", "min.", "item", "motion", "meeting", "should")):
        return
    for start, end in sentences(words):
        sentence = words[start:end]
        found = [*_POINTS.finditer(sentence)] or [*_MISREAD.finditer(sentence)]
        meeting = _meeting(sentence)
        meeting = None if meeting and meeting[1] == held_on else meeting
        corrects = bool(_SHOULD_READ.search(sentence))
        for match in found:
            number = next(group for group in match.groups() if group)
            yield Reference(
                paragraph_id=paragraph.id,
                words=match.group(),
                number=number,
                meeting=meeting[1] if meeting else None,
                corrects=corrects and not match.groupdict().get("reported"),
            )
        if meeting and not found:
            yield Reference(
                paragraph_id=paragraph.id, words=meeting[0], number="", meeting=meeting[1], corrects=corrects
            )


def _meeting(sentence: str) -> tuple[str, date] | None:
    """The words that name a meeting by its day, and the day; None where no whole date stands there."""
    match = _MEETING.search(sentence)
    if match is None:
        return None
    behind = sentence[match.end() : match.end() + _DATE_LENGTH]
    found = next((one for one in find_dates(behind) if one.exact), None)
    return (sentence[match.start() : match.end() + found.end], found.exact) if found and found.exact else None
