"""Who was asked, or undertook, to do what by when."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from ingest.parsing.layout.tables import rows
from ingest.parsing.phrases import any_of
from ingest.parsing.records.persons import TITLES, is_councillor
from ingest.parsing.records.roster import Roster
from ingest.parsing.vocabulary import charges, office
from rag.minutes import CELLS, Action, Attendance, Kind, Paragraph, readable

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_OFFICE = re.compile(rf"(?i)(?:the )?(?:{office()})")
_TIER = r"(?:County|Borough|District|City|Ward)\s"
_PART = (
    rf"(?:(?:{_TIER})?(?:{TITLES}\.?\s+)+(?:[A-Z]\.?\s+){{0,3}}(?!The\b)[A-Z][\w'’-]+(?:\s(?!To\b)[A-Z][\w'’-]+)?|[Tt]he\s(?i:{office()})|(?i:{office()})"
    r"|[A-Z][a-z][\w'’-]*\s(?:[A-Z]\.?\s)?[A-Z][\w'’-]+|[A-Z]{2,3}|[A-Z]\.?\s?[A-Z][a-z][\w'’-]+)"
)
_OWNER = rf"(?<![\w'’-])(?P<owner>{_PART}(?:(?:,\s|\s?/\s?|\s(?:and|&)\s){_PART}){{0,4}})"
_ABBREVIATED = "|".join(rf"(?<=\b{word})\." for word in ("[A-Z]", "Mr", "Mrs", "Ms", "Dr", "Cllr", "Rev"))
_TASK = rf"(?P<task>[a-z](?:[^.;|!?()]|\([^()]*\)?|{_ABBREVIATED}|\.(?=\w)){{2,400}})"
# "moved by Mr Ash to", "work with Mr Ash to", "Mrs Elm or Mr Ash is to": not he, or not he alone
_NO_OWNER = re.compile(
    r"(?i)\b(?:(?:by|with|from|between|or|against|for|requir(?:es?|ed|ing)|enabl(?:es?|ed|ing)|allow(?:s|ed|ing)?"
    r"|permit(?:s|ted)?|encourag(?:es?|ed|ing)|urg(?:es?|ed|ing)|invitation\sto|with\s[A-Z][\w.’'-]*,"
    r"|expect(?:s|ed)?|oblig(?:es?|ed)|needs?|needed)\s(?:(?:the|county|borough|district)\s)*|(?:s?he|they)\sand\s)$"
)
_CHARGES = [
    re.compile(
        rf"{_OWNER},?\s(?:also\s|both\s|then\s|therefore\s)?(?:{charge.words})\s(?:(?!(?:apply|reply|supply|comply)\b)\w+ly\s)?"
        + r"(?!(?:be|stay|remain|stand|serve|retire|leave|withdraw|take\sthe\s[Cc]hair)\b)"
        + r"(?!have\b(?!\s(?:the|it)\s[^.;]*ed\b))"  # "should have the clock mended" is a task
        + (rf"(?=(?:{'|'.join(charge.tasks)})\b)" if charge.tasks else "")
        + _TASK
    )
    for charge in charges()
]
_TASKS = "|".join(task for charge in charges() for task in charge.tasks)
_MANDATED = re.compile(  # "RESOLVED: That the Clerk write"; not "that the Clerk's report be noted"
    rf"(?<=\b[Tt]hat\s){_OWNER}\s(?=(?:{_TASKS})\b)(?!\S+\s(?:be|is|was|were|are|and|of|on|for)\b){_TASK}"
)
_POINT = re.compile(r"\W*(?:\d{1,2}|[a-z])\)\s+That\b")  # "(2) That the Clerk write": of a resolution above
LABELLED_ACTION = re.compile(
    r"(?:^|[.;:*•|–-]|\n)[\W\d]*(?:ACTIONS?|Actions?)(?i: point)?\s*[:–-]\s*(?P<rest>(?![A-Z][.)]\s)[A-Z].*)", re.S
)
_LABELLED_OWNER = re.compile(rf"{_OWNER}(?:\s*$|\s+to\b|\s*[:,.–-]|\s(?=[a-z]))")
_DUE = re.compile(
    rf"\b(?:by|before|in time for|no later than)\s(?:the\s)?(?:next\s(?:\w+\s){{0,2}}?meeting"
    r"|end\sof\s(?:the\s)?\w+(?:\s\d{4})?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?{_MONTH}(?:\s(?:\d{{4}}|[Mm]eeting))?|{_MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?:\s\d{1,2}\w{0,2}\s\w+)?|Christmas|Easter|\d{1,2}/\d{1,2}/\d{2,4})"
    rf"|\b(?:for|at|to)\s(?:the\s)?(?:next|{_MONTH})\s(?:\w+\s){{0,2}}?[Mm]eeting"
)
_AND_ANOTHER = re.compile(r"\s*(?:\b(?:and|but|whilst|while)|[,|–-])\s(?:that\s)?$")
_INITIALS = re.compile(r"[A-Z]{2,3}")
_SEVERAL = re.compile(
    r"(?:[A-Z]{2,3}[\s,/&]*){3,}"
)  # "AB AB CD": the owners of several tasks, and whose is which isn't sure
_BEFORE_INITIALS = re.compile(  # the rows of a list run together: "mend the gate AB to write to the county"
    r"(?:\s*(?:\b(?:and|but|whilst|while)|[,|–-])\s(?:that\s)?"
    r"|(?<!\bto)(?<!\bof)(?<!\bwith)(?<!\bfor)(?<!\bask)(?<!\basked)(?<!\bremind)(?<!\binvite)\s)$"
)
_OF_ELSE = re.compile(  # "ask that replies be sent by June", "and this will be discussed in June": not when to ask
    r"\b(?:will|would|be|is|are|was|were|has|have|requesting|asking|saying|stating|if|whether)\b"
)
_EARLIER = any_of("earlier")
_QUOTED = re.compile(r"“[^“”]*(?:”|$)|(?<=:\s)\"[^\"]*\"")


def actions(paragraphs: Sequence[Paragraph], people: Iterable[Attendance], without: Container[str]) -> list[Action]:
    """The undertakings of a meeting with their owners, and by when where the minutes say so, in order.

    An owner is somebody in the lists of attendance, an office, or whom a table names as the owner. `without` are ids
    of paragraphs that charge nobody, because they hold what was lost or only moved.
    """
    known = _Known(people)
    listed: dict[str, list[Action]] = (
        {row.paragraph.id: [] for row in rows(paragraphs)} if any(CELLS in p.text for p in paragraphs) else {}
    )
    for row in rows(paragraphs) if listed else ():
        task, owner = row.kinds.get("task"), row.kinds.get("owner")
        if row.sure and task and owner is not None:
            more = {name: row.kinds.get(name) or None for name in ("due", "number", "status")}
            owner = "" if _SEVERAL.fullmatch(owner) and _repeats(owner) else owner
            listed[row.paragraph.id].append(Action(paragraph_id=row.paragraph.id, owner=owner, task=task, **more))
    found: list[Action] = []
    for paragraph in paragraphs:
        if paragraph.id in listed:
            found += listed[paragraph.id]
        elif paragraph.kind is not Kind.HEADING and paragraph.id not in without:
            found += _in_prose(paragraph, known)
    return found


def _repeats(owners: str) -> bool:
    initials = _INITIALS.findall(owners)
    return len(set(initials)) < len(initials)


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
    mandates = paragraph.kind is Kind.RESOLUTION or _POINT.match(said)
    forms = [*_CHARGES, _MANDATED] if mandates else _CHARGES
    charged = {match.start("owner"): match for form in reversed(forms) for match in _charges(form, said)}
    found: list[tuple[str, int, int]] = []
    for start in sorted(charged):
        match = charged[start]
        begins, within = match.start("task"), bool(found) and start < found[-1][2]
        joins = (_BEFORE_INITIALS if _INITIALS.fullmatch(match["owner"]) else _AND_ANOTHER).search(said, 0, start)
        if within and (start < found[-1][1] or not joins):
            continue  # "the Clerk to ask Mr Ash to write"
        told_of = _EARLIER.match(said[said.rfind(". ", 0, start) + 1 : start])
        if match["owner"] in known and not _NO_OWNER.search(said[:start]) and not told_of:
            if within and joins:
                found[-1] = (found[-1][0], found[-1][1], joins.start())
            found.append((match["owner"], begins, match.end()))
    for name, begins, ends in found:
        yield _action(paragraph.id, name, words[begins:ends])
    if not found and (label := LABELLED_ACTION.search(said)):
        owner = _LABELLED_OWNER.match(label["rest"])
        task = re.sub(r"^[\s:,.–-]*(?:to\s)?", "", label["rest"][owner.end("owner") :]) if owner else ""
        sure = owner is not None and owner["owner"] in known and bool(task)
        yield _action(paragraph.id, owner["owner"] if owner and sure else "", task if sure else label["rest"])


def _charges(form: re.Pattern[str], said: str) -> Iterator[re.Match[str]]:
    begun = 0
    while match := form.search(said, begun):
        yield match
        begun = match.start("task")


def _within(task: str) -> str:
    """A task without the bracket that closes the one in which it stands."""
    return task.removesuffix(")") if task.count(")") > task.count("(") else task


def _action(paragraph_id: str, owner: str, task: str) -> Action:
    """An action; by when it is due stands in its task."""
    due = _DUE.search(task)
    if due and (_OF_ELSE.search(task, 0, due.start()) or (task.startswith("invite") and due[0].startswith("to "))):
        due = None
    return Action(
        paragraph_id=paragraph_id,
        owner=re.sub(r"^[Tt]he\s", "", owner.strip()),
        task=_within(task.strip(" ,–-")),
        due=due.group() if due else None,
    )
