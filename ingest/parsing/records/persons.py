"""One person of a list: a name, and what stands beside it that certainly is theirs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

TITLES = (
    r"(?:Chief\s(?:Inspector|Insp|Superintendent|Supt)|Councill?ors?|Counc|Cllrs?|CUrs?|Clrs?|Clls?|Cmhlrs?|Alderm[ae]n|Messrs|Mrs?|Mesdames|Ms|Miss|Mx|Dr|"
    r"Prof(?:essor)?|Rev(?:erend|d)?|Inspector|Superintendent|Sir|Dame|Lord|Lady|Canon|Fr|Hon|DC[IS]|D[IS]|PCSO(?:['’]?s)?|PCs?|WPC|"
    r"Sgt|Sergeant|Insp|Supt|Cpt|Capt|Captain|Major|Colonel|Col|Lt|Baroness|Baron)"
)
ORGANISED = re.compile(
    r"\b(?i:council|police|trust|services?|partnership|nhs|university|ltd|limited|association|authority|agency|network|"
    r"school|society|church|centre|college|group|forum|board|committee|company|foundation|federation|office of|"
    r"department|practice|club|hospital|union|institute|government|constabulary)\b|^[A-Z]{3,}$|^[A-Z][A-Za-z]*&[A-Z]\w*$"
)
OFFICE = re.compile(
    r"(?i)\b(?:chair\w*|vice[- ]?chair\w*|clerk|mayor|treasurer|secretary|director|manager|officer|engineer|planner|"
    r"administrator|warden|speaker|cathaoirleach|chathaoirleach|chomhairleoir|leader|rep(?:resentative)?s?|member|"
    r"resident\w*|councill?or|cllr|inspector|superintendent|solicitor|rfo|minutes|chief|head|president|trustee|chancellor|counsel|employee|customer|conveno?r|mp|msp|"
    r"mep|auditor|editor|observer|guest|assistant|adviser|advisor|reporter|press|alderman)\b"
)
_REMOTE = re.compile(
    r"(?i)\b(?:remote(?:ly)?|online|on-line|virtual(?:ly)?|zoom|video conf\w*|dial(?:l?ed)?[- ]in|on the phone|"
    r"via (?:ms |microsoft )?(?:teams|(?:tele)?phone|video\w*|teleconf\w*|skype)|by (?:phone|telephone|video\w*)|"
    r"(?:ms|microsoft) teams)\b"
)
_SUBSTITUTE = re.compile(
    r"(?i)\b(?:substitut\w+|deputi[sz]ing|in place of|on behalf of (?=(?:Cllr|Councillor|Mr|Mrs|Ms)))"
)
_TIMES = r"(?:item|minute|agenda|\d|the (?:start|end|beginning)|(?:the )?(?:close|open)|part\b)"
_ARRIVED = re.compile(
    rf"(?i)\b(?:arriv\w+|joined|joining|late\b|entered|from(?= {_TIMES})|until after|present from)(?:[^;,]|,(?= item))*"
)
_LEFT = re.compile(
    rf"(?i)\b(?:left|leaving|departed|retired|withdrew|until|till|up to|to(?= {_TIMES})|for part|for items?\b|"
    rf"items?(?= [\d(])|part only|part(?= of)|not present for|except for|apart from)(?:[^;,]|,(?= \d))*"
)
_INITIALS = re.compile(r"(?:[A-Z][a-z]{0,2}){2,5}|[A-Z]")
_BEFORE_NAMES = re.compile(rf"^(?:{TITLES}\b\.?\s*)+")
_LONG_SURNAME = 6  # letters: a slip in a shorter one may be another person's name
_SAME_SURNAME = 85  # of 100
_SAME_FIRST = 80  # of 100: a slip, and not another name
_HELD_BY = re.compile(r"(?:\w+ )?(?:Chief|Clerk|Attorney) (?:[A-Z]\.? )?(?P<name>[A-Z][a-z]+)\b(?P<behind>.*)", re.S)
_HONOURS = frozenset("OBE MBE CBE KBE DBE BEM JP DL KC QC TD GC FRS MVO CVO QPM RN".split())
_HONOURS_FIRST = re.compile(rf"^(?:(?:{'|'.join([*sorted(_HONOURS), 'CC'])})\s+)+(?=[A-Z][a-z])")
_LONGEST_ORGANISATION = 8  # words: more are several read together, and whose is which isn't sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of a list.

    Attributes:
        name: as printed, with the title that stands before it or before the list.
        role: None where it isn't certain that it is this person's; so with the organisation.
        notes: what stands in brackets and is neither: "from item 4", "via Zoom".
    """

    name: str
    role: str | None = None
    organisation: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def remote(self) -> bool:
        """Whether the list says that they took part from elsewhere."""
        return any(_REMOTE.search(note) for note in self.notes)

    @property
    def substitute(self) -> bool:
        """Whether the list says that they stood in for somebody."""
        return any(_SUBSTITUTE.search(note) for note in self.notes)

    @property
    def arrived(self) -> str | None:
        """When they came, in the list's words, where they weren't there from the beginning."""
        return _first(_ARRIVED, self.notes)

    @property
    def left(self) -> str | None:
        """When they went, or for what they were there only, in the list's words."""
        return _first(_LEFT, tuple(note for note in self.notes if not _ARRIVED.search(note)))


