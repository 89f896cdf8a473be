"""Which of the found paragraphs answers best, by features that a person can follow."""

import json
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import pairwise
from typing import Protocol

from rag.answers import Candidate
from rag.finding.retrieval import Found
from rag.minutes import CitedParagraph, Kind, day_month_year, readable
from rag.question.synonyms import alternatives
from rag.question.understanding import Understanding, Wants
from rag.stores.words import terms

HOLDS: dict[Wants, re.Pattern[str]] = {
    Wants.MONEY: re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s?(?:euro|pounds|million)\b"),
    Wants.NUMBER: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|once|twice)\b", re.I
    ),
    Wants.SHARE: re.compile(r"\d\s?%|per ?cent"),
    Wants.DATE: re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b|\d[./]\d|"
        r"\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    ),
    Wants.PERSON: re.compile(
        r"\b(?:[A-Z]\.?\s?){0,2}[A-Z][a-z]+\s+[A-Z][a-z]+|\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Insp)\.?\s+[A-Z]"
    ),
}
_DECIDES = re.compile(
    r"(?i)\b(?:decid|agree|resol|approv|adopt|vote|pass|settle|choose|chose|become of|became|outcome|"
    r"turn(?:ed)? down|ok\b|happened to|carried|reject)"
)
_ATTENDS = re.compile(r"(?i)\b(?:apolog|present|attend|absent|missing|away|chaired|presided|in the chair)")


class Reranker(Protocol):
    """Orders found paragraphs by how well they answer."""

    def rerank(
        self,
        asked: Understanding,
        found: Sequence[Found],
        paragraphs: Mapping[str, CitedParagraph],
        around: Mapping[str, str],
    ) -> list[Candidate]:
        """The candidates, best first, each with its features."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What share of a question's weight a paragraph covers, each part 0 to 1.

    Attributes:
        text: of the matter, by the paragraph's own words.
        near: of the matter, by its item's title and the paragraphs beside it only.
        setting: of the body and date asked for, by the paragraph or its heading.
    """

    text: float
    near: float
    setting: float


_BY_SYNONYM = 0.7  # a synonym covers a word, but not quite


def term_weights(asked: Understanding, rarity: Callable[[str], float]) -> dict[str, float]:
    """The weight of each of the question's terms: rare words much, words of the asking little."""
    return {
        term: weight * rarity(term) * (0.25 if term in asked.frame else 1.0) for term, weight in asked.weights.items()
    }


def covered(term: str, held: Set[str]) -> float:
    """How far a set of terms covers a term: 1 by itself, less by a synonym, else 0."""
    if term in held:
        return 1.0
    return _BY_SYNONYM if alternatives(term) & held else 0.0


def coverage(asked: Understanding, weights: Mapping[str, float], text: str, near: str, heading: str) -> Coverage:
    """How much of the question's weight a paragraph covers."""
    in_text, in_near, in_heading = set(terms(text)), set(terms(near)), set(terms(heading))
    own = beside = setting = matter = place = 0.0
    for term, weight in weights.items():
        if term in asked.setting:
            place += weight
            setting += weight * (term in in_text or term in in_heading)
            continue
        matter += weight
        share = covered(term, in_text)
        own += weight * share
        beside += weight * max(covered(term, in_near | in_heading) - share, 0.0)
    return Coverage(text=own / (matter or 1.0), near=beside / (matter or 1.0), setting=setting / (place or 1.0))


class FeatureReranker:
    """A weighted sum of features, with the weights of reranking.json, trained by eval/training.py."""

    def __init__(self, rarity: Callable[[str], float]) -> None:
        self._rarity = rarity
        self._weights: dict[str, float] = json.loads(files("rag.finding").joinpath("reranking.json").read_text())

    def rerank(
        self,
        asked: Understanding,
        found: Sequence[Found],
        paragraphs: Mapping[str, CitedParagraph],
        around: Mapping[str, str],
    ) -> list[Candidate]:
        """The candidates, best first, each with its features."""
        weights = term_weights(asked, self._rarity)
        top = max((one.words_score for one in found), default=0.0) or 1.0
        candidates = []
        for one in found:
            paragraph = paragraphs[one.id]
            features = self._features(asked, weights, paragraph, around.get(one.id, ""), one, top)
            candidates.append(
                Candidate(
                    cited=paragraph,
                    score=sum(self._weights[name] * value for name, value in features.items()),
                    dense_rank=one.dense_rank,
                    words_rank=one.words_rank,
                    similarity=one.similarity,
                    features=features,
                )
            )
        return sorted(candidates, key=lambda candidate: (-round(candidate.score, 6), candidate.cited.id))

    def _features(
        self,
        asked: Understanding,
        weights: Mapping[str, float],
        cited: CitedParagraph,
        around: str,
        found: Found,
        top: float,
    ) -> dict[str, float]:
        text = readable(cited.paragraph.text)
        held_on = day_month_year(cited.held_on) if cited.held_on else ""
        heading = f"{cited.body} {held_on} {cited.item} {cited.item_title}"
        cover = coverage(asked, weights, text, readable(around), heading)
        question = asked.asked_as
        holds = HOLDS.get(asked.wants)
        return {
            "text": cover.text,
            "near": cover.near,
            "title": _share(weights, asked.setting, set(terms(cited.item_title))),
            "setting": cover.setting if asked.setting else 0.0,
            "similarity": max(found.similarity, 0.0),
            "words": found.words_score / top,
            "pairs": _pairs(asked, text),
            "wanted": 1.0 if holds and holds.search(text) else 0.0,
            "date": _dated(asked, cited.held_on, text),
            "date_elsewhere": 1.0 if asked.dates and cited.held_on and not _dated(asked, cited.held_on, text) else 0.0,
            "body": 1.0 if cited.body in asked.bodies else 0.0,
            "body_elsewhere": 1.0 if asked.bodies and cited.body not in asked.bodies else 0.0,
            "decides": 1.0
            if _DECIDES.search(question) and cited.paragraph.kind in (Kind.RESOLUTION, Kind.VOTE, Kind.RECOMMENDATION)
            else 0.0,
            "attends": 1.0 if _ATTENDS.search(question) and cited.paragraph.kind is Kind.ATTENDANCE else 0.0,
            "short": 1.0 if len(text.split()) < 6 else 0.0,
            "long": min(len(text) / 1200, 1.0),
            "opening": 1.0 if cited.position < 2 else 0.0,
        }


def _share(weights: Mapping[str, float], without: Set[str], held: Set[str]) -> float:
    total = sum(weight for term, weight in weights.items() if term not in without) or 1.0
    return sum(weight for term, weight in weights.items() if term in held and term not in without) / total


def _dated(asked: Understanding, held_on: date | None, text: str) -> float:
    """1 where the meeting was held when the question says, half where the text names that time."""
    if not asked.dates:
        return 0.0
    if held_on and any(one.covers(held_on) for one in asked.dates):
        return 1.0
    return 0.5 if asked.date_terms and asked.date_terms <= set(terms(text)) else 0.0


def _pairs(asked: Understanding, text: str) -> float:
    """The share of the question's neighbouring terms that are neighbours in the text too: names, phrases."""
    wanted = [term for term in terms(asked.asked_as) if term in asked.weights]
    asked_pairs = {(a, b) for a, b in pairwise(wanted) if a != b}
    if not asked_pairs:
        return 0.0
    there = list(terms(text))
    return len(asked_pairs & set(pairwise(there))) / len(asked_pairs)
