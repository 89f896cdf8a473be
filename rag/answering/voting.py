"""How a vote went: the ballot that a meeting took on the matter found, with what announces it and what it came to."""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from rag.answering.abstaining import Refusal
from rag.answering.citing import shown
from rag.answering.composing import Quote
from rag.answering.premises import names_who_voted
from rag.answering.recorded import Proved, Recorded
from rag.answers import Candidate, Reason
from rag.finding.records import Written, resolutions, written
from rag.finding.sought import covered
from rag.ledger import Ledger
from rag.minutes import PAGE_FURNITURE, CitedParagraph, Kind, readable
from rag.question.kinds import Asks
from rag.question.understanding import Understanding, Wants
from rag.stores.words import terms

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TALLY = re.compile(
    r"(?im)\b(?:YEAS|NAYS)\b|^\W*(?:for|against|in favour|abstain\w*)\b\W*(?:$|:|\()|\bcasting vote\b|"
    rf"\b{_NUMBER} (?:votes?|abstentions?|(?:councillors? |members? )?(?:were |voted )?(?:for|against|in favour)\b)|"
    r"\bresult of the vot|\bresulted as follows"
)
_COUNT = r"\W*(?:\(\d+\)\W*)?"  # of those named above, where the line breaks before it
_NAMES_VOTES = re.compile(rf"{_COUNT}(?:For|FOR|Against|AGAINST|Abst\w+|ABST\w+|The result)\b")
_SIDE = re.compile(
    rf"{_COUNT}(?:For|FOR|Against|AGAINST|Abst\w+|ABST\w+)\b(?:[^\n.:]|\.(?= [^\W\d_a-z])){{0,40}}:?\W*(?:$|\n)"
)
_ROLL = re.compile(rf"{_COUNT}(?:Councillors?|Cllrs?|Members)\b(?:\W+(?:[^\W\d_a-z][\w’']*|and|\d+))+\W*$")
_TAKEN = re.compile(r"(?i)\bvote (?:be|was|is|would be) taken\b|\bas follows\b")
_STOOD = re.compile(rf"(?i)\b{_NUMBER} votes?\W*$")  # an election: a line for each who stood
_SHORT = 60  # words: an outcome is declared in few
_OUTCOME = re.compile(r"(?i)\b(?:abstentions?|declared|defeated|carried|lost|casting vote|elected)\b")
_PROPOSES = re.compile(r"(?i)\bpropos(?:ed (?:by|that|to|an?)|es|ing)\b")
_ASKS_TALLY = re.compile(
    r"(?i)\bvot(?:e|ed|es|ing)\b|\bsplit\b|\bcount\b|\babstain|\bagainst\b|\bin favou?r\b|\bdecided\b|"
    r"\bback(?:ed)?\b|\bfence\b|\bside[ds]?\b|\boppos\w+|\bcontest\b|\bwon\b"
)
_LINK = re.compile(r"(?i)\b(?P<what>motion|item|by-law)\b(?: no\.?)?:? (?P<number>\d[\d/]*)")
_VOTING = {
    term
    for word in "vote voted count split against favour abstain member put decide won win side backed opposed fence "
    "contest seat candidate result outcome way three-way "
    "poll two three four five six seven eight nine ten".split()
    for term in terms(word)
}
_FOLLOWS, _LINKED, _SURE = 6.0, 16.0, 6.0  # in units of a rare term
_MOST = 0.35  # of what a question tells of the matter, by how telling its words are
_OPENING = 30  # characters, in which a motion's row gives its number
_TRIED = 3  # candidates by whose meetings the ballot is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The paragraphs of one ballot in order: what announces it, the tally, what it came to."""

    first: int
    lines: tuple[Written, ...]

    @property
    def subject(self) -> str:
        """What is said before the names are listed, and what was declared after them."""
        text = " ".join(f"{line.item_title} {readable(line.text)}" for line in self.lines)
        before = re.split(r"\bYEAS\b|\bFor\b\W*(?:Councillors|:)", text, maxsplit=1)[0]
        after = [readable(line.text) for line in self.lines[1:] if "declared" in line.text]
        return " ".join([before, *after])

    def holds(self, place: int) -> bool:
        """Whether the line at a place of its meeting is one of its own."""
        return self.first <= place < self.first + len(self.lines)