def assigned(person: Person, words: str) -> Person:
    """The person with words that tell their role or their organisation, or with a dash between them both."""
    if " – " in words:
        for part in words.split(" – "):
            person = assigned(person, part)
        return person
    words = re.sub(r"^(?:from|representing|of|for|the|and)\s+", "", words.strip(" ,.-–|&"))
    words = _HONOURS_FIRST.sub("", re.sub(r"^the\s+", "", words))
    if not words or words in _HONOURS:
        return person
    held = _HELD_BY.match(words)
    if held and not OFFICE.search(held["name"]) and not OFFICE.search(held["behind"]):
        return person  # "Clerk Price" is somebody else
    if OFFICE.search(words) and person.role is None:
        return replace(person, role=words)
    sure = len(words.split()) <= _LONGEST_ORGANISATION
    if ORGANISED.search(words) and person.organisation is None and sure:
        return replace(person, organisation=words)
    return person


def noted(person: Person, note: str) -> Person:
    """The person with what a bracket tells of them; their initials tell nothing."""
    own = re.escape("".join(re.findall(r"(?<![\w'’])[A-ZÀ-ÞĀ-Ž]", person.name)))
    for said in re.split(r"\s*[,;]\s*|\s[-–]\s", note):
        part = re.sub(rf"^{own}\s+|[\s-]+{own}$", "", said) if len(own) > 1 else said
        if _INITIALS.fullmatch(part) and part != "RFO":
            if (
                part not in _HONOURS
                and ORGANISED.search(part)
                and not _are_initials(part, person.name)
                and person.organisation is None
            ):
                person = replace(person, organisation=part)
        elif _ARRIVED.search(part) or _LEFT.search(part) or _REMOTE.search(part) or _SUBSTITUTE.search(part):
            person = replace(person, notes=(*person.notes, part))
        else:
            person = assigned(person, part)
    return person


def _are_initials(part: str, name: str) -> bool:
    firsts = [word[0] for word in re.findall(r"[A-ZÀ-ÞĀ-Ž][\w'’]*", name)]
    return part[0] in firsts


def _first(pattern: re.Pattern[str], notes: tuple[str, ...]) -> str | None:
    return next((match.group().strip() for note in notes if (match := pattern.search(note))), None)


def is_councillor(name: str) -> bool:
    """Whether the title before a name is a councillor's."""
    return _parts(name)[0] == "councillor"


def surname_of(name: str) -> str:
    """The last word of a name without its title, in small letters."""
    return _parts(name)[2]


def certainly_two(one: str, other: str) -> bool:
    """Whether two names of one list are of two people: Mr P Vane and Mrs P T Vane, Mr Paul Vane and Mr Peter Vane."""
    genders = {_gender(one), _gender(other)} - {""}
    if len(genders) > 1:
        return True
    firsts, others = _firsts(one), _firsts(other)
    if not firsts or not others:
        return False
    if all(len(first) > 1 for first in (firsts[0], others[0])):
        return (
            fuzz.ratio(firsts[0], others[0]) < _SAME_FIRST
            and not firsts[0].startswith(others[0])
            and not others[0].startswith(firsts[0])
        )
    alone = [len(name) == 1 for name in (*firsts, *others)]
    return all(alone) and len(firsts) != len(others)


def _gender(name: str) -> str:
    lead = _BEFORE_NAMES.match(name)
    title = lead.group().casefold() if lead else ""
    if re.search(r"\b(?:mrs|ms|miss|lady|dame|mesdames|baroness)\b", title):
        return "f"
    return "m" if re.search(r"\b(?:mr|sir|lord|messrs|baron)\b", title) else ""


def _firsts(name: str) -> list[str]:
    bare = re.sub(r"\s*\([^)]*\)", "", _BEFORE_NAMES.sub("", name)).replace(".", " ")
    return [part.casefold() for part in bare.split()[:-1]]


def same_person(one: str, other: str) -> bool:
    """Whether two spellings of one document may name one person: the surname and no initial or title against it."""
    (title, initial, surname), (other_title, other_initial, other_surname) = _parts(one), _parts(other)
    if surname != other_surname or (initial and other_initial and initial != other_initial):
        return False
    return bool(initial == other_initial) or not title or not other_title or title == other_title


def spelt_as(name: str, roster: Sequence[str]) -> str:
    """The spelling of the roster for the one person of it that a name can mean; the name itself where there isn't one.

    "Councillor Prendivllle" is Prendiville where no other comes near: OCR slips are forgiven in surnames.
    """
    if name in roster:
        return name
    same = {other for other in roster if same_person(name, other)}
    title, initial, surname = _parts(name)
    if not same and len(surname) >= _LONG_SURNAME:
        for other in roster:
            its_title, its_initial, its_surname = _parts(other)
            agree = initial == its_initial and title == its_title
            if agree and fuzz.ratio(surname, its_surname) >= _SAME_SURNAME:
                same.add(other)
    return same.pop() if len(same) == 1 else name


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, str, str]:
    """The sort of title, the first initial and the surname, each empty where it isn't there."""
    lead = _BEFORE_NAMES.match(name)
    title = lead.group().strip(" .") if lead else ""
    rest = name[lead.end() :] if lead else name
    behind = re.search(r"\((\w)", rest)
    words = re.sub(r"\s*\([^)]*\)", "", rest).replace(".", " ").split()
    if not words:
        return title.casefold(), "", ""
    initial = behind[1] if behind else words[0][0] if len(words) > 1 else ""
    sort = "councillor" if re.search(r"(?i)c(?:ou|ll|lr|mh|ur)", title) else title.casefold()
    return sort, initial.casefold(), re.sub(r"\W", "", words[-1]).casefold()
