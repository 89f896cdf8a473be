"""The trained reader: late interaction between the question's word pieces and those of each passage.

score(q, p) = sum_i w_i max_j cos(q_i, p_j) / sum_i w_i over the word pieces i of the question and j of the passage
(Khattab and Zaharia, SIGIR 2020), w_i a weight that the encoder learned. `python -m eval train` makes the weights.
"""

import json
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from rag.answer_types import holds
from rag.evidence import READ, AnswerSpan, Ranked, Reading, weighed
from rag.minutes import CitedParagraph, readable
from rag.plan import AnswerType, Intent, Plan
from rag.reader.answerable import Answerable, is_brief
from rag.reader.coverage import Floats, matches_of
from rag.sentences import mark_length, sentences
from rag.stores.words import term_set

_WINDOW = 560  # characters of a passage that are encoded at once, some 140 word pieces
_WINDOWS = 6  # windows of one passage
_WHOLE = 150  # words: a paragraph up to this length is quoted as it stands
_RUN = 120  # words quoted of a longer one (docs/measured.md)
_SPANS = 5  # spans given back
_LEAD = 120  # characters of an item's title in a window's lead
_WANTED = 0.05  # how much more a sentence that holds the type of answer wanted is worth, as a cosine
_MATCHED = 0.5  # the cosine from which a word piece counts as matched
_TOLD = 0.6  # how likely a paragraph at least answers of which a sentence holds every telling word
_DOUBTED = 0.42  # how likely it must be already ("What is the capital of Ireland?" finds its words too)
_UNTOLD = (Intent.VOTE, Intent.COUNT, Intent.ATTENDANCE)
_LEXICAL = ("text", "around", "setting", "sentence", "similarity", "date_elsewhere", "body_elsewhere")


class Tokens(NamedTuple):
    """The word pieces of a text: unit vectors, weights as a question's, and where each begins in the text."""

    vectors: Floats
    weights: Floats
    starts: Sequence[int]


class TokenEncoder(Protocol):
    """Makes a vector and a weight of each word piece."""

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """The word pieces of each text, vectors of shape (pieces, dimensions) and length 1."""


class Reader(Protocol):
    """Says which sentences of the passages answer a plan, and whether any does."""

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        """The spans that answer, best first, with probabilities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The weights of a passage's features in its score, and what tells that a question is answered.

    `python -m eval train` makes them, `train-brief` those for brief questions.

    Attributes:
        answerable: for questions of more than BRIEF word pieces, and for all where there are none for brief ones.
        brief: for the others: judged by what was learned from long ones, too many of them are withheld.
    """

    rank: Mapping[str, float]
    answerable: Answerable
    brief: Answerable | None = None

    @classmethod
    def load(cls, folder: Path) -> "Head":
        """The head kept in a folder of models."""
        kept = json.loads((folder / "head.json").read_text())
        brief = Answerable.of(kept["brief"]) if "brief" in kept else None
        return cls(rank=kept["rank"], answerable=Answerable.of(kept), brief=brief)

    def keep(self, folder: Path) -> None:
        """Keep the head in a folder of models."""
        rank = {name: round(weight, 4) for name, weight in self.rank.items()}
        brief = {"brief": self.brief.kept()} if self.brief else {}
        (folder / "head.json").write_text(json.dumps({"rank": rank, **self.answerable.kept(), **brief}) + "\n")

    def judging(self, pieces: Floats) -> Answerable:
        """What judges a question of these word pieces."""
        return self.brief if self.brief and is_brief(pieces) else self.answerable


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A run of a passage's sentences as it is encoded, behind its lead.

    Attributes:
        begins: where each of its sentences begins in the text.
        sentences: which sentence of the paragraph each is.
    """

    text: str
    begins: tuple[int, ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How well a passage matches a question.

    Attributes:
        score: the weighted mean of `best`.
        best: for each word piece of the question the best cosine in the passage.
        weights: how much each of these pieces counts.
        pieces: their vectors, of shape (pieces, dimensions).
        sentences: the score that each sentence of the paragraph would have by itself; -1 for what was not read.
    """

    score: float
    best: Floats
    weights: Floats
    pieces: Floats
    sentences: Floats