def voted(
    asked: Understanding, candidates: Sequence[Candidate], ledger: Ledger, rarity: Callable[[str], float]
) -> Recorded | None:
    """The ballot on the matter of the best candidate, where it stands in other paragraphs than that.

    None where the best candidate tells the vote itself, and where no ballot of its meeting is surely the one.
    """
    if asked.asks is not Asks.VOTE or not _ASKS_TALLY.search(asked.asked_as) or asked.wants is Wants.MONEY:
        return None
    if not candidates:
        return None
    if _TALLY.search(candidates[0].cited.paragraph.text) and not _split(candidates[0], ledger):
        return None
    for candidate in candidates[:_TRIED]:
        lines = _lines(candidate, ledger)
        place = next(n for n, line in enumerate(lines) if line.id == candidate.cited.id)
        ballots = _on_itself(lines[place], _ballots(lines))
        worth = [_worth(asked, lines[place], place, ballot, rarity) for ballot in ballots]
        best = max(range(len(ballots)), key=lambda n: (worth[n], -n), default=None)
        if best is not None and worth[best] >= _SURE and _about(asked, lines[place], ballots[best], rarity):
            return Recorded(sentences=_told(ballots[best], ledger))
    return None


def _on_itself(line: Written, ballots: Sequence[Ballot]) -> Sequence[Ballot]:
    """The ballots that give a line's own number and no other motion's, where any do: an amendment names both."""
    called = _named_by(line)
    links = [_links(ballot.subject) for ballot in ballots]
    own = [
        ballot
        for ballot, named in zip(ballots, links, strict=True)
        if called & named and not any(what == "motion" for what, _ in named - called)
    ]
    return own or ballots


def _told(ballot: Ballot, ledger: Ledger) -> tuple[Proved, ...]:
    """A ballot's lines, each quoted; a bare heading is put before the names below it, and a bare announcement left."""
    declared = any("declared" in line.text for line in ballot.lines)
    lines = [line for line in ballot.lines if not (declared and _announces(line))]
    cited = dict(zip(lines, ledger.paragraphs([line.id for line in lines]), strict=True))
    told = []
    heading = ""
    for line in lines:
        if line is not lines[-1] and _SIDE.fullmatch(line.text) and not re.search(r"\d", line.text):
            heading = f"{shown(line.text).rstrip(' :')}: "
            continue
        quote = _whole(cited[line])
        told.append(Proved(quotes=(quote,), text=f"{heading}{shown(quote.text)}" if heading else ""))
        heading = ""
    return tuple(told)


def _whole(cited: CitedParagraph) -> Quote:
    """A paragraph as it stands: the figure that opens it is a count of votes, whatever was taken for its number."""
    candidate = Candidate(cited=cited, score=0.0, ranks={}, fused=0.0)
    return Quote(candidate=candidate, start=cited.paragraph.start, end=cited.paragraph.end)


def _announces(line: Written) -> bool:
    """Whether a line says only that a vote is taken: no side, no name that voted."""
    return bool(_TAKEN.search(line.text)) and not re.search(r"(?m)^\W*(?:For|FOR|YEAS)\b|\bYEAS\b|\d", line.text)


def _lines(candidate: Candidate, ledger: Ledger) -> list[Written]:
    """The paragraphs of a candidate's meeting, without page breaks: a ballot goes on over them.

    A recorded vote comes with the title of what was voted on, wherever that stands.
    """
    document = [candidate.cited.document]
    votes = {one.paragraph: one.title for one in resolutions(ledger, document) if one.kind is Kind.VOTE}
    lines = [
        replace(one, text=PAGE_FURNITURE.sub("\n", one.text), item_title=votes.get(one.id) or one.item_title)
        for one in written(ledger, document)
    ]
    return [line for line in lines if re.search("[^\\W\\d]", readable(line.text))]


_VOTED = re.compile(r"(?i)\b(?:vot(?:ed?|ing)|abstain\w*)\b")


def unnamed(asked: Understanding, quotes: Sequence[Quote]) -> Refusal | None:
    """A refusal where it is asked who voted so, and what would be quoted gives the count only, or not even that."""
    found = "\n".join(quote.text for quote in quotes)
    if asked.asks is not Asks.VOTE or names_who_voted(asked.asked_as, found):
        return None
    if _TALLY.search(found):
        told = "they give the count of this vote, but not who voted how"
    elif _VOTED.search(asked.asked_as):
        told = "who voted how is not recorded where the matter comes up"
    else:
        return None
    return Refusal(reason=Reason.NOT_RECORDED, text=f"The minutes do not say: {told}.")


