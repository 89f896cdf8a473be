"""Who proposed and who seconded, from the forms that minutes use for it; None where a name isn't sure."""

import re
from dataclasses import dataclass

_TITLE = (
    r"(?:Vice\s?President|President|(?:Vice[\s-]?)?Chair(?:man|woman|person)?|Directors?|Trustees?|Commissioner|Supervisor|(?:Committee\s|Board\s)?Member|"
    r"Cllrs?|Councillors?|Coun|Clr|Cmhlr|Mr|Mrs|Ms|Miss|Dr|Rev|Sir|Lady|Prof|Alderman)\b\.?"
)
_NOT_A_NAME = (  # words that begin with a capital beside a name, and those who are no members
    r"(?:Second\w*|Propos\w*|Carried|And|All|That|This|These|The|Resolved|Agreed|Adopted|Approved|Unanimous\w*|In|It|Votes?"
    r"|To|For|Against|Motion|Moved|Council\w*|Clerk|Chair\w*|Vice\w*|Members?|Committee|Board|Abst\w*|Accept\w*|No|None|A|An"
    r"|Resolution|Payment|With|Being|Following|He|She|They|We|I|PC|BC|On|As|By|At|Parish\w*|Residents?|Mayor"
    r"|Final|Roll|Result\w*|Yes|Yeas?|Ayes?|Nays?|Noes|January|February|March|April|May|June|July|August|September|October|November|December|Preference|Officers?"
    r"|Road|Drive|Avenue|Street|School|Church"
    r"|RESOLVED|AGREED|CARRIED|ADOPTED|APPROVED|LOST|SECONDED|PROPOSED|NOTED|ALL|THAT)"
)
_WORD = rf"(?!{_NOT_A_NAME}\b)(?!{_TITLE}\s)[A-ZÀ-ÞĀ-Ž][\w'’-]*[a-zà-ÿ][\w'’-]*"
_FULL = (
    rf"(?:(?:{_TITLE}\s+)+(?:[A-Z]\b\.?\s?){{0,3}}(?:Mc\s|O\s|Ó\s|Uí\s|de\s|van\s)?{_WORD}(?:\s{_WORD}){{0,2}}(?:\s*\([A-Z]\))?"
    rf"|(?:[A-Z](?:\.\s?|\s)){{1,3}}{_WORD}(?:\s{_WORD})?|(?:(?!{_NOT_A_NAME}\b)[A-Z]{{2,3}}\b)(?!\s\d+\b)"
    rf"|{_WORD}\s(?:[A-Z]\.?\s)?{_WORD}(?:\s{_WORD})?)"
)
_PERSON = (
    rf"(?:(?:{_TITLE}\s+)+(?:[A-Z]\b\.?\s?){{0,3}}{_WORD}(?:\s{_WORD}){{0,2}}"
    rf"|(?!{_NOT_A_NAME}\b)[A-Z]{{2,3}}\b(?!\s\d+\b|\s(?!and\b|seconded\b)[a-z])"
    rf"|(?:[A-Z](?:\.\s?|\s)){{1,3}}{_WORD})"
)
_ANY = rf"(?P<name>{_FULL}|{_WORD}(?:\s*\([A-Z]\))?)"
_SURE = rf"(?P<name>{_FULL})"
_DASH = r"[\s:;.,–-]*"
_OF_BUSINESS = (  # no motion: "the proposal by Mr Ash for a tree was discussed", "from Elm Ltd", "at the June meeting"
    rf"(?!(?:(?!\bseconded\b)[^.;]|(?<=Rev|Mrs)\.|(?<=Mr|Ms|Dr)\.|(?<=\b[A-Z])\.){{0,200}}\b(?:was|were)\s(?:discussed|considered)\b)(?!\sfrom\s(?!{_TITLE}\s))"
    r"(?!\s(?:by|from)\s[^.;,]{1,40}?\sat\s(?:the|our|its)\s(?:last|previous|\w+)\smeeting\b)"
)
_PROPOSED = [
    re.compile(
        rf"(?i:\b(?:propos(?:ed|al{_OF_BUSINESS}|er)|moved|prop)(?:\s(?:was\smade|made|for\s(?:approval|acceptance|adoption|payment)|as\s(?:[\w-]+\s)?[\w-]+))?)\s*(?i:by|from|of)[\s:–-]*{_ANY}"
    ),
    re.compile(
        rf"{_SURE}(?:\s(?i:had|then|also|so|has|formally|duly|therefore))*\s(?:(?:proposed|moved|motioned)\b(?!\sby)"
        r"|(?:made|offered|put\sforward|reiterated)\s(?:an?|the|his|her)\s(?:\w+\s)?(?:motion|amendment)\b)"
    ),
    re.compile(rf"(?i:\b(?:motion|amendment)\s(?:(?:to\s\w+\s)?(?:was\s)?made\s)?by)\s{_ANY}"),
    re.compile(
        rf"(?i:\bmotion\sto|\bproposed\s(?:that|to))\s(?:[^.;]|(?<=\b[Nn]o)\.|\.(?=\w)){{3,220}}?\sby\s{_SURE}(?=\W{{1,2}}(?:and\s)?second)"
    ),
    re.compile(rf"(?P<name>{_WORD})\smotioned\b"),
    re.compile(rf"(?i:\bnominated\sby)\s{_ANY}(?=\W{{1,2}}(?:and\s)?(?:was\s)?second)"),
    re.compile(  # "Cllr Ash said that oak is dear and proposed that elm be bought, seconded by Cllr Elm"
        rf"^\W*{_SURE}\s(?:(?!\b{_TITLE})[^.;]){{3,200}}?\band\s(?:then\s|also\s|therefore\s)?proposed\s(?:that|to|the|an?)\b(?=[^.;]*\bseconded\b)"
    ),
    re.compile(
        rf"(?i:\b(?:(?<!\bthe\s)proposed|proposer|prop|moved))\b"
        rf"(?:{_DASH}(?P<name>{_PERSON})|(?:\s*:\s*|\s+[–-]\s*|\s*[–-]\s+)(?P<label>{_WORD}(?:\s{_WORD}){{0,2}}))"
    ),
]
_SECONDED_BY = re.compile(rf"(?i:\b(?:seconded|seconder|second|2nd|sec))\s*(?i:by|from)[\s:–-]*{_ANY}")
_SECONDED_LABEL = re.compile(rf"(?i:\b(?:seconded|seconder|2nd|sec))\b[\s:.,–-]*{_ANY}")
_SECONDS = re.compile(
    rf"{_SURE}(?:\s(?i:then|also|had|duly))*\s(?:seconded|2nd|seconds|Seconded(?=,|\sand\b|\sthat\b))\b(?!\sby)"
    rf"|/\s?(?P<bare>{_WORD})\sseconded\b"
)
_SECONDED = [_SECONDED_BY, _SECONDS, _SECONDED_LABEL]
_SECONDED_LABELLED = [
    _SECONDED_BY,
    _SECONDED_LABEL,
    _SECONDS,
]  # after "Proposed Cllr A", a name stands behind its label
_PAIR = re.compile(r"^(?P<first>[A-ZÀ-ÞĀ-Ž][\w'’. -]+?)\s*/\s*(?P<second>[A-ZÀ-ÞĀ-Ž][\w'’. -]+)?$")
_TITLED = re.compile(rf"(?:{_TITLE})\s")
_SUBMITTED = re.compile(rf"(?i:\bmotion\s(?:submitted|proposed|tabled|put\sforward)\sby)\s{_SURE}\W*$")


