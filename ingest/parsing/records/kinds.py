"""What a paragraph is, from its words."""

from ingest.parsing.layout.labels import ATTENDANCE_LABEL, VOTE_LABEL, ends_a_vote
from ingest.parsing.phrases import any_of
from ingest.parsing.records.actions import LABELLED_ACTION
from rag.minutes import Kind, readable

_RESOLUTION, _RECOMMENDATION, _VOTE, _DECLARES, _MOVES = (
    any_of(f"kind_{kind}") for kind in (Kind.RESOLUTION, Kind.RECOMMENDATION, Kind.VOTE, Kind.DECLARATION, Kind.MOTION)
)
_TITLES = {
    kind: any_of(f"title_{kind}")
    for kind in (Kind.DECLARATION, Kind.PUBLIC_QUESTION, Kind.NEXT_MEETING, Kind.CORRESPONDENCE, Kind.FINANCE)
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