def _split(candidate: Candidate, ledger: Ledger) -> bool:
    """Whether the ballot that a candidate is part of goes on in the paragraphs beside it."""
    lines = _lines(candidate, ledger)
    return any(
        len(ballot.lines) > 1 and any(line.id == candidate.cited.id for line in ballot.lines)
        for ballot in _ballots(lines)
    )


def _ballots(lines: Sequence[Written]) -> list[Ballot]:
    """Each run of tallies that follow each other in one item; a tally that lists names alone comes with its lead."""
    found: list[Ballot] = []
    place = 0
    while place < len(lines):
        if not _begins(lines[place]):
            place += 1
            continue
        end = place + 1
        own_subject = "SUBJECT" in lines[place].text
        while not own_subject and end < len(lines) and _goes_on(lines[place], lines[end - 1], lines[end]):
            end += 1
        first = place
        if not own_subject and place and _NAMES_VOTES.match(lines[place].text) and not _reaches(found, place - 1):
            first -= 1
        found.append(Ballot(first=first, lines=tuple(lines[first:end])))
        place = end
    return found


def _reaches(found: Sequence[Ballot], place: int) -> bool:
    """Whether the last ballot reaches to a place."""
    return bool(found) and found[-1].holds(place)


def _begins(line: Written) -> bool:
    return bool(_SIDE.match(line.text)) or (line.kind is not Kind.HEADING and bool(_TALLY.search(line.text)))


def _goes_on(tally: Written, last: Written, line: Written) -> bool:
    """Whether a line belongs to the ballot: the other side's names, another candidate's votes, or what it came to.

    Names may stand under another item: a count in brackets that opens a line is read as an item's number.
    """
    if _SIDE.match(line.text) or (_ROLL.match(readable(line.text)) and _SIDE.search(last.text)):
        return True
    if _ends(last) or not ((line.item, line.item_title) == (tally.item, tally.item_title) or "declared" in line.text):
        return False
    if _NAMES_VOTES.match(line.text) or (_STOOD.search(tally.text) and _STOOD.search(line.text)):
        return True
    return len(line.text.split()) < _SHORT and bool(_OUTCOME.search(line.text)) and not _PROPOSES.search(line.text)


def _ends(line: Written) -> bool:
    return "declared" in line.text


def _about(asked: Understanding, line: Written, ballot: Ballot, rarity: Callable[[str], float]) -> bool:
    """Whether a ballot and the line that led to it hold enough of what a question tells of the matter."""
    matter = {term: asked.weights[term] * rarity(term) for term in _matter(asked)}
    held = set(terms(f"{ballot.subject} {line.item_title} {readable(line.text)}"))
    return sum(worth * covered(term, held) for term, worth in matter.items()) >= _MOST * sum(matter.values())


def _matter(asked: Understanding) -> Set[str]:
    return asked.weights.keys() - _VOTING - asked.frame - asked.body_terms - asked.date_terms


def _worth(asked: Understanding, line: Written, place: int, ballot: Ballot, rarity: Callable[[str], float]) -> float:
    """How surely a ballot is on what was asked: by the words they share, the numbers they give, and where it stands."""
    subject = set(terms(ballot.subject))
    found = set(terms(readable(line.text)))
    matter = _matter(asked)
    worth = sum(asked.weights[term] * rarity(term) for term in matter & subject)
    worth += 0.3 * sum(rarity(term) for term in (found & subject) - matter)
    worth += _LINKED * len(_named_by(line) & _links(ballot.subject))
    follows = (ballot.lines[-1].item, ballot.lines[-1].item_title) == (line.item, line.item_title)
    if follows and ballot.first + len(ballot.lines) > place:
        worth += _FOLLOWS - 0.5 * max(0, ballot.first - place)
    return worth


def _named_by(line: Written) -> set[tuple[str, str]]:
    """What a line is called elsewhere: the motion that it opens as, else the item of its report."""
    return _links(line.text[:_OPENING]) or _links(line.text) | {("item", line.item)}


def _links(text: str) -> set[tuple[str, str]]:
    return {(match["what"].lower(), match["number"]) for match in _LINK.finditer(text)}
