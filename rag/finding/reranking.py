"""Which of the found paragraphs answers best, by features that a person can follow."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Protocol

from rag.answers import Candidate
from rag.finding.retrieval import Found
from rag.minutes import CitedParagraph, Kind, day_month_year, readable
from rag.question.understanding import Understanding, Wants
from rag.stores.words import terms

HOLDS: dict[Wants, re.Pattern[str]] = {
    Wants.MONEY: re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s?(?:euro|pounds|million)\b"),
    Wants.NUMBER: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|once|twice)\b", re.I
    ),
    Wants.SHARE: re.compile(r"\d\s?%|per ?cent"),
    Wants.DATE: re.compile(
        r"\b(?:19|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b|\d[./]\d|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
    ),
    Wants.PERSON: re.compile(
        r"\b(?:[A-Z]\.?\s?){0,2}[A-Z][a-z]+\s+[A-Z][a-z]+|\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Insp)\.?\s+[A-Z]"
    ),
}
_DECIDES = re.compile(
    r"(?i)\b(?:decid|agree|resol|approv|adopt|vote|pass|settle|choose|chose|become of|became|outcome|turn(?:ed)? down|ok\b|happened to|carried|reject)"
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
    """What share of a question's weight stands in a paragraph (`text`), beside it (`near`) and in its heading (`head`); each 0 to 1."""

    text: float
    near: float
    head: float
    missing: tuple[str, ...]


def coverage(asked: Understanding, rarity: Callable[[str], float], text: str, near: str, head: str) -> Coverage:
    """How much of the question's telling words a paragraph covers, each word counted where it stands first: text, near, head."""
    weights = {
        term: weight * rarity(term) * (0.25 if term in asked.frame else 1.0) for term, weight in asked.weights.items()
    }
    total = sum(weights.values()) or 1.0
    in_text, in_near, in_head = set(terms(text)), set(terms(near)), set(terms(head))
    parts = {"text": 0.0, "near": 0.0, "head": 0.0}
    missing = []
    for term, weight in weights.items():
        if term in in_text:
            parts["text"] += weight
        elif term in in_head:
            parts["head"] += weight
        elif term in in_near:
            parts["near"] += weight
        else:
            missing.append(term)
    return Coverage(
        text=parts["text"] / total, near=parts["near"] / total, head=parts["head"] / total, missing=tuple(missing)
    )


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
        top = max((one.words_score for one in found), default=0.0) or 1.0
        candidates = []
        for one in found:
            paragraph = paragraphs[one.id]
            features = self._features(asked, paragraph, around.get(one.id, ""), one, top)
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
        self, asked: Understanding, cited: CitedParagraph, around: str, found: Found, top: float
    ) -> dict[str, float]:
        text = readable(cited.paragraph.text)
        held_on = f"{day_month_year(cited.held_on)}" if cited.held_on else ""
        covered = coverage(
            asked, self._rarity, text, readable(around), f"{cited.body} {held_on} {cited.item} {cited.item_title}"
        )
        question = asked.asked_as
        holds = HOLDS.get(asked.wants)
        return {
            "text": covered.text,
            "near": covered.near,
            "head": covered.head,
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
        }


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
    asked_pairs = {(a, b) for a, b in zip(wanted, wanted[1:], strict=False) if a != b}
    if not asked_pairs:
        return 0.0
    there = list(terms(text))
    return len(asked_pairs & set(zip(there, there[1:], strict=False))) / len(asked_pairs)
