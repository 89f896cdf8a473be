"""The quoted answer: a run of sentences from the best paragraph for each thing asked, in the order of the meetings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.answers import Candidate
from rag.finding.sought import DECIDES, HOLDS, covered, term_weights
from rag.minutes import readable
from rag.question.understanding import Understanding, Wants
from rag.sentences import mark_length, sentences
from rag.stores.words import terms

WHOLE = 130  # words: a paragraph up to this length is quoted as it stands
WINDOW = 105  # words quoted of a longer one
MOST = 4  # paragraphs in an answer: a reader checks each
NEAREST = 3  # paragraphs shown with an abstention
_AS_GOOD = 2  # places from the top: a paragraph chosen for one part that stands so high for another serves both
_COMPANION = 1.0  # how much apart in score two paragraphs of one item may be that are quoted together
_NEIGHBOURS = 3  # places between them
TRIED, CLOSE = 5, 2.0  # how far down, and how much lower in score, one that holds what is wanted may come first
_LEANS_BACK = re.compile(
    r"^\W*(?:It|This|That|These|They|He|She|His|Her|Their|Its|"
    r"The (?:latter|former|same|application|motion|amendment|report))\b"
)
_DECIDED = re.compile(r"(?i)\b(?:agreed|resolved|decided|carried|adopted|approved|lost|defeated|unanimous\w*)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A run of whole sentences of one paragraph; start and end are offsets in the document's text."""

    candidate: Candidate
    start: int
    end: int

    @property
    def text(self) -> str:
        """The exact words."""
        paragraph = self.candidate.cited.paragraph
        return paragraph.text[self.start - paragraph.start : self.end - paragraph.start]


class Composition(NamedTuple):
    """What to quote, in the order of the meetings, and the parts of the question that no paragraph answers."""

    quotes: list[Quote]
    unmet: list[Understanding]


def compose(
    asked: Understanding, ranked: Sequence[tuple[Understanding, Sequence[Candidate]]], rarity: Callable[[str], float]
) -> Composition:
    """What to quote for each part of a question, given with its own candidates, best first; one paragraph a part.

    A question of one part may get a second paragraph of the same item, behind the first. A part that an earlier part's
    paragraph answers as well gets none of its own; one for which none of its best paragraphs holds the kind of thing
    that it asks for is unmet.
    """
    quotes: list[Quote] = []
    unmet: list[Understanding] = []
    runs: list[Quote] = []
    for part, candidates in ranked:
        if not candidates or any(_serves(quote, part, candidates, asked) for quote in quotes):
            continue
        weighed = term_weights(part, rarity)
        runs = [best_run(candidate, part, weighed) for candidate in candidates[:TRIED]]
        close = [run for run in runs if run.candidate.score > runs[0].candidate.score - CLOSE]
        chosen = next((run for run in close if holds_wanted(part, [run])), None)
        if chosen is None:
            unmet.append(part)
        elif chosen.candidate.cited.id not in {quote.candidate.cited.id for quote in quotes} and len(quotes) < MOST:
            quotes.append(chosen)
    if len(ranked) == len(quotes) == 1 and (companion := _companion(runs, quotes[0])):
        return Composition([quotes[0], companion], unmet)
    return Composition(sorted(quotes, key=lambda quote: _when(quote.candidate)), unmet)


def _companion(runs: Sequence[Quote], lead: Quote) -> Quote | None:
    """What stands by a paragraph in its item and answers nearly as well: beside what was asked for, what came of it."""
    cited, score = lead.candidate.cited, lead.candidate.score
    for run in runs:
        other = run.candidate.cited
        if (
            other.id != cited.id
            and other.item_key == cited.item_key
            and abs(other.position - cited.position) <= _NEIGHBOURS
            and abs(run.candidate.score - score) < _COMPANION
        ):
            return run
    return None


