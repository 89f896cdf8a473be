"""Who was asked, or undertook, to do what by when."""

import re

from rag.minutes import Action, readable

_ACTION = re.compile(
    r"(?P<owner>(?:The |the )?(?:[A-Z][\w.'’-]*|Clerk|clerk|Chairman|Chair|officers)(?:\s+[A-Z][\w.'’-]*){0,3})\s+"
    r"(?:(?:has |have )?(?:agreed|undertook|offered|volunteered|promised|was asked|were asked|was instructed|is|"
    r"was requested|arranged?)\s+to|to|will|would)\s+"
    r"(?P<task>(?:contact|write|look|arrange|circulate|obtain|report|liaise|investigate|follow|prepare|send|ask|"
    r"check|organise|chase|research|speak|meet|develop|provide|get|find|bring)\b[^.;]{3,160})"
)
LABELLED_ACTION = re.compile(r"(?i)\baction(?:s| point)?\s*[:–-]\s*(?P<owner>[A-Z][\w .'’&/-]{1,40})")


def actions(paragraph_id: str, text: str) -> list[Action]:
    """The undertakings that a paragraph names with their owners."""
    words = readable(text)
    found = [
        Action(paragraph_id=paragraph_id, owner=match["owner"].strip(), task=match["task"].strip())
        for match in _ACTION.finditer(words)
    ]
    if not found and (label := LABELLED_ACTION.search(words)):
        found.append(Action(paragraph_id=paragraph_id, owner=label["owner"].strip(), task=words))
    return found
