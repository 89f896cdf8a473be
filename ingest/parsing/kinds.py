"""What a paragraph is, from its words."""

import re

from ingest.parsing.actions import LABELLED_ACTION
from ingest.parsing.labels import ATTENDANCE_LABEL, VOTE_LABEL
from rag.minutes import Kind, readable

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
    return Kind.ACTION if LABELLED_ACTION.search(words) else Kind.DISCUSSION
