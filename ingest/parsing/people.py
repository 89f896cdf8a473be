"""Who was there: names from the lists of present, in attendance and apologies; an unsure pairing stays unpaired."""

import re

from ingest.parsing.labels import ATTENDANCE_LABEL
from rag.minutes import Attendance, Paragraph, Presence, readable

_TITLE = (
    r"(?:Councillors?|Cllrs?|Clrs?|Cmhlr|Mr|Mrs|Ms|Miss|Dr|Rev|Sir|Lord|Lady|"
    r"Insp(?:ector)?|Chief Insp(?:ector)?|PC|DS|Sgt|Supt)\.?"
)
_SURNAME = r"(?:Mc|Mac|O['’]|Ó\s|de\s|van\s)?[A-Z][\w'’-]+"
_NAME = re.compile(rf"(?:{_TITLE}\s+)*(?:[A-Z]\.?\s?){{0,3}}(?:{_SURNAME})(?:\s+{_SURNAME}){{0,2}}")
_NOT_A_NAME = re.compile(
    r"(?i)^(?:none|nil|all|nobody|also|officials?)$|\b(council(?!lor)|committee|service|police|borough|county|district|board|network|partnership|university|present|apolog|absence|attending|"
    r"member|public|officer|clerk|chair|attendance|minutes|meeting|teams|zoom|manager|director|engineer|mayor|authority|health|town|parish|hall)"
)
_FURTHER_LIST = re.compile(
    r"(?<=\s)(?<!also )(?<!also, )(?<!officials )(?<!officers )(?<!those )(?<!councillors )(?<!members )"
    r"(?=(?:also,? (?:in )?(?:present|attendance)|in attendance|apologies)\b[^:\n]{0,20}:)",
    re.I,
)
_IN_BRACKETS = re.compile(r"\(\s*((?:Mrs?|Ms|Miss|Dr)\b\.?\s[^()]+)\)")  # Head of Roads (Mr. P. Vallely)
_PLURAL = re.compile(r"^(Councillor|Cllr|Clr)s\b")
_LEAD = re.compile(
    r"(?i)^.*?(?:apologies(?: for absence)?(?:(?!\n\s*[\n*•-])[^:]){0,80}?(?:\b(?:from|for|by)\b|:)"
    r"(?: the following)?:?|apologies:?|"
    r"present[^:]{0,40}:|present\b(?! and)|attendance:?|officers?:?|chair:)\s*"
)


def presence_of(words: str) -> Presence:
    """Which list a paragraph of attendance is."""
    head = words[:80].lower()
    if "apolog" in head or "absent" in head:
        return Presence.APOLOGIES
    if "in attendance" in head or head.lstrip("*# ").startswith(("officer", "official", "staff", "also")):
        return Presence.IN_ATTENDANCE
    return Presence.PRESENT


def attendance(paragraph: Paragraph) -> list[Attendance]:
    """The people named in a paragraph of attendance, in order, each once."""
    people: dict[str, Attendance] = {}
    for words, presence in _lists(paragraph.text):
        for name in _names(words):
            person = Attendance(paragraph_id=paragraph.id, name=name, organisation=None, presence=presence)
            people.setdefault(name, person)
    return list(people.values())


def _lists(text: str) -> list[tuple[str, Presence]]:
    """Each list in the text and which it is; the columns of a table headed by labels are lists of their own."""
    heads, *rows = [[cell.strip() for cell in line.split(" | ")] for line in text.splitlines()]
    if len(heads) > 1 and rows and all(ATTENDANCE_LABEL.match(head) for head in heads):
        return [(", ".join(row[i] for row in rows if i < len(row)), presence_of(head)) for i, head in enumerate(heads)]
    parts = _FURTHER_LIST.split(text)
    return [(_LEAD.sub("", part, count=1), presence_of(readable(part))) for part in parts if part]


def _names(words: str) -> list[str]:
    offices = _IN_BRACKETS.findall(words)
    if len(offices) > 1:
        words = ", ".join(offices)
    body = re.sub(r"\s*\([^)]*\)", " ", words)
    names = []
    for part in re.split(r"[,;|\n\t]|\band\b|&|(?<=\s)(?=Cllr\b)", body):
        words = re.sub(r"[*_#]", " ", part).strip(" .:-–•")
        match = _NAME.fullmatch(re.sub(r"\s+", " ", words))
        if match and not _NOT_A_NAME.search(words) and len(words) > 2:
            names.append(_PLURAL.sub(r"\1", re.sub(r"\s+", " ", words)))
    return names
