"""The quoted answer: the best paragraphs' sentences that cover the question, in the order of the meetings."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.answers import Candidate
from rag.finding.reranking import HOLDS, covered, term_weights
from rag.minutes import readable
from rag.question.understanding import Understanding
from rag.sentences import mark_length, sentences
from rag.stores.words import terms

WHOLE = 75  # words: a paragraph up to this length is quoted as it stands
WINDOW = 60  # words quoted of a longer one
MOST = 3  # paragraphs in an answer: a reader checks each
NEAREST = 3  # paragraphs shown with an abstention
_NEARLY_AS_GOOD = 0.62  # of the best paragraph's score, for a further one to stand beside it
_ADDS = 0.16  # of the question's weight that a further paragraph must newly cover
_LEANS_BACK = re.compile(
    r"^\W*(?:It|This|That|These|They|He|She|His|Her|Their|Its|"
    r"The (?:latter|former|same|application|motion|amendment|report))\b"
)


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


def compose(asked: Understanding, candidates: Sequence[Candidate], rarity: Callable[[str], float]) -> list[Quote]:
    """What to quote: the best paragraph, and further ones that cover what it leaves open; none without candidates."""
    if not candidates:
        return []
    weighed = term_weights(asked, rarity)
    chosen = [candidates[0]]
    answered = _answered(candidates[0], weighed)
    for candidate in candidates[1:12]:
        if len(chosen) == MOST or candidate.score < _NEARLY_AS_GOOD * chosen[0].score:
            break
        added = _answered(candidate, weighed) - answered
        telling = sum(weighed[term] for term in added if term not in asked.setting)
        if telling >= _ADDS * sum(weighed.values()):
            chosen.append(candidate)
            answered |= added
    quotes = [best_run(candidate, asked, weighed) for candidate in chosen]
    return sorted(quotes, key=lambda quote: _when(quote.candidate))


def nearest(candidates: Sequence[Candidate]) -> list[Quote]:
    """The best paragraphs' first sentences, for an abstention: what comes nearest without answering."""
    quotes = []
    for candidate in candidates[:NEAREST]:
        paragraph = candidate.cited.paragraph
        _, end = sentences(paragraph.text)[0]
        quotes.append(
            Quote(
                candidate=candidate,
                start=paragraph.start + min(mark_length(paragraph.text, paragraph.number), end - 1),
                end=paragraph.start + end,
            )
        )
    return quotes


def best_run(candidate: Candidate, asked: Understanding, weighed: Mapping[str, float]) -> Quote:
    """The run of sentences of a paragraph that covers the question best within the window; the whole of a short one."""
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
    holds = HOLDS.get(asked.wants)
    worth = []
    for start, end in spans:
        words = readable(text[start:end])
        held = set(terms(words))
        covers = sum(weight * covered(term, held) for term, weight in weighed.items())
        worth.append(covers * (1.3 if holds and holds.search(words) else 1.0))
    best = max(range(len(spans)), key=lambda n: (worth[n], -n))
    first = last = best
    room = WINDOW - lengths[best]
    if (
        first > 0
        and _LEANS_BACK.match(text[spans[first][0] : spans[first][1]])
        and lengths[first - 1] <= max(room, WINDOW // 2)
    ):
        first -= 1
        room -= lengths[first]
    while True:
        sides = [(worth[n], n) for n in (first - 1, last + 1) if 0 <= n < len(spans) and lengths[n] <= room]
        if not sides:
            return first, last
        _, chosen = max(sides, key=lambda side: (side[0], side[1] > last))
        first, last = min(first, chosen), max(last, chosen)
        room -= lengths[chosen]


def _answered(candidate: Candidate, weighed: Mapping[str, float]) -> set[str]:
    held = set(terms(readable(candidate.cited.paragraph.text))) | set(terms(candidate.cited.item_title))
    return {term for term in weighed if covered(term, held)}


def _when(candidate: Candidate) -> tuple[bool, str, str, int]:
    cited = candidate.cited
    return cited.held_on is None, str(cited.held_on), cited.document, cited.position
