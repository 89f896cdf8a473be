"""A matter across meetings, step by step: what changed where it stands, and where it stands now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rag.dates import find_dates
from rag.finding.matters import MONEY, Matter, mentions, place
from rag.finding.positions import OPEN, Position, position
from rag.finding.retrieval import Legs
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.sentences import mark_length, sentences
from rag.stores.words import terms

_LONGEST = 70  # words of a paragraph that are read, and quoted, as one step
_DECIDING = 1.4  # times what its words of the matter are worth: a sentence that says what was decided
_SAME = 0.8  # of their words shared: the same step told twice
_SHORT = 5  # mentions: of so few each is told
_LEAST = 2  # words: one alone names no one matter
_UNDONE = "rescind revoke annul overturn quash supersede"
_BESIDE = 8  # paragraphs on either side in which the matter is at hand
_LATER, _UNDOING = 100, 50  # paragraphs looked at for what became of a decision: every question for one pays for them
_OUTCOMES = "SELECT paragraph, outcome FROM resolutions WHERE paragraph IN ({}) ORDER BY rowid"


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


def since(of: Matter, lead: CitedParagraph, meetings: Sequence[MeetingHeld], legs: Legs, ledger: Ledger) -> list[Step]:
    """What later meetings of the body that a paragraph is of say of its matter, in order."""
    then = lead.held_on
    later = [one for one in meetings if then and one.held_on and one.held_on > then and one.body == lead.body]
    if not later or len(of.weights) < _LEAST:
        return []
    told = mentions(of, later, legs, ledger, _LATER)
    outcome = outcomes(told, ledger)
    every = [*(step(of, one, outcome.get(one.id, "")) for one in told), *_naming(lead, of, later, legs, ledger)]
    return sorted(every, key=lambda one: place(one.cited))


def _naming(
    lead: CitedParagraph, of: Matter, later: Sequence[MeetingHeld], legs: Legs, ledger: Ledger
) -> Iterator[Step]:
    """The steps that undo what was decided at a paragraph's meeting by naming its day, where the matter is at hand."""
    assert lead.held_on is not None
    undone = frozenset(terms(_UNDONE))
    words = dict.fromkeys(terms(f"{_UNDONE} {day_month_year(lead.held_on)}"), 1.0)
    for one in ledger.paragraphs(legs.mentioning(words, [meeting.document for meeting in later], _UNDOING)):
        told = readable(one.paragraph.text)
        if not undone.intersection(terms(told)) or not any(found.exact == lead.held_on for found in find_dates(told)):
            continue
        undoing = step(Matter(weights=words, names=()), one, "")
        beside = " ".join(readable(near.paragraph.text) for near in ledger.neighbours(one.id, _BESIDE, _BESIDE))
        if undoing.position is Position.RESCINDED and of.share(f"{beside} {one.item_title}") == 1.0:
            yield undoing


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
    """A paragraph as a step: its sentences from the one that says what became of the matter on, as many as fit."""
    text = cited.paragraph.text
    spans = sentences(text)
    told = [readable(text[start:end]) for start, end in spans]
    worth = [of.share(words) * (1.0 if position(words) in OPEN else _DECIDING) for words in told]
    lengths = [len(words.split()) for words in told]
    first = 0 if sum(lengths) <= _LONGEST else max(range(len(spans)), key=lambda n: (round(worth[n], 2), -n))
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
    return int(one.position is Position.PROPOSED or bool(MONEY.search(one.words)))


def _item(cited: CitedParagraph) -> tuple[str, str, str]:
    nameless = "" if cited.item or cited.item_title else cited.id
    return cited.document, cited.item, cited.item_title or nameless


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
