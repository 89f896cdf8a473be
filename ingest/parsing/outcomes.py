"""How business ended, in one set of words: carried, lost, deferred, referred, noted, withdrawn; else not stated."""

import re

from rag.minutes import Outcome

_DISPOSITIONS = (
    (Outcome.LOST, r"LOST|DEFEATED|REJECTED|NOT (?:ADOPTED|CARRIED|APPROVED|BE GIVEN)"),
    (Outcome.WITHDRAWN, r"WITHDRAWN|NOT PROCEEDED WITH"),
    (Outcome.DEFERRED, r"LAID OVER|EXTEN[ST]ION OF TIME|DEFERRED|POSTPONED"),
    (Outcome.REFERRED, r"REFERRED|REFERRAL"),
    (Outcome.DEFERRED, r"REPORT BACK"),
    (Outcome.NOTED, r"RECEIVED AS INFORMATION|FILED|NOTED"),
    (Outcome.CARRIED, r"ADOPTED|CARR?I?ED|PASSED|APPROVED|CONCURRED|RECEIVED FIRST READING|RESCINDED|AGREED"),
)
_DISPOSITION = [(name, re.compile(rf"\b(?:{words})\b", re.I)) for name, words in _DISPOSITIONS]
_PENDING = re.compile(r"(?i)^notice of motion|^ruled out of order")

_BUSINESS = (
    r"(?:items?|matters?|motions?|proposals?|amendments?|decisions?|discussions?|applications?"
    r"|resolutions?|this|it|report)"
)
_LATER = r"(?:deferred|postponed|adjourned|held\sover|laid\sover|carried\sforward|carried\sover|put\sback)"
_OUTCOMES = [
    (
        Outcome.LOST,
        re.compile(
            r"\b(?:LOST|DEFEATED)\b|\bnot\scarried\b|^\W*(?:[Ll]ost|[Dd]efeated|[Rr]ejected)\W*$"
            r"|(?i:\b(?:motion|proposal|amendment|resolution|nomination|vote)\b[^.;]{0,60}?\b(?:was|were|is)\s(?:\w+\s)?"
            r"(?:lost|defeated|rejected|not\s(?:carried|approved|agreed|adopted)))"
            r"|(?i:\b(?:motion|proposal|amendment)\b[^.;]{0,30}?\b(?:lost|defeated|fell|failed)\b)"
        ),
    ),
    (
        Outcome.WITHDRAWN,
        re.compile(r"(?i)\b(?:motion|proposal|question|amendment|nomination)\s(?:was|were)\swithdrawn\b|\bWITHDRAWN\b"),
    ),
    (
        Outcome.DEFERRED,
        re.compile(
            rf"(?i)\bto\s(?:defer|postpone|adjourn)\b(?!\sthe\smeeting)|(?<!meeting\s)\b(?:be|should\sbe)\s(?:\w+\s)?{_LATER}\b"
            rf"|\b{_BUSINESS}\s(?:was|were|is|has\sbeen)\s(?:\w+\s)?{_LATER}\b|^\W*(?:\w+\W+){{0,6}}deferred\b"
            r"|\bcould\s?n[o’']t\sbe\sconcluded\b"
        ),
    ),
    (
        Outcome.REFERRED,
        re.compile(
            rf"(?i)\b(?:be|should\sbe)\s(?:\w+\s)?referred\s(?:back\s)?(?:to|for)\b|\bto\srefer\s(?:th|it|back)"
            rf"|\b{_BUSINESS}\s(?:was|were)\s(?:\w+\s)?referred\s(?:back\s)?to\b|\bREFERRED\b"
        ),
    ),
]
_NOTED = re.compile(
    r"(?i)\b(?:reports?|proposals?|contents|letters?|correspondence|updates?|documents?|allocations?|submissions?|notice"
    r"|presentations?|schedules?|plans?)\b(?:(?!\bno\b)[^.;]){0,60}?\b(?:was|were|be)\s(?:duly\s)?noted\b(?!\sthat)"
    r"|\b(?:members|council|committee|meeting)\s(?:\w+\s)?noted\sthe\b|\b(?-i:NOTED)\b"
)


_REFUSED = re.compile(  # a request or an application, which isn't told here: whether that is carried or lost isn't sure
    r"(?i)\b(?:council|councillors|cllrs|members|committee|board|pc|we)\s(?:\w+ly\s|also\s|then\s)?"
    r"(?:refused|declined|rejected|turned\sdown)\b"
)


def of_disposition(cell: str) -> Outcome | None:
    """The outcome that a table's last cell tells ("AMENDED AND ADOPTED (See Motion 2)"); None where it tells none."""
    if _PENDING.match(cell):
        return None
    return next((name for name, pattern in _DISPOSITION if pattern.search(cell)), None)


def outcome(words: str, *, decided: bool) -> Outcome:
    """How what some sentences decide ended; what they only move may be lost in them, and has no other end."""
    said = next((name for name, pattern in _OUTCOMES if pattern.search(words)), None)
    if said and (decided or said is Outcome.LOST):
        return said
    return Outcome.CARRIED if decided and not _REFUSED.search(words) else Outcome.NOT_STATED


def is_noted(words: str) -> bool:
    """Whether a sentence takes note of a report or a letter; not "it was noted that"."""
    return "noted" in words.lower() and bool(_NOTED.search(words))