@dataclass(frozen=True, slots=True)
class Movers:
    """Who moved; either may be missing."""

    proposer: str | None = None
    seconder: str | None = None

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.proposer or self.seconder)


def movers(words: str) -> Movers:
    """The proposer and the seconder that a sentence or two name."""
    lower = words.lower()
    proposing = any(
        stem in lower for stem in ("propos", "moved", "motion", "nominated", "prop ", "prop.", "prop:", "prop-")
    )
    seconding = "second" in lower or (proposing and any(stem in lower for stem in ("2nd", "sec ", "sec.", "sec:")))
    forms = _PROPOSED if proposing else []
    style, found = next(((i, match) for i, form in enumerate(forms) if (match := form.search(words))), (0, None))
    order = _SECONDED if style < len(_PROPOSED) - 1 else _SECONDED_LABELLED
    seconder = next((match for form in order if (match := form.search(words))), None) if seconding else None
    first, second = _clean(found), _clean(seconder)
    return Movers(first, second if second != first else None)


def pair(cell: str) -> Movers:
    """Movers from a table's cell: "Mayes/Gillingham", and the first alone from "Mayes/"."""
    match = _PAIR.match(cell.strip())
    return Movers(match["first"].strip(), (match["second"] or "").strip() or None) if match else Movers()


def submitter(title: str) -> str | None:
    """Who submitted the motion that an item's title names ("Notice of Motion submitted by Councillor A. Ash")."""
    match = _SUBMITTED.search(title)
    return _clean(match)


def is_titled(name: str) -> bool:
    """Whether a title stands before a name, so that it is surely a person's."""
    return bool(_TITLED.match(name))


def _clean(match: re.Match[str] | None) -> str | None:
    name = next((name for name in match.groups() if name), None) if match else None
    return re.sub(r"\s+", " ", name).strip(" .,;:-–") if name else None
