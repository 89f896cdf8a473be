"""What a paragraph is and what it records: resolutions with their movers, actions with their owners."""

import re

from ingest.parsing.labels import ATTENDANCE_LABEL, VOTE_LABEL
from rag.minutes import Action, Kind, Resolution, readable

_RESOLUTION = re.compile(
    r"\b(?:RESOLVED|AGREED|ADOPTED|CARRIED|DEFEATED|LOST|PASSED|REFERRED|LAID OVER|RECEIVED AS INFORMATION)\b"
    r"|\b(?:[Rr]esolved|[Uu]nanimously (?:agreed|adopted|approved)|"
    r"[Ii]t was (?:also |further |then |therefore |subsequently )?(?:unanimously )?(?:agreed|resolved|decided))\b"
    r"|\b(?:on the proposal of|proposed\b.{0,120}?\bseconded|[Pp]roposed by|seconded by)\b",
    re.S,
)
_RECOMMENDATION = re.compile(r"\bRECOMMENDED\b|\bIt was recommended\b|\brecommends? that\b")
_VOTE = re.compile(
    r"\b(?:YEAS|NAYS|[Rr]ecorded vote|[Vv]oted? (?:for|against)|\b\d{1,3} (?:for|votes?|in favour)|"
    r"[Aa]bstain(?:ed|ing|s)?\b|[Aa]bstentions?|casting vote|show of hands|[Aa]ll in favour)"
)
_ACTION = re.compile(
    r"(?P<owner>(?:The |the )?(?:[A-Z][\w.'’-]*|Clerk|clerk|Chairman|Chair|officers)(?:\s+[A-Z][\w.'’-]*){0,3})\s+"
    r"(?:(?:has |have )?(?:agreed|undertook|offered|volunteered|promised|was asked|were asked|was instructed|is|"
    r"was requested|arranged?)\s+to|to|will|would)\s+"
    r"(?P<task>(?:contact|write|look|arrange|circulate|obtain|report|liaise|investigate|follow|prepare|send|ask|"
    r"check|organise|chase|research|speak|meet|develop|provide|get|find|bring)\b[^.;]{3,160})"
)
_LABELLED_ACTION = re.compile(r"(?i)\baction(?:s| point)?\s*[:–-]\s*(?P<owner>[A-Z][\w .'’&/-]{1,40})")
_MOVER = (
    r"(?P<name>(?:(?:Cllrs?|Councillors?|Clr|Cmhlr|Mr|Mrs|Ms|Miss|Dr)\.?\s+)*(?:[A-Z]\.?\s*){0,3}"
    r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+|\s*\([A-Z]\)){0,2})"
)
_PROPOSER = [
    re.compile(r"(?i:proposed by|on the proposal of|moved by|proposal of)\W*" + _MOVER),
    re.compile(_MOVER + r"\s+(?:had\s+|then\s+)?(?:proposed|moved)\b"),
    re.compile(r"(?:MOVER & SECONDER:|\|)\s*(?P<name>[A-Z][\w'’-]+)\s*/\s*[A-Z]"),
]
_SECONDER = [
    re.compile(r"(?i:seconded by|seconded\W+)\W*" + _MOVER),
    re.compile(_MOVER + r"\s+(?:then\s+)?seconded\b"),
    re.compile(r"(?:MOVER & SECONDER:|\|)\s*[A-Z][\w'’-]+\s*/\s*(?P<name>[A-Z][\w'’-]+)"),
]
_OUTCOMES = {
    "lost": r"\b(?:LOST|DEFEATED|[Mm]otion (?:was )?(?:lost|defeated)|not carried|REJECTED|refused)\b",
    "deferred": r"\b(?:LAID OVER|DEFERRED|[Dd]eferred|[Aa]djourned|EXTENSION OF TIME)\b",
    "referred": r"\b(?:REFERRED|REFERRAL|[Rr]eferred to)\b",
    "noted": r"\b(?:RECEIVED AS INFORMATION|be noted|was noted|were noted)\b",
    "carried": (
        r"\b(?:CARRIED|ADOPTED|PASSED|RESOLVED|AGREED|[Cc]arried|[Aa]dopted|[Rr]esolved|[Aa]greed|[Aa]pproved)\b"
    ),
}


def kind_of(text: str, *, under_decision: bool) -> Kind:
    """What a paragraph is, from its words and whether it stands under AGREED or RESOLVED."""
    words = readable(text)
    if not any(character.isalpha() for character in words):
        return Kind.HEADING
    if ATTENDANCE_LABEL.match(words) and len(words) > 12:
        return Kind.ATTENDANCE
    if VOTE_LABEL.match(text.lstrip()) and "\n" in text:
        return Kind.VOTE
    if under_decision:
        return Kind.RESOLUTION
    if _RECOMMENDATION.search(words):
        return Kind.RECOMMENDATION
    if _VOTE.search(words):
        return Kind.VOTE
    if _RESOLUTION.search(words):
        return Kind.RESOLUTION
    return Kind.ACTION if _LABELLED_ACTION.search(words) else Kind.DISCUSSION


def resolution(paragraph_id: str, text: str) -> Resolution:
    """What a paragraph of kind resolution, recommendation or vote records; None where a mover isn't named."""
    words = readable(text)
    outcome = next((name for name, pattern in _OUTCOMES.items() if re.search(pattern, words)), "resolved")
    return Resolution(
        paragraph_id=paragraph_id, proposer=_first(_PROPOSER, words), seconder=_first(_SECONDER, words), outcome=outcome
    )


def actions(paragraph_id: str, text: str) -> list[Action]:
    """The undertakings that a paragraph names with their owners."""
    words = readable(text)
    found = [
        Action(paragraph_id=paragraph_id, owner=match["owner"].strip(), task=match["task"].strip())
        for match in _ACTION.finditer(words)
    ]
    if not found and (label := _LABELLED_ACTION.search(words)):
        found.append(Action(paragraph_id=paragraph_id, owner=label["owner"].strip(), task=words))
    return found


def _first(patterns: list[re.Pattern[str]], words: str) -> str | None:
    matches = [match["name"].strip() for pattern in patterns if (match := pattern.search(words))]
    return matches[0] if matches else None