class LateInteractionReader:
    """Reads by the best match of each word piece of the question."""

    def __init__(self, encoder: TokenEncoder, head: Head) -> None:
        self._encoder, self._head = encoder, head

    def read(self, plan: Plan, passages: Sequence[Ranked]) -> Reading:
        """The spans that answer, best first; none only where there is no passage."""
        if not passages:
            return Reading(spans=(), answerable=0.0, ranked=())
        return judge(self._head, plan, self.match(plan, passages), passages[READ:])

    def match(self, plan: Plan, passages: Sequence[Ranked]) -> list[tuple[Ranked, Match]]:
        """The best passages, each with how it matches the question and that among its features."""
        [question] = self._encoder.encode([plan.standalone])
        windows = [windows_of(one.cited) for one in passages[:READ]]
        texts = list(dict.fromkeys(window.text for several in windows for window in several))
        read = dict(zip(texts, self._encoder.encode(texts), strict=True))
        found = []
        for one, several in zip(passages, windows, strict=False):
            match = _match(question, [(window, read[window.text]) for window in several])
            features = {"late": match.score, "best_sentence": float(match.sentences.max()), "reranker": one.score}
            found.append((replace(one, features={**one.features, **features}), match))
        return found


def judge(head: Head, plan: Plan, matched: Sequence[tuple[Ranked, Match]], others: Sequence[Ranked] = ()) -> Reading:
    """The reading of passages that were matched: ranked, quoted, and whether any answers."""
    scored = [(replace(one, score=weighed(head.rank, one.features)), match) for one, match in matched]
    scored.sort(key=lambda pair: (-round(pair[0].score, 6), pair[0].cited.id))
    shares = _softmax([one.score for one, _ in scored])
    spans = [_span(plan, one.cited, match, share) for (one, match), share in zip(scored[:_SPANS], shares, strict=False)]
    best = scored[0][1]
    judging = head.judging(best.weights)
    covered = judging.covered(matches_of(best.weights, [match.best for _, match in scored]), best.pieces)
    signals = {**_signals(plan, *scored[0], spans[0], shares), "coverage": covered}
    answerable = judging.likely(signals)
    return Reading(
        spans=tuple(spans),
        answerable=max(answerable, _TOLD) if _is_told(plan, spans[0], answerable) else answerable,
        ranked=(*(one for one, _ in scored), *others),
        signals=signals,
    )


def _is_told(plan: Plan, span: AnswerSpan, answerable: float) -> bool:
    """Whether a sentence of the body and time that are named, with its item's title, holds every word that tells.

    That must not be unlikely already; where it is a single word, it must stand in the title or the quote hold a sum, a
    day or whatever else is wanted. What a count, a vote or a list of people says no word of the question tells.
    """
    scope, cited = plan.scope, span.cited
    untold = plan.intent in _UNTOLD or plan.answer_type in (AnswerType.NUMBER, AnswerType.SHARE)
    elsewhere = bool(scope.bodies) and scope.bodies.isdisjoint(cited.bodies)
    if not plan.telling or untold or elsewhere or (scope.dates and scope.excludes(cited.held_on)):
        return False
    title = term_set(readable(cited.item_title))
    text = cited.paragraph.text
    held = any(plan.telling <= title | term_set(readable(text[start:end])) for start, end in sentences(text))
    enough = len(plan.telling) > 1 or plan.answer_type is not AnswerType.ANY or plan.telling <= title
    return answerable >= _DOUBTED and enough and held and holds(plan.answer_type, readable(span.quote))


