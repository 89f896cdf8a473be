"""How well the records that parsing found agree with those that somebody read out of the minutes."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from rapidfuzz import fuzz

Expected = TypeVar("Expected")
Found = TypeVar("Found")

_ALIKE = 85  # of 100: OCR slips of one title or surname, not two of them
_TITLES = re.compile(
    r"(?i)\b(?:councill?ors?|cllrs?|clr|cmhlr|mrs?|ms|miss|dr|rev(?:d|erend)?|sir|lord|lady|prof(?:essor)?|pcso|pc|sgt|"
    r"mayor|deputy|chair(?:man|person|woman)?|an cathaoirleach)\b\.?"
)
_LABEL = re.compile(r"^(?:motion|item|by-law no)\W+(?=\w)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many records are right, of those found and of those expected; tallies of several meetings add up."""

    right: int
    found: int
    expected: int

    def __add__(self, other: Self) -> "Tally":
        """Both together: a meeting of many records weighs more, as in a micro average."""
        return Tally(
            right=self.right + other.right,
            found=self.found + other.found,
            expected=self.expected + other.expected,
        )

    @property
    def precision(self) -> float:
        """The share of the records found that are right; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the records expected that were found; 1 where none was expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
        return 2 * self.right / (self.found + self.expected) if self.found + self.expected else 1.0


def tally(expected: Sequence[Expected], found: Sequence[Found], same: Callable[[Expected, Found], bool]) -> Tally:
    """The most records that can be paired off, each with one that is the same.

    Not a count of the found ones that have a match: two copies of a record are right only where two are expected.
    """
    partner: dict[int, int] = {}

    def take(one: int, tried: set[int]) -> bool:
        for i, other in enumerate(found):
            if i not in tried and same(expected[one], other):
                tried.add(i)
                if i not in partner or take(partner[i], tried):
                    partner[i] = one
                    return True
        return False

    right = sum(take(one, set()) for one in range(len(expected)))
    return Tally(right=right, found=len(found), expected=len(expected))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name one person: alike in surname, and in the first initial where both have one."""
    (surname, initial), (other_surname, other_initial) = _surname_and_initial(one), _surname_and_initial(other)
    agree = not initial or not other_initial or initial == other_initial
    return agree and fuzz.ratio(surname, other_surname) >= _ALIKE


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same but for OCR slips, letter case and stops; the shorter may break off."""
    first, second = _plain(one), _plain(other)
    short = min(len(first), len(second))
    return bool(short) and fuzz.ratio(first[: short + 3], second[: short + 3]) >= _ALIKE


def same_number(one: str, other: str) -> bool:
    """Whether two item numbers are the same whatever stops stand around them; "Motion 3" is 3."""
    first, second = (_LABEL.sub("", number.strip(" .:()")).casefold() for number in (one, other))
    return bool(first) and first == second


def same_body(one: str, other: str) -> bool:
    """Whether two names are one body's; the first may be a bare "Council" whose place the second names."""
    expected, found = _plain(one), _plain(other)
    return bool(expected) and (expected == found or f" {found} ".endswith(f" {expected} "))


def _surname_and_initial(name: str) -> tuple[str, str]:
    words = _plain(_TITLES.sub(" ", name)).split()
    behind = re.search(r"\(\s*(\w)[\w.\s]*\)|,\s*(\w)\.?\s*$", name)  # "Sheahan (J)"
    if behind and len(words) > 1:
        return " ".join(words[:-1]), (behind[1] or behind[2]).casefold()
    surname = " ".join(
        words[-2:] if len(words) > 1 and words[-2] in ("o", "ó", "mc", "mac", "de", "van") else words[-1:]
    )
    before = words[: -len(surname.split())] if surname else []
    return surname.replace(" ", ""), before[0][0] if before else ""


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold().replace("&", " and "))
    bare = "".join(c for c in letters if not unicodedata.combining(c) and c not in "'’‘`")
    return " ".join(re.findall(r"\w+", bare))
