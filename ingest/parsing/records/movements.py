"""Who came late, left early or went out for an item, where the minutes say so in their text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.parsing.records.naming import people_in
from ingest.parsing.records.persons import same_person
from rag.minutes import AgendaItem, Attendance, readable

_OF_BOARD = r"(?:(?:Vice )?(?:President|Chair)|Directors?|Trustees?|Commissioners?|(?:Committee |Board )?Member)"
_MOVED = re.compile(
    rf"(?P<names>\b(?:Cllrs?|Councillors?|Mrs?|Ms|Miss|Dr|{_OF_BOARD})\.?\s+(?:[A-Z][\w.'’-]*|\([A-Z]\)|and|&|,|\s)+?)\s+"
    r"(?:then\s+|had\s+|now\s+|both\s+)*(?P<words>(?:(?P<came>arrived|joined|entered)|(?P<back>rejoined|re-joined|returned)|"
    r"left|departed|withdrew|retired)\b(?P<where>(?:[^.;,]|\.(?=\d|m\b)){0,60}))"
)
_BOARD_TITLE = re.compile(rf"\b{_OF_BOARD} ")
_FROM_THE_MEETING = re.compile(
    r"^\s*(?:to |from )?(?:the )?(?i:(?:council )?(?:meeting|room|chamber|hall|table))\b|\b(?:at|during)\s.*\d|^\s*$"
)
_ENDS = re.compile(r"\s+(?:and|as|because|having|while|whilst|taking|before|after|so)\s.*$", re.S)
_WORDS = ("arrived", "joined", "left", "entered", "returned", "withdrew", "departed", "retired")


def with_movements(people: Sequence[Attendance], items: Sequence[AgendaItem]) -> tuple[Attendance, ...]:
    """The people of the lists, each with what the text tells of their coming and going, in its words."""
    there = [one for one in people if not one.presence.away]
    moved = {id(one): one for one in people}
    for name, words, came in _movements(items):
        matching = [one for one in there if same_person(one.name, name)]
        if len(matching) == 1:
            before = moved[id(matching[0])]
            reported = before.arrived if came else before.left
            if reported and words.startswith(reported.rstrip(".")):
                continue  # the list says so already
            both = f"{reported}; {words}" if reported else words
            moved[id(matching[0])] = replace(before, arrived=both) if came else replace(before, left=both)
    return tuple(moved[id(one)] for one in people)


def _movements(items: Sequence[AgendaItem]) -> Iterator[tuple[str, str, bool]]:
    """Name, words, and whether they came rather than went; a return is reported with the leaving."""
    for item in items:
        for paragraph in item.paragraphs:
            if not any(word in paragraph.text for word in _WORDS):
                continue
            for match in _MOVED.finditer(readable(paragraph.text)):
                if not _FROM_THE_MEETING.search(_ENDS.sub("", match["where"])):
                    continue
                words = _ENDS.sub("", match["words"]).strip()
                where = "" if any(c.isdigit() for c in words) or not item.number else f", item {item.number}"
                for person in people_in(_BOARD_TITLE.sub("Cllr ", match["names"])):  # named like a councillor
                    yield person.name, words + where, bool(match["came"])
