"""What a paragraph is, from its words."""

import re

from ingest.parsing.layout.labels import ATTENDANCE_LABEL, VOTE_LABEL, ends_a_vote
from ingest.parsing.records.actions import LABELLED_ACTION
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
_DECLARES = re.compile(r"(?i)\bdeclar(?:ed|es|ation|ations)\b[^.;]{0,80}?\binterests?\b")
_MOVES = re.compile(r"^\W*(?:I will move\b|(?:BE IT|THEREFORE BE IT)\b)")
_TITLES = {
    Kind.DECLARATION: re.compile(r"(?i)\bdeclarations?\b.*\binterests?\b"),
    Kind.PUBLIC_QUESTION: re.compile(
        r"(?i)\bpublic (?:participation|questions?|forum|open forum|session|time|comments?)\b"
        r"|^\W*(?:public )?open forum"
        r"|\bquestions? (?:from|by) (?:the |members of the )?public\b"
    ),
    Kind.NEXT_MEETING: re.compile(r"(?i)\bnext (?:\w+ ){0,2}meeting\W*$|\bdates? (?:and \w+ )?of (?:the )?next\b"),
    Kind.CORRESPONDENCE: re.compile(r"(?i)^\W*(?:to (?:receive|consider|note) )?(?:any )?correspondence\b"),
    Kind.FINANCE: re.compile(
        r"(?i)\b(?:financ(?:e|es|ial)|accounts?|payments?|cheques?|precept|budgets?|invoices|bills)\b"
    ),
}


def kind_of(text: str, *, under_decision: bool, title: str = "") -> Kind:
    """What a paragraph is, from its words, its item's title, and whether it stands under AGREED or RESOLVED."""
    words = readable(text)
    if not any(character.isalpha() for character in words):
        return Kind.HEADING
    if ATTENDANCE_LABEL.match(words) and len(words) > 12 and not ends_a_vote(words):
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
    return Kind.ACTION if LABELLED_ACTION.search(words) else _business(words, title)


def _business(words: str, title: str) -> Kind:
    """What is spoken of where nothing is decided, where the item's title or the words themselves leave no doubt."""
    if _DECLARES.search(words):
        return Kind.DECLARATION
    if _MOVES.match(words):
        return Kind.MOTION
    return next((kind for kind, pattern in _TITLES.items() if title and pattern.search(title)), Kind.DISCUSSION)
