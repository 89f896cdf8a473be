"""Who was there: names from the lists of present, in attendance and apologies; an unsure pairing stays unpaired."""

import re

from rag.minutes import Attendance, Paragraph, Presence, readable

_TITLE = (
    r"(?:Councillors?|Cllrs?|Clrs?|Cmhlr|Mr|Mrs|Ms|Miss|Dr|Rev|Sir|Lord|Lady|"
    r"Insp(?:ector)?|Chief Insp(?:ector)?|PC|DS|Sgt|Supt)\.?"
)
_SURNAME = r"(?:Mc|Mac|O['’]|Ó\s|de\s|van\s)?[A-Z][\w'’-]+"
_NAME = re.compile(rf"(?:{_TITLE}\s+)*(?:[A-Z]\.?\s?){{0,3}}(?:{_SURNAME})(?:\s+{_SURNAME}){{0,2}}")
_NOT_A_NAME = re.compile(
    r"(?i)\b(council|committee|service|police|borough|county|district|board|network|partnership|university|present|apolog|absence|"
    r"member|public|officer|clerk|chair|attendance|minutes|meeting|teams|zoom|manager|director|engineer|mayor|authority|health|town|parish|hall)"
)
_LEAD = re.compile(
    r"(?i)^.*?(?:apologies[^:]*?(?:from|for|by|:)(?: the following)?:?|apologies:?|"
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
    presence = presence_of(readable(paragraph.text))
    body = re.sub(r"\s*\([^)]*\)", " ", _LEAD.sub("", paragraph.text, count=1))
    people: dict[str, Attendance] = {}
    for part in re.split(r"[,;|\n\t]|\band\b|&", body):
        words = re.sub(r"[*_#]", " ", part).strip(" .:-–•")
        match = _NAME.fullmatch(re.sub(r"\s+", " ", words))
        if match and not _NOT_A_NAME.search(words) and len(words) > 2:
            name = re.sub(r"\s+", " ", words)
            people.setdefault(
                name, Attendance(paragraph_id=paragraph.id, name=name, organisation=None, presence=presence)
            )
    return list(people.values())
