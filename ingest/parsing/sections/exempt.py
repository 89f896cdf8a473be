"""Which items were taken with the press and public excluded."""

import re
from collections.abc import Iterable
from dataclasses import replace

from rag.minutes import AgendaItem, readable

_PART_TITLE = re.compile(
    r"(?i)^\W*(?:part (?:2|ii|two|b)\b|(?:confidential|exempt|private|closed) (?:items?|business|matters?|sessions?)"
    r"|items? (?:for|to be taken|taken|considered) in (?:private|the absence)|(?:in )?closed session|in camera)"
)
_EXCLUSION_TITLE = re.compile(
    r"(?i)\bexclu(?:sion|de|ding)\b.{0,30}\b(?:press|public)\b|\bpress\b.{0,20}\bexclu(?:sion|de)"
)
_EXCLUDED = re.compile(
    r"(?i)\b(?:press|public)\b(?:\s(?:and|the|press|public|present|members|of)\b){0,5},?\s(?:be|were|was|are)\s(?:now\s|temporarily\s)?(?:excluded|asked\sto\sleave)\b"
    r"|\b(?:resolved|agreed|proposed)\b[^.;]{0,60}?\bto\sexclude\s(?:\w+\s){0,3}?(?:press|public)\b"
)
_NOT_DONE = re.compile(
    r"(?i)\b(?:not|no|if|whether|may|would|should|could|might|necessary|consider|parts?\sof\smeetings)\b"
    r"|\bto\sresolve\b|\bto\spass\b"
)
_ENDED = re.compile(
    r"(?i)\b(?:press|public|parishioners|residents)\b[^.;]{0,60}?\b(?:re-?admitted|returned|rejoined"
    r"|(?:invited|allowed)\sback)\b"
    r"|\breturn(?:ed|ing)?\sto\s(?:open|public)\ssession\b|\b(?:re-?opened|resumed)\sto\sthe\spublic\b"
    r"|\bopen\ssession\sresumed\b"
)


def with_exemptions(items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """The items, each with whether it is exempt: from where the public was excluded to where it came back.

    The item that excludes it is exempt itself only where it goes on after that.
    """
    found: list[AgendaItem] = []
    excluded = False
    for item in items:
        begins = bool(_PART_TITLE.match(item.title))
        exempt = excluded = excluded or begins
        for place, paragraph in enumerate(item.paragraphs):
            words = readable(paragraph.text)
            if excluded and _ENDED.search(words):
                excluded = False
            elif not excluded and _excludes(words):
                excluded = True
                goes_on = place + 1 < len(item.paragraphs) and not _EXCLUSION_TITLE.search(item.title)
                exempt = exempt or goes_on
        found.append(replace(item, exempt=True) if exempt else item)
    return tuple(found)


def _excludes(words: str) -> bool:
    if "public" not in words and "press" not in words:
        return False
    match = _EXCLUDED.search(words)
    if match is None:
        return False
    sentence_start = max(words.rfind(". ", 0, match.start()), words.rfind("; ", 0, match.start())) + 1
    return not _NOT_DONE.search(words[sentence_start : match.end()])
