"""Who was asked, or undertook, to do what by when."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from ingest.parsing.layout.tables import rows
from ingest.parsing.records.persons import TITLES, is_councillor
from ingest.parsing.records.roster import Roster
from ingest.parsing.vocabulary import charges, office
from rag.minutes import Action, Attendance, Kind, Paragraph, readable

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_OFFICE = re.compile(rf"(?i)(?:the )?(?:{office()})")
_TIER = r"(?:County|Borough|District|City|Ward)\s"
_PART = (
    rf"(?:(?:{_TIER})?(?:{TITLES}\.?\s+)+(?:[A-Z]\.?\s+){{0,3}}[A-Z][\w'’-]+(?:\s(?!To\b)[A-Z][\w'’-]+)?|[Tt]he\s(?i:{office()})|(?i:{office()})"
    r"|[A-Z][a-z][\w'’-]*\s(?:[A-Z]\.?\s)?[A-Z][\w'’-]+|[A-Z]{2,3}|[A-Z]\.?\s?[A-Z][a-z][\w'’-]+)"
)
_OWNER = rf"(?<![\w'’-])(?P<owner>{_PART}(?:(?:,\s|\s?/\s?|\s(?:and|&)\s){_PART}){{0,4}})"
_ABBREVIATED = "|".join(rf"(?<=\b{word})\." for word in ("[A-Z]", "Mr", "Mrs", "Ms", "Dr", "Cllr", "Rev"))
_TASK = rf"(?P<task>[a-z](?:[^.;]|{_ABBREVIATED}|\.(?=\w)){{2,200}})"
_NO_OWNER = (
    re.compile(  # "moved by Mr Ash to", "work with Mr Ash to", "Mrs Elm or Mr Ash is to": not he, or not he alone
        r"(?i)\b(?:by|with|from|between|or|against|for)\s(?:(?:the|county|borough|district)\s)*$"
    )
)
_CHARGES = [
    re.compile(
        rf"{_OWNER}\s(?:also\s|both\s|then\s|therefore\s)?(?:{charge.words})\s(?:\w+ly\s)?"
        + (rf"(?=(?:{'|'.join(charge.tasks)})\b)" if charge.tasks else r"(?!be\b|have\b)")
        + _TASK
    )
    for charge in charges()
]
LABELLED_ACTION = re.compile(
    r"(?:^|[.;:*•|–-]|\n)[\W\d]*(?:ACTIONS?|Actions?)(?i: point)?\s*[:–-]\s*(?P<rest>(?![A-Z][.)]\s)[A-Z].*)", re.S
)
_LABELLED_OWNER = re.compile(rf"{_OWNER}(?:\s*$|\s+to\b|\s*[:,.–-]|\s(?=[a-z]))")
_DUE = re.compile(
    rf"\b(?:by|before|in time for|no later than)\s(?:the\s)?(?:next\s(?:\w+\s){{0,2}}?meeting"
    r"|end\sof\s(?:the\s)?\w+(?:\s\d{4})?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{_MONTH}(?:\s(?:\d{{4}}|meeting))?|{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:\s\d{1,2}\w{0,2}\s\w+)?|Christmas|Easter|\d{1,2}/\d{1,2}/\d{2,4})"
    rf"|\b(?:for|at|to)\sthe\s(?:next|{_MONTH})\s(?:\w+\s){{0,2}}?meeting"
)
_QUOTED = re.compile(r"“[^“”]*(?:”|$)|(?<=:\s)\"[^\"]*\"")


def actions(paragraphs: Sequence[Paragraph], people: Iterable[Attendance], without: Container[str]) -> list[Action]:
    """The undertakings of a meeting with their owners, and by when where the minutes say so, in order.

    An owner is somebody in the lists of attendance, an office, or whom a table names as the owner. `without` are ids
    of paragraphs that charge nobody, because they hold what was lost or only moved.
    """
    known = _Known(people)
    listed: dict[str, list[Action]] = (
        {row.paragraph.id: [] for row in rows(paragraphs)} if any(" | " in p.text for p in paragraphs) else {}
    )
    for row in rows(paragraphs) if listed else ():
        task, owner = row.kinds.get("task"), row.kinds.get("owner")
        if row.sure and task and owner is not None:
            due = row.kinds.get("due") or None
            listed[row.paragraph.id].append(Action(paragraph_id=row.paragraph.id, owner=owner, task=task, due=due))
    found: list[Action] = []
    for paragraph in paragraphs:
        if paragraph.id in listed:
            found += listed[paragraph.id]
        elif paragraph.kind is not Kind.HEADING and paragraph.id not in without:
            found += _in_prose(paragraph, known)
    return found


class _Known:
    """Who may own an action."""

    def __init__(self, people: Iterable[Attendance]) -> None:
        self._roster = Roster(people)

    def __contains__(self, owner: str) -> bool:
        parts = [re.sub(_TIER, "", part.strip()) for part in re.split(r",|/|\band\b|&", owner)]
        return all(_OFFICE.fullmatch(part) or is_councillor(part) or part in self._roster for part in parts if part)


def _in_prose(paragraph: Paragraph, known: _Known) -> Iterator[Action]:
    words = readable(paragraph.text)
    said = _QUOTED.sub(lambda quoted: "·" * len(quoted.group()), words)
    charged = {match.start("owner"): match for form in reversed(_CHARGES) for match in form.finditer(said)}
    taken = 0
    found = False
    for start in sorted(charged):
        match = charged[start]
        if match["owner"] in known and start >= taken and not _NO_OWNER.search(said[:start]):
            found, taken = True, match.start("task")
            yield _action(paragraph.id, match["owner"], match["task"])
    if not found and (label := LABELLED_ACTION.search(said)):
        owner = _LABELLED_OWNER.match(label["rest"])
        sure = owner is not None and owner["owner"] in known
        yield _action(paragraph.id, owner["owner"] if owner and sure else "", words)


def _action(paragraph_id: str, owner: str, task: str) -> Action:
    due = _DUE.search(task)
    return Action(
        paragraph_id=paragraph_id,
        owner=re.sub(r"^[Tt]he\s", "", owner.strip()),
        task=task.strip(),
        due=due.group() if due else None,
    )
