"""The matter that words name, and every paragraph of the minutes that is of it."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from rag.finding.retrieval import MENTIONS, Legs
from rag.ledger import Ledger, MeetingHeld
from rag.minutes import CitedParagraph, Kind, readable
from rag.question.understanding import Understanding
from rag.stores.words import terms

MONEY = re.compile(r"[£€$]\s?\d")
_OF_IT = 0.6  # of the weight of a matter's words: a paragraph that holds less of it is about something like it
_BESIDE_NAMES = 0.4  # the same where its names stand: a name may come up in another matter
_FEW = 4  # words: all of so few must stand where a matter is named by common words
_LISTED = 6  # amounts: a paragraph with more is a list of payments
_NEVER = frozenset({Kind.HEADING, Kind.ATTENDANCE, Kind.NEXT_MEETING, Kind.DECLARATION})
_STATES = """
    stand stands standing still put off on hold laid lay over indefinitely deferred postponed delayed extension extended
    adjourned refused rejected lost approved granted adopted agreed decided resolved carried passed motion amendment
    amended vote voted proposed recommended changed change locked shut closed open opened finished completed done
    replaced replacing installed withdrawn rescinded revoked cancelled stopped started ended going happening current
    latest last first new know knew known get got getting eventually finally yet already far
"""
_PREMISE = re.compile(r"(?i)\b(?:because|due to|owing to|last i)\b[^,.?;]*")
_CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?: [A-Z0-9][\w'’-]*)*")


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
            return all(_stands(name, there) for name in self.names) and self.share(words) >= _BESIDE_NAMES
        return self.share(words) >= (1.0 if len(self.weights) < _FEW else _OF_IT) - 1e-9


def matter(asked: Understanding, legs: Legs) -> Matter:
    """The matter that a few words name: all of them but those for the body and the time."""
    wanted = asked.weights.keys() - asked.setting or asked.weights.keys()
    return Matter(
        weights={term: legs.rarity(term) for term in sorted(wanted)}, names=tuple(_names(asked.asked_as, wanted, legs))
    )


def _names(text: str, wanted: Set[str], legs: Legs) -> Iterator[tuple[str, ...]]:
    for run in _CAPITALISED.finditer(text):
        spelled = (legs.spelled(term) for term in terms(run[0]))
        if name := tuple(term for term in spelled if term in wanted):
            yield name


def shared(asked: Understanding, cited: CitedParagraph, legs: Legs) -> Matter:
    """The matter of a question as a paragraph that answers it names it: the words that they share.

    Words for where a matter stands are left out: they change from step to step.
    """
    held = set(terms(f"{readable(cited.paragraph.text)} {cited.item_title}"))
    premise = terms("".join(_PREMISE.findall(asked.asked_as)))
    wanted = (asked.weights.keys() & held) - asked.setting - asked.frame - _states() - set(premise)
    names = tuple(name for name in _names(asked.asked_as, wanted, legs) if len(name) > 1)
    return Matter(weights={term: legs.rarity(term) for term in sorted(wanted)}, names=names)


@cache
def _states() -> frozenset[str]:
    return frozenset(term for word in _STATES.split() for term in terms(word))


def mentions(
    of: Matter, meetings: Sequence[MeetingHeld], legs: Legs, ledger: Ledger, limit: int = MENTIONS
) -> list[CitedParagraph]:
    """Every paragraph of dated meetings that is of the matter, by date and place; of more than `limit` the best.

    What names it stands in the paragraph or in its item's title; a list of payments isn't of any one matter.
    """
    documents = [one.document for one in meetings if one.held_on]
    found = ledger.paragraphs(legs.mentioning(of.weights, documents, limit))
    return sorted((one for one in found if _is_of(of, one)), key=place)


def _is_of(of: Matter, one: CitedParagraph) -> bool:
    words = readable(one.paragraph.text)
    listed = len(MONEY.findall(words)) > _LISTED
    return one.paragraph.kind not in _NEVER and not listed and of.named(f"{words} {one.item_title}")


def _stands(name: Sequence[str], there: Sequence[str]) -> bool:
    """Whether a name's terms follow each other, with one other between them at most ("Devon Road Cross")."""
    reached = [place for place, term in enumerate(there) if term == name[0]]
    for term in name[1:]:
        reached = [
            place + step for place in reached for step in (1, 2) if there[place + step : place + step + 1] == (term,)
        ]
    return bool(reached)


def place(cited: CitedParagraph) -> tuple[str, str, int]:
    """Where a paragraph stands among all: by its meeting's day, its document, its place in it."""
    return str(cited.held_on), cited.document, cited.position
