"""A matter across meetings: every paragraph that is of it, and of those the steps that changed where it stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rag.finding.positions import OPEN, Position, position
from rag.finding.retrieval import Legs
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, Kind, readable
from rag.question.understanding import Understanding
from rag.sentences import mark_length, sentences
from rag.stores.words import terms

_OF_IT = 0.6  # of the weight of a matter's words: a paragraph that holds less of it is about something like it
_NEVER = frozenset({Kind.HEADING, Kind.ATTENDANCE, Kind.NEXT_MEETING, Kind.DECLARATION})
_LONGEST = 70  # words of a paragraph that are read, and quoted, as one step
_SAME = 0.8  # of their words shared: the same step told twice
_FEW = 4  # words: all of so few must stand where a matter is named by common words
_SHORT = 5  # mentions: of so few each is told
_LISTED = 6  # amounts: a paragraph with more is a list of payments
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?: [A-Z0-9][\w'’-]*)*")
_MONEY = re.compile(r"[£€$]\s?\d")
_OUTCOMES = "SELECT paragraph, outcome FROM resolutions WHERE paragraph IN ({}) ORDER BY rowid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a thread is about.

    Attributes:
        weights: the terms that name it, each with its rarity in the minutes.
        names: of these the proper names, each as its terms in order ("Falcon Centre").
    """

    weights: Mapping[str, float]
    names: tuple[tuple[str, ...], ...]

    def share(self, words: str) -> float:
        """The share of the matter's weight that stands in words, 0 to 1."""
        held = set(terms(words))
        return sum(weight for term, weight in self.weights.items() if term in held) / (sum(self.weights.values()) or 1)

    def named(self, words: str) -> bool:
        """Whether words hold all that tells this matter from others: each name, or where there is none most of it."""
        there = terms(words)
        if self.names:
            return all(_stands(name, there) for name in self.names)
        return self.share(words) >= (1.0 if len(self.weights) < _FEW else _OF_IT) - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a matter: where it left it, and the words that say so, offsets in the document's text."""

    cited: CitedParagraph
    position: Position
    start: int
    end: int

    @property
    def held_on(self) -> date:
        """The day of the meeting; steps are of dated meetings only."""
        assert self.cited.held_on is not None
        return self.cited.held_on

    @property
    def words(self) -> str:
        """The step's words, readable."""
        paragraph = self.cited.paragraph
        return readable(paragraph.text[self.start - paragraph.start : self.end - paragraph.start])


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The steps of one body's matter in the order of their meetings.

    Attributes:
        elsewhere: the other bodies that minuted it, each with the number of its meetings.
    """

    matter: Matter
    steps: tuple[Step, ...]
    elsewhere: Mapping[str, int]

    @property
    def current(self) -> Step | None:
        """The last step that changed where the matter stands; the last of all where none did."""
        decided = tuple(step for step in self.steps if step.position not in OPEN)
        return (decided or self.steps)[-1] if self.steps else None


def matter(asked: Understanding, legs: Legs) -> Matter:
    """The matter that a few words name: all of them but those for the body and the time."""
    wanted = asked.weights.keys() - asked.setting or asked.weights.keys()
    runs = [[legs.spelled(term) for term in terms(run[0])] for run in _CAPITALISED.finditer(asked.asked_as)]
    names = [tuple(term for term in run if term in wanted) for run in runs]
    return Matter(
        weights={term: legs.rarity(term) for term in sorted(wanted)}, names=tuple(name for name in names if name)
    )


def thread(of: Matter, meetings: Sequence[MeetingHeld], legs: Legs, ledger: Ledger) -> Thread:
    """The thread of a matter in the minutes of these meetings: that of the body which minuted it most."""
    told = mentions(of, meetings, legs, ledger)
    by_body: dict[str, set[date | None]] = {}
    for one in told:
        by_body.setdefault(one.body, set()).add(one.held_on)
    body = max(by_body, key=lambda name: (len(by_body[name]), name), default="")
    mine = [one for one in told if one.body == body]
    return Thread(
        matter=of,
        steps=tuple(steps(of, mine, outcomes(mine, ledger))),
        elsewhere={name: len(days) for name, days in sorted(by_body.items()) if name != body},
    )


def mentions(of: Matter, meetings: Sequence[MeetingHeld], legs: Legs, ledger: Ledger) -> list[CitedParagraph]:
    """Every paragraph of dated meetings that is of the matter, by date and place.

    What names it stands in the paragraph or in its item's title; a list of payments isn't of any one matter.
    """
    found = ledger.paragraphs(legs.mentioning(of.weights, [one.document for one in meetings if one.held_on]))
    return sorted((one for one in found if _is_of(of, one)), key=_place)


def _is_of(of: Matter, one: CitedParagraph) -> bool:
    words = readable(one.paragraph.text)
    listed = len(_MONEY.findall(words)) > _LISTED
    return one.paragraph.kind not in _NEVER and not listed and of.named(f"{words} {one.item_title}")


def _stands(name: Sequence[str], there: Sequence[str]) -> bool:
    """Whether a name's terms follow each other, with one other between them at most ("Devon Road Cross")."""
    reached = [place for place, term in enumerate(there) if term == name[0]]
    for term in name[1:]:
        reached = [
            place + step for place in reached for step in (1, 2) if there[place + step : place + step + 1] == (term,)
        ]
    return bool(reached)


