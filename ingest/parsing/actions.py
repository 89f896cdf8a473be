"""Who was asked, or undertook, to do what by when."""

import re

from rag.minutes import Action, readable

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TASK = re.compile(
    r"\b(?:to|will|would)\s+(?P<task>(?:contact|write|look|arrange|circulate|obtain|report|liaise|investigate|follow|prepare"
    r"|send|ask|check|organise|chase|research|speak|meet|develop|provide|get|find|bring|e-?mail|attend|draft|order|purchase"
    r"|submit|inform|advise|notify|invite|forward|update|review|issue|produce|confirm|discuss|remind|request|respond|reply"
    r"|apply|book|collect|inspect|enquire|inquire|telephone|phone|publish|compile|pursue|progress|source|seek|establish"
    r"|explore)\b[^.;]{3,160})"
)
_OWNER = re.compile(
    r"(?P<owner>(?:The |the )?(?!(?:It|This|That|There|He|She|They|We|I|You|Who|Which|What|These|Those|If|As|In|On|"
    rf"{_MONTH})\b)(?:[A-Z][\w.'’-]*|clerk|officers)(?:\s+[A-Z][\w.'’-]*){{0,3}})"
    r"\s+(?:(?:has |have )?(?:agreed|undertook|offered|volunteered|promised|was asked|were asked|was instructed|is|"
    r"was requested|arranged?)\s+)?$"
)
_OWNER_LENGTH = 100  # characters before the task in which its owner stands
LABELLED_ACTION = re.compile(r"(?i)\baction(?:s| point)?\s*[:–-]\s*(?P<owner>[A-Z][\w .'’&/-]{1,40})")
_DUE = re.compile(
    rf"\b(?:by|before|in time for|no later than)\s(?:the\s)?(?:next\s(?:\w+\s){{0,2}}?meeting"
    r"|end\sof\s(?:the\s)?\w+(?:\s\d{4})?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{_MONTH}(?:\s(?:\d{{4}}|meeting))?|{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:\s\d{1,2}\w{0,2}\s\w+)?|Christmas|Easter|\d{1,2}/\d{1,2}/\d{2,4})"
    rf"|\b(?:for|at|to)\sthe\s(?:next|{_MONTH})\s(?:\w+\s){{0,2}}?meeting"
)


def actions(paragraph_id: str, text: str) -> list[Action]:
    """The undertakings that a paragraph names with their owners, and by when where it says so."""
    words = readable(text)
    found = []
    for match in _TASK.finditer(words):
        if owner := _OWNER.search(words[max(0, match.start() - _OWNER_LENGTH) : match.start()]):
            found.append(_action(paragraph_id, owner["owner"], match["task"]))
    if not found and (label := LABELLED_ACTION.search(words)):
        found.append(_action(paragraph_id, label["owner"], words))
    return found


def _action(paragraph_id: str, owner: str, task: str) -> Action:
    due = _DUE.search(task)
    return Action(paragraph_id=paragraph_id, owner=owner.strip(), task=task.strip(), due=due.group() if due else None)
