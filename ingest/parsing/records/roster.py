"""Who the minutes know: the people of the lists of attendance, however a sentence names them."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from ingest.parsing.records.persons import TITLES, surname_of
from rag.minutes import Attendance

_INITIALS = re.compile(r"[A-Z]{2,3}")
_SAME_NAME = 88  # of 100: a slip


class Roster:
    """The people of a meeting's lists; a name is in it by its surname or its initials."""

    def __init__(self, people: Iterable[Attendance]) -> None:
        self._names = {_bare(person.name) for person in people}
        self._surnames = {surname_of(name) for name in self._names}
        self._initials = {"".join(part[0] for part in re.findall(r"(?<![\w'’])[A-Z]\w*", name)) for name in self._names}

    def __bool__(self) -> bool:
        """Whether the minutes list anybody."""
        return bool(self._names)

    def __contains__(self, name: str) -> bool:
        if _INITIALS.fullmatch(name):
            return name in self._initials
        return surname_of(name) in self._surnames or any(
            fuzz.ratio(_bare(name), known) >= _SAME_NAME for known in self._names
        )


def _bare(name: str) -> str:
    return re.sub(rf"^(?:{TITLES}\b\.?\s*)+", "", name)
