"""People's names in their parts, and whether two of them may be one person's."""

import re
import unicodedata
from dataclasses import dataclass

TITLE = re.compile(
    r"^(?:cllrs?|clrs?|councill?ors?|coun|cmhlr|ch?omhairleoir|priomh|mayor|deputy|his|her|worship|right|hon(?:ourable)?|"
    r"the|and|mr|mrs|ms|miss|dr|rev|revd|prof|professor|sir|lady|lord|insp(?:ector)?|sgt|supt|pc|pcso|"
    r"chair(?:man|woman|person)?|vice|acting|trustee|member|commissioner|alder(?:man|woman)|senator|president|"
    r"borough|county|district|parish|town|community|committee|board|director|supervisor|student|cathaoirleach|leas)$"
)
GENDER = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_INITIAL = re.compile(r"\(\s*([A-Z])\.?\s*\)")
_ASIDE = re.compile(r"\(.*?\)|,.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in its parts, lower case, without accents; `given` are given names and initials, in order."""

    surname: str
    given: tuple[str, ...] = ()
    gender: str | None = None

    @property
    def initials(self) -> str:
        """The initials of the whole name, "AM" for Ada Marsh; empty where no given name is known."""
        return "".join(part[0] for part in (*self.given, self.surname)).upper() if self.given else ""

    def fits(self, other: "Name") -> bool:
        """Whether two names may be the same person's: one surname, no initial or Mr/Mrs that speaks against it."""
        if self.surname != other.surname or (self.gender and other.gender and self.gender != other.gender):
            return False
        return not self.given or not other.given or _same_given(self.given[0], other.given[0])

    def joined_with(self, other: "Name") -> "Name":
        """The name with what another writing of it adds: the longer given names, and whether Mr or Mrs."""
        given = max(self.given, other.given, key=lambda parts: len("".join(parts)))
        return Name(surname=self.surname, given=given, gender=self.gender or other.gender)


def folded(text: str) -> str:
    """Text for comparing: lower case, without accents however they are encoded, straight apostrophes."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return bare.replace("’", "'").casefold()


def parsed(name: str) -> Name | None:
    """A recorded name in its parts ("Cllr Mrs V Lynch", "Collins (J)"); None where no surname is left of it."""
    initial = _INITIAL.search(name)
    words = _WORD.findall(folded(_ASIDE.sub(" ", name)))
    gender = next((GENDER[word] for word in words if word in GENDER), None)
    kept = [word for word in words if not TITLE.match(word)]
    if not kept or len(kept[-1]) < 2:
        return None
    given = (initial[1].lower(),) if initial and len(kept) == 1 else tuple(kept[:-1])
    return Name(surname=kept[-1], given=given, gender=gender)


def _same_given(one: str, other: str) -> bool:
    """Whether two given names may be one: an initial of the other, or alike in two letters (Andy, Andrew)."""
    letters = 1 if min(len(one), len(other)) < 3 else 2
    return one[:letters] == other[:letters]
