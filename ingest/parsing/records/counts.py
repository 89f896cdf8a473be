"""How many voted for, against, and not at all, where the minutes give numbers or lists."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.parsing.phrases import Phrase, phrases
from rag.numerals import ONES

_WORDS = {word: n for n, word in enumerate(ONES[1:13], 1)}
_FOR, _AGAINST, _ABSTAINED = (phrases(f"counted_{way}") for way in ("for", "against", "abstained"))
_SCORE = re.compile(
    r"(?i)\b(?:carried|passed|failed|fails|lost|defeated|approved|adopted)\W{1,3}(?:unanimously\W{1,3})?(?:by\s)?"
    r"(?P<for>\d{1,2})\s?[-–:]\s?(?P<against>\d{1,2})(?:\s?[-–:]\s?(?P<abstained>\d{1,2}))?(?![\d/])"
    r"|(?<![£$€\d,.])\b(?P<ayes>\d{1,2})\s?[-–]\s?(?P<noes>\d{1,2})\sin\sfavou?r\b"
)
_VOTING = re.compile(r"(?i)\b(?:votes?|voted|for|against|favou?r|abst\w+|agreed|ayes?|noes|motion)\b")
_LISTS = re.compile(
    r"(?:^|\W)(?P<label>For|FOR|In favour|Against|AGAINST|Abstentions?|Abstain\w*)\b(?P<list>.*?)"
    r"(?=\W(?:Against|AGAINST|Abst\w+)\b|$)",
    re.S,
)
_TOTAL = re.compile(r"\((\d{1,3})\)")


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes counted; None where the minutes give no number."""

    votes_for: int | None = None
    against: int | None = None
    abstained: int | None = None

    def __bool__(self) -> bool:
        """Whether any number was given."""
        return (self.votes_for, self.against, self.abstained) != (None, None, None)

    def filled(self, other: "Counts") -> "Counts":
        """The counts with what is missing from another telling of the same vote."""
        return Counts(
            other.votes_for if self.votes_for is None else self.votes_for,
            other.against if self.against is None else self.against,
            other.abstained if self.abstained is None else self.abstained,
        )


def counts(words: str) -> Counts:
    """The numbers of a vote as a paragraph tells them: "5 for, 2 against", "by 29 votes to 9", "For ... (24)"."""
    if not _VOTING.search(words):
        return Counts()
    totals = {
        match["label"][:3].lower(): int(total.group(1))
        for match in _LISTS.finditer(words)
        if (total := _TOTAL.search(match["list"]))
    }
    if score := _SCORE.search(words):
        reported = [int(number) if number else None for number in score.group("for", "against", "abstained")]
        return Counts(*reported) if score["for"] else Counts(int(score["ayes"]), int(score["noes"]))
    if "for" in totals or "aga" in totals:
        return Counts(totals.get("for"), totals.get("aga"), totals.get("abs"))
    return Counts(_number(_FOR, words), _number(_AGAINST, words), _number(_ABSTAINED, words))


def listed(yeas: str, nays: str) -> Counts:
    """How many names stand under YEAS and NAYS; "NIL" or nothing is nobody."""
    return Counts(_names(yeas), _names(nays))


def _names(cell: str) -> int:
    return (
        0
        if re.fullmatch(r"(?i)\W*(?:nil|none)?\W*", cell)
        else len([name for name in re.split(r"[,;]", cell) if name.strip()])
    )


def _number(forms: Iterable[Phrase], words: str) -> int | None:
    match = next((match for form in forms if (match := form.pattern.search(words))), None)
    if match is None:
        return None
    written = match[1].lower()
    return int(written) if written.isdigit() else _WORDS.get(written, 0)
