"""Who a question names, among the people whom the minutes record."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TITLE = re.compile(
    r"(?i)^(?:cllrs?|clr|councill?ors?|coun|cmhlr|comhairleoir|mayor|deputy|his|her|worship|right|hon(?:ourable)?|the|and|"
    r"mr|mrs|ms|miss|dr|rev|revd|prof|sir|lady|lord|insp(?:ector)?|sgt|supt|chair(?:man|woman|person)?|vice|"
    r"borough|county|district|parish)$"
)
_GENDER = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in its parts, lower case; `given` are given names and initials, in order."""

    surname: str
    given: tuple[str, ...] = ()
    gender: str | None = None

    def fits(self, other: "Name") -> bool:
        """Whether two names may be the same person's: one surname, no initial or Mr/Mrs that speaks against it."""
        if self.surname != other.surname or (self.gender and other.gender and self.gender != other.gender):
            return False
        return not self.given or not other.given or _same_given(self.given[0], other.given[0])


def parsed(name: str) -> Name | None:
    """A recorded name in its parts ("Cllr Mrs V Lynch", "A. Bell"); None where no surname is left of it."""
    words = _WORD.findall(re.sub(r"\(.*?\)|,.*", " ", name))
    gender = next((_GENDER[word.lower()] for word in words if word.lower() in _GENDER), None)
    kept = [word.lower().replace("’", "'") for word in words if not _TITLE.match(word)]
    if not kept or len(kept[-1]) < 2:
        return None
    return Name(surname=kept[-1], given=tuple(kept[:-1]), gender=gender)


def named(question: str, recorded: Iterable[str]) -> dict[str, list[Name]]:
    """For each recorded person whom a question names, the surname as key, the distinct people who bear it.

    A surname counts where the question writes it with a capital, or where all of it is in lower case, and what stands
    before it there (Mrs, an initial, a given name) doesn't speak against the person. More than one under a key: the
    name is shared, and the question doesn't tell which is meant.
    """
    people = _distinct(name for one in recorded if (name := parsed(one)))
    words = [(match[0].replace("’", "'"), match.start()) for match in _WORD.finditer(question)]
    lower = question == question.lower()
    found: dict[str, list[Name]] = {}
    for place, (word, _) in enumerate(words):
        bare = re.sub(r"'s?$", "", word)
        bearers = [one for one in people if one.surname == bare.lower()]
        if not bearers or not (lower or bare[0].isupper()):
            continue
        asked = _asked([before for before, _ in words[:place]], bare)
        fitting = [one for one in bearers if one.fits(asked)]
        if fitting:
            found[bare] = fitting
    return found


def _asked(before: Sequence[str], surname: str) -> Name:
    """The name that a question gives: the surname with the titles, initials and given names right before it."""
    given: list[str] = []
    gender = None
    for word in reversed(before):
        if word.lower() in _GENDER:
            gender = _GENDER[word.lower()]
        elif _TITLE.match(word) and word[0].isupper():
            continue
        elif word[0].isupper() and not given and not _STARTS.match(word):
            given.insert(0, word.lower())
        else:
            break
    return Name(surname=surname.lower(), given=tuple(given), gender=gender)


_STARTS = re.compile(
    r"(?i)^(?:did|was|were|has|have|had|is|are|how|who|which|what|when|at|for|of|by|why|does|do|in|on)$"
)


def _same_given(one: str, other: str) -> bool:
    """Whether two given names may be one: an initial of the other, or alike in two letters (Andy, Andrew)."""
    letters = 1 if min(len(one), len(other)) < 3 else 2
    return one[:letters] == other[:letters]


def _distinct(names: Iterable[Name]) -> list[Name]:
    """Each person once, by the fullest of their names; one without given names is whoever else bears the surname."""
    kept: list[Name] = []
    for name in sorted(set(names), key=lambda one: (one.surname, -len(one.given), one.given, one.gender or "")):
        if not any(name.fits(other) for other in kept):
            kept.append(name)
    return kept