@lru_cache(maxsize=4_096)
def windows_of(cited: CitedParagraph) -> tuple[Window, ...]:
    """A paragraph's sentences in runs that can be encoded at once, each led by body, day and item title."""
    lead = ", ".join(filter(None, (cited.body, cited.day, readable(cited.item_title)[:_LEAD]))) + ": "
    made: list[Window] = []
    text, begins, numbers = lead, list[int](), list[int]()
    for number, piece in _pieces(cited.paragraph.text):
        if begins and len(text) + len(piece) > len(lead) + _WINDOW:
            made.append(Window(text=text, begins=tuple(begins), sentences=tuple(numbers)))
            text, begins, numbers = lead, [], []
        begins.append(len(text))
        numbers.append(number)
        text += f"{piece} "
    return (*made, Window(text=text, begins=tuple(begins), sentences=tuple(numbers)))[:_WINDOWS]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a text with its number, readable; one that is too long for a window in several pieces."""
    for number, (start, end) in enumerate(sentences(text)):
        yield from ((number, piece) for piece in textwrap.wrap(readable(text[start:end]), _WINDOW) or [""])


def _match(question: Tokens, windows: Sequence[tuple[Window, Tokens]]) -> Match:
    weights = question.weights
    total = float(weights.sum()) or 1.0
    of_sentences = np.full(max(n for window, _ in windows for n in window.sentences) + 1, -1.0, dtype=np.float32)
    score, best = -1.0, np.full(len(weights), -1.0, dtype=np.float32)
    for window, tokens in windows:
        cosines = question.vectors @ tokens.vectors.T
        whole = cosines.max(axis=1)
        if (mean := float(whole @ weights) / total) > score:
            score, best = mean, whole
        place = np.searchsorted(window.begins, tokens.starts, side="right") - 1
        for n, number in enumerate(window.sentences):
            if (inside := place == n).any():
                own = float(cosines[:, inside].max(axis=1) @ weights) / total
                of_sentences[number] = max(of_sentences[number], own)
    return Match(score=score, best=best, weights=weights, pieces=question.vectors, sentences=of_sentences)


def _span(plan: Plan, cited: CitedParagraph, match: Match, probability: float) -> AnswerSpan:
    """The whole of a short paragraph; of a longer one the run of sentences around the one that matches best."""
    text = cited.paragraph.text
    worth = [_worth(plan, match, n, readable(text[start:end])) for n, (start, end) in enumerate(sentences(text))]
    return quoted(cited, worth, probability)


def quoted(cited: CitedParagraph, worth: Sequence[float], probability: float = 1.0) -> AnswerSpan:
    """The whole of a short paragraph; of a longer one a run of sentences around the one that is worth most."""
    paragraph = cited.paragraph
    spans = sentences(paragraph.text)
    words = [len(readable(paragraph.text[start:end]).split()) for start, end in spans]
    first, last = (0, len(spans) - 1) if sum(words) <= _WHOLE else _run(worth, words)
    start = spans[first][0] if first else min(mark_length(paragraph.text, paragraph.number), spans[0][1] - 1)
    return AnswerSpan(
        cited=cited, start=paragraph.start + start, end=paragraph.start + spans[last][1], probability=probability
    )


def _worth(plan: Plan, match: Match, number: int, sentence: str) -> float:
    """How well a sentence matches; more where it holds the type of answer wanted. Those not encoded are worth least."""
    score = float(match.sentences[number]) if number < len(match.sentences) else -1.0
    return score + _WANTED * (plan.answer_type is not AnswerType.ANY and holds(plan.answer_type, sentence))


def _run(worth: Sequence[float], words: Sequence[int]) -> tuple[int, int]:
    """The first and last of the sentences around the best one that fit into a quote."""
    first = last = max(range(len(worth)), key=lambda n: (worth[n], -n))
    room = _RUN - words[first]
    while sides := [(worth[n], n) for n in (first - 1, last + 1) if 0 <= n < len(worth) and words[n] <= room]:
        _, chosen = max(sides, key=lambda side: (side[0], side[1] > last))
        first, last = min(first, chosen), max(last, chosen)
        room -= words[chosen]
    return first, last


def _signals(plan: Plan, best: Ranked, match: Match, span: AnswerSpan, shares: Sequence[float]) -> dict[str, float]:
    """What sets a paragraph that answers apart from one that comes near: what of the question is matched least."""
    weights, wanted = match.weights, plan.answer_type
    heavy = weights >= weights.mean()
    return {
        "bias": 1.0,
        "late": match.score,
        "least": float(match.best[heavy].min()),
        "spread": float(match.best[heavy].std()),
        "uncovered": float(weights[match.best < _MATCHED].sum() / weights.sum()),
        "share": shares[0],
        "lead": shares[0] - (shares[1] if len(shares) > 1 else 0.0),
        "type_missing": float(wanted is not AnswerType.ANY and not holds(wanted, readable(span.quote))),
        **{name: best.features.get(name, 0.0) for name in _LEXICAL},
    }


def _softmax(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]
