"""How a vote went: the ballot that a meeting took on the matter found, with what announces it and what it came to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.abstaining import Refusal
from rag.answering.composing import Quote
from rag.answering.premises import names_who_voted
from rag.answering.recorded import Proved, Recorded, quoted
from rag.answers import Candidate, Reason
from rag.finding.records import Written, written
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.question.kinds import Asks
from rag.question.understanding import Understanding
from rag.stores.words import terms

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TALLY = re.compile(
    r"(?im)\b(?:YEAS|NAYS)\b|^\W*(?:for|against|in favour|abstain\w*)\b\W*(?:$|:|\()|\bcasting vote\b|"
    rf"\b{_NUMBER} (?:votes?|abstentions?|(?:councillors? |members? )?(?:were |voted )?(?:for|against|in favour)\b)|"
    r"\bresult of the vot"
)
_NAMES_VOTES = re.compile(r"\W*(?:For|FOR|Against|AGAINST|Abst\w+|ABST\w+|The result)\b")
_STOOD = re.compile(rf"(?i)\b{_NUMBER} votes?\W*$")  # an election: a line for each who stood
_SHORT = 60  # words: an outcome is declared in few
_OUTCOME = re.compile(r"(?i)\b(?:abstentions?|declared|defeated|carried|lost|casting vote|elected)\b")
_ASKS_TALLY = re.compile(
    r"(?i)\bvot(?:e|ed|es|ing)\b|\bsplit\b|\bcount\b|\babstain|\bagainst\b|\bin favou?r\b|\bdecided\b"
)
_LINK = re.compile(r"(?i)\b(?P<what>motion|item|by-law)\b(?: no\.?)?:? (?P<number>\d[\d/]*)")
_VOTING = {
    term for word in "vote voted count split against favour abstain member put decide".split() for term in terms(word)
}
_FOLLOWS, _LINKED, _SURE = 6.0, 8.0, 6.0  # in units of a rare term


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The paragraphs of one ballot in order: what announces it, the tally, what it came to."""

    first: int
    lines: tuple[Written, ...]

    @property
    def subject(self) -> str:
        """What is said before the names are listed."""
        text = " ".join(f"{line.item_title} {readable(line.text)}" for line in self.lines)
        return re.split(r"\bYEAS\b|\bFor\b\W*(?:Councillors|:)", text, maxsplit=1)[0]


def voted(
    asked: Understanding, candidates: Sequence[Candidate], ledger: Ledger, rarity: Callable[[str], float]
) -> Recorded | None:
    """The ballot on the matter of the best candidate, where it stands in other paragraphs than that.

    None where the best candidate tells the vote itself, and where no ballot of its meeting is surely the one.
    """
    if asked.asks is not Asks.VOTE or not _ASKS_TALLY.search(asked.asked_as) or not candidates:
        return None
    if _TALLY.search(candidates[0].cited.paragraph.text) and not _split(candidates[0], ledger):
        return None
    lines = _lines(candidates[0], ledger)
    place = next(n for n, line in enumerate(lines) if line.id == candidates[0].cited.id)
    ballots = _ballots(lines)
    worth = [_worth(asked, lines[place], place, ballot, rarity) for ballot in ballots]
    best = max(range(len(ballots)), key=lambda n: (worth[n], -n), default=None)
    if best is None or worth[best] < _SURE:
        return None
    cited = ledger.paragraphs([line.id for line in ballots[best].lines])
    return Recorded(sentences=tuple(Proved(quotes=(quoted(one),)) for one in cited))


def _lines(candidate: Candidate, ledger: Ledger) -> list[Written]:
    """The paragraphs of a candidate's meeting, without page breaks: a ballot goes on over them."""
    return [line for line in written(ledger, [candidate.cited.document]) if re.search("[^\\W\\d]", readable(line.text))]


def unnamed(asked: Understanding, quotes: Sequence[Quote]) -> Refusal | None:
    """A refusal where it is asked who voted so, and what would be quoted gives the count only."""
    found = "\n".join(quote.text for quote in quotes)
    if asked.asks is not Asks.VOTE or not _TALLY.search(found) or names_who_voted(asked.asked_as, found):
        return None
    return Refusal(
        reason=Reason.NOT_RECORDED,
        text="The minutes do not say: they give the count of this vote, but not who voted how.",
    )


def _split(candidate: Candidate, ledger: Ledger) -> bool:
    """Whether the ballot that a candidate is part of goes on in the paragraphs beside it."""
    lines = _lines(candidate, ledger)
    return any(
        len([line for line in ballot.lines if _TALLY.search(line.text)]) > 1
        for ballot in _ballots(lines)
        if any(line.id == candidate.cited.id for line in ballot.lines)
    )


def _ballots(lines: Sequence[Written]) -> list[Ballot]:
    """Each run of tallies that follow each other in one item; a tally that lists names alone comes with its lead."""
    found: list[Ballot] = []
    place = 0
    while place < len(lines):
        if lines[place].kind is Kind.HEADING or not _TALLY.search(lines[place].text):
            place += 1
            continue
        end = place + 1
        own_subject = "SUBJECT" in lines[place].text
        while not own_subject and end < len(lines) and _goes_on(lines[place], lines[end]):
            end += 1
        first = place
        if not own_subject and place and _NAMES_VOTES.match(lines[place].text) and not _reaches(found, place - 1):
            first -= 1
        found.append(Ballot(first=first, lines=tuple(lines[first:end])))
        place = end
    return found


def _reaches(found: Sequence[Ballot], place: int) -> bool:
    """Whether the last ballot reaches to a place."""
    return bool(found) and found[-1].first + len(found[-1].lines) > place


def _goes_on(tally: Written, line: Written) -> bool:
    """Whether a line belongs to the ballot: the other side's names, another candidate's votes, or what it came to."""
    if (line.item, line.item_title) != (tally.item, tally.item_title):
        return False
    if _NAMES_VOTES.match(line.text) or (_STOOD.search(tally.text) and _STOOD.search(line.text)):
        return True
    return len(line.text.split()) < _SHORT and bool(_OUTCOME.search(line.text)) and "propos" not in line.text.lower()


def _worth(asked: Understanding, line: Written, place: int, ballot: Ballot, rarity: Callable[[str], float]) -> float:
    """How surely a ballot is on what was asked: by the words they share, the numbers they give, and where it stands."""
    subject = set(terms(ballot.subject))
    found = set(terms(readable(line.text)))
    matter = asked.weights.keys() - _VOTING - asked.frame - asked.body_terms - asked.date_terms
    worth = sum(asked.weights[term] * rarity(term) for term in matter & subject)
    worth += 0.3 * sum(rarity(term) for term in (found & subject) - matter)
    worth += _LINKED * len(_links(line.text) & _links(ballot.subject))
    follows = (ballot.lines[-1].item, ballot.lines[-1].item_title) == (line.item, line.item_title)
    if follows and ballot.first + len(ballot.lines) > place:
        worth += _FOLLOWS - 0.5 * max(0, ballot.first - place)
    return worth


def _links(text: str) -> set[tuple[str, str]]:
    return {(match["what"].lower(), match["number"]) for match in _LINK.finditer(text)}