def outcomes(paragraphs: Iterable[CitedParagraph], ledger: Ledger) -> dict[str, str]:
    """The outcome of the last resolution that each of these paragraphs records, by paragraph."""
    ids = [one.id for one in paragraphs]
    found: dict[str, str] = {}
    for first in range(0, len(ids), 500):
        part = ids[first : first + 500]
        marks = ",".join("?" * len(part))
        rows = ledger.rows(
            f"SELECT paragraph, outcome FROM resolutions WHERE paragraph IN ({marks}) ORDER BY rowid", *part
        )
        found |= {row["paragraph"]: row["outcome"] for row in rows}
    return found


def steps(of: Matter, told: Sequence[CitedParagraph], outcome: Mapping[str, str]) -> list[Step]:
    """The steps among the paragraphs of a matter, given in order: of each item the paragraph that decides most.

    A paragraph that only mentions the matter is a step where it names an amount, or where nothing was ever decided.
    """
    every = _told_once([step(of, one, outcome.get(one.id, "")) for one in told])
    if len(every) <= _SHORT:
        return every
    of_items = [
        max(group, key=lambda one: (_decides(one), of.share(one.words)))
        for _, group in groupby(every, key=lambda one: _item(one.cited))
    ]
    return [one for one in of_items if _decides(one)] or of_items[-_SHORT:]


def step(of: Matter, cited: CitedParagraph, outcome: str) -> Step:
    """A paragraph as a step: its sentences from the one that names the matter on, as many as fit."""
    text = cited.paragraph.text
    spans = sentences(text)
    shares = [of.share(readable(text[start:end])) for start, end in spans]
    lengths = [len(readable(text[start:end]).split()) for start, end in spans]
    first = 0 if sum(lengths) <= _LONGEST else max(range(len(spans)), key=lambda n: (round(shares[n], 2), -n))
    last, room = first, _LONGEST - lengths[first]
    while last + 1 < len(spans) and lengths[last + 1] <= room:
        last += 1
        room -= lengths[last]
    start, end = spans[first][0], spans[last][1]
    start = min(mark_length(text, cited.paragraph.number), end - 1) if first == 0 else start
    offset = cited.paragraph.start
    return Step(
        cited=cited, position=position(readable(text[start:end]), outcome), start=offset + start, end=offset + end
    )


def _decides(one: Step) -> int:
    """2 for a step that changes where a matter stands, 1 for one that proposes or names an amount, else 0."""
    if one.position not in OPEN:
        return 2
    return int(one.position is Position.PROPOSED or bool(_MONEY.search(one.words)))


def _item(cited: CitedParagraph) -> tuple[str, str, str]:
    nameless = "" if cited.item or cited.item_title else cited.id
    return cited.document, cited.item, cited.item_title or nameless


def _place(cited: CitedParagraph) -> tuple[str, str, int]:
    return str(cited.held_on), cited.document, cited.position


def _told_once(every: Sequence[Step]) -> list[Step]:
    """The steps without those told again: in a copy of the same minutes, or later without deciding anything.

    A decision in the words of an earlier one is another step: two extensions of sixty days are two.
    """
    kept: list[Step] = []
    seen: list[tuple[date, frozenset[str]]] = []
    for one in every:
        held = frozenset(terms(one.words))
        again = (
            len(held & other) >= _SAME * max(len(held), len(other))
            for day, other in seen
            if day == one.held_on or one.position in OPEN
        )
        if not any(again):
            kept.append(one)
            seen.append((one.held_on, held))
    return kept