def holds_wanted(asked: Understanding, quotes: Sequence[Quote]) -> bool:
    """Whether quotes hold the kind of thing that is asked for: an amount, a number, a date, a reason, a name."""
    # names are too varied in form for their lack to prove anything
    holds = HOLDS.get(asked.wants) if asked.wants is not Wants.PERSON else None
    return holds is None or any(holds.search(readable(quote.text)) for quote in quotes)


def _serves(quote: Quote, part: Understanding, candidates: Sequence[Candidate], asked: Understanding) -> bool:
    if part.dates != asked.dates and part.dates:
        held_on = quote.candidate.cited.held_on
        if held_on and not any(one.covers(held_on) for one in part.dates):
            return False
    near = {one.cited.id for one in candidates[:_AS_GOOD] if one.score > candidates[0].score - CLOSE}
    return quote.candidate.cited.id in near and holds_wanted(part, [quote])


def nearest(candidates: Sequence[Candidate]) -> list[Quote]:
    """The best paragraphs' first sentences, for an abstention: what comes nearest without answering.

    Those of a few words, or that lead in others ("RESOLVED:"), tell a reader nothing.
    """
    telling = [one for one in candidates if not one.features["short"] and not one.features["leads_in"]]
    quotes = []
    for candidate in telling[:NEAREST]:
        paragraph = candidate.cited.paragraph
        _, end = sentences(paragraph.text)[0]
        start = min(mark_length(paragraph.text, paragraph.number), end - 1)
        quotes.append(Quote(candidate=candidate, start=paragraph.start + start, end=paragraph.start + end))
    return quotes


def best_run(candidate: Candidate, asked: Understanding, weighed: Mapping[str, float]) -> Quote:
    """The run of sentences that covers the question best within the window; the whole of a short paragraph."""
    paragraph = candidate.cited.paragraph
    spans = sentences(paragraph.text)
    lengths = [len(readable(paragraph.text[start:end]).split()) for start, end in spans]
    if sum(lengths) <= WHOLE or len(spans) == 1:
        first, last = 0, len(spans) - 1
    else:
        first, last = _window(paragraph.text, spans, lengths, asked, weighed)
    start = spans[first][0] if first else mark_length(paragraph.text, paragraph.number)
    return Quote(candidate=candidate, start=paragraph.start + start, end=paragraph.start + spans[last][1])


def _window(
    text: str, spans: list[tuple[int, int]], lengths: list[int], asked: Understanding, weighed: Mapping[str, float]
) -> tuple[int, int]:
    worth = [_worth(readable(text[start:end]), asked, weighed) for start, end in spans]
    best = max(range(len(spans)), key=lambda n: (worth[n], -n))
    first = last = best
    room = WINDOW - lengths[best]
    leans = first > 0 and _LEANS_BACK.match(text[spans[first][0] : spans[first][1]])
    if leans and lengths[first - 1] <= max(room, WINDOW // 2):
        first -= 1
        room -= lengths[first]
    while True:
        sides = [(worth[n], n) for n in (first - 1, last + 1) if 0 <= n < len(spans) and lengths[n] <= room]
        if not sides:
            return first, last
        _, chosen = max(sides, key=lambda side: (side[0], side[1] > last))
        first, last = min(first, chosen), max(last, chosen)
        room -= lengths[chosen]


def _worth(sentence: str, asked: Understanding, weighed: Mapping[str, float]) -> float:
    """What a sentence is worth to a question: its words of the matter, more if it holds what is wanted or decides."""
    held = set(terms(sentence))
    worth = sum(weight * covered(term, held) for term, weight in weighed.items() if term not in asked.setting)
    holds = HOLDS.get(asked.wants)
    wanted = 1.3 if holds and holds.search(sentence) else 1.0
    return worth * wanted * (1.3 if DECIDES.search(asked.asked_as) and _DECIDED.search(sentence) else 1.0)


def _when(candidate: Candidate) -> tuple[bool, str, str, int]:
    cited = candidate.cited
    return cited.held_on is None, str(cited.held_on), cited.document, cited.position
