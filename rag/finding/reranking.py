"""Which of the found paragraphs answers best, by features that a person can follow."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Protocol

from rag.answers import Candidate
from rag.finding.retrieval import Found
from rag.minutes import CitedParagraph, Kind, day_month_year, readable
from rag.question.synonyms import alternatives
from rag.question.understanding import Understanding, Wants
from rag.sentences import sentences
from rag.stores.words import term_set, terms

HOLDS: dict[Wants, re.Pattern[str]] = {
    Wants.MONEY: re.compile(r"[£€$]\s?\d|\b\d[\d,.]*\s?(?:euro|pounds|million)\b"),
    Wants.NUMBER: re.compile(
        r"\b(?!(?:19|20)\d\d\b)\d[\d,]*\b(?![/.]\d)|"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|none|once|twice|unanimous\w*)\b",
        re.I,
    ),
    Wants.REASON: re.compile(
        r"(?i)\b(?:because|due to|owing|reasons?|since|"
        r"as (?:it|they|he|she|the|there|a|this|no)|unable|lack of|result of|so that|"
        r"in order|therefore|concern\w*|despite|grounds|following|too \w+|not \w+ enough|pressure of)\b"
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
DECIDES = re.compile(
    r"(?i)\b(?:decid|agree|resol|approv|adopt|vote|pass|settle|choose|chose|become of|became|outcome|"
    r"turn(?:ed)? down|ok\b|happened to|carried|reject)"
)
# What a question about attendance asks for, and what the paragraph that says it holds.
_ATTENDANCE = (
    (re.compile(r"(?i)\b(?:apolog|absent|absence|missing|away\b)"), re.compile(r"(?i)apolog|absen")),
    (
        re.compile(r"(?i)\b(?:chaired|presided|in the chair|took the chair)\b"),
        re.compile(r"(?i)chair|presid|cathaoirleach"),
    ),
    (
        re.compile(r"(?i)\b(?:present|attend(?:ed|ing)?|sat as|at the table|turned up)\b"),
        re.compile(r"(?i)present|attend"),
    ),
)
_VOTING = re.compile(r"(?i)\b(?:vot(?:e|ed|es|ing)|abstain(?:ed)?|split|the count on|in favour|against it)\b")
_TALLY = re.compile(
    r"(?i)\b(?:yeas|nays|abstain\w*|abstention\w*|votes?|voted|in favour|casting|tie)\b|\bfor:|\bagainst:"
)
_MOVING = re.compile(r"(?i)\b(?:who|which \w+) (?:\w+ )?(?:proposed|seconded|moved|put)|\bproposer|\bseconder")
_LATEST = re.compile(
    r"(?i)\b(?:still|now|currently|latest|in the end|where (?:do|does) .* stand|yet|so far|eventually|finally)\b"
)
_IS_QUESTION = re.compile(
    r"(?i)^\W*(?:(?:i|1|l|that)\W+)?will (?:ask|move) at|"
    r"^\W*(?:to )?(?:ask|consider|receive|discuss|agree|note)\b.{0,200}$"
)
_LEADS_IN = re.compile(r"(?::|\s[-–]|following summarises the discussion\W*|as follows\W*)$")


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
    return 0.0 if alternatives(term).isdisjoint(held) else _BY_SYNONYM


def coverage(asked: Understanding, weights: Mapping[str, float], text: str, near: str, heading: str) -> Coverage:
    """How much of the question's weight a paragraph covers."""
    in_text, in_heading = term_set(text), term_set(heading)
    in_near = term_set(near) | in_heading
    own = beside = setting = matter = place = 0.0
    where = asked.setting
    for term, weight in weights.items():
        if term in where:
            place += weight
            setting += weight * (term in in_text or term in in_heading)
            continue
        matter += weight
        share = covered(term, in_text)
        own += weight * share
        if share < 1.0:
            beside += weight * max(covered(term, in_near) - share, 0.0)
    return Coverage(text=own / (matter or 1.0), near=beside / (matter or 1.0), setting=setting / (place or 1.0))


@cache
def in_force() -> Mapping[str, float]:
    """The weight of each feature in a candidate's score."""
    weights: dict[str, float] = json.loads(files("rag.finding").joinpath("reranking.json").read_text())
    return weights


class FeatureReranker:
    """A weighted sum of features, with the weights of reranking.json, trained by eval/training.py."""

    def __init__(self, rarity: Callable[[str], float]) -> None:
        self._rarity = rarity
        self._weights = in_force()

    def rerank(
        self,
        asked: Understanding,
        found: Sequence[Found],
        paragraphs: Mapping[str, CitedParagraph],
        around: Mapping[str, str],
    ) -> list[Candidate]:
        """The candidates, best first, each with its features."""
        weights = term_weights(asked, self._rarity)
        days = sorted({p.held_on for p in paragraphs.values() if p.held_on})
        late = {day: place / len(days) for place, day in enumerate(days, 1)} if _LATEST.search(asked.asked_as) else {}
        top = max((one.words_score for one in found), default=0.0) or 1.0
        best = max((one.fused for one in found), default=1.0)
        features = {}
        for one in found:
            paragraph = paragraphs[one.id]
            features[one.id] = self._features(asked, weights, paragraph, around.get(one.id, ""), one, top, best)
            features[one.id]["late"] = late.get(paragraph.held_on, 0.0) if paragraph.held_on else 0.0
        _weigh_items(asked, features, paragraphs)
        candidates = [
            Candidate(
                cited=paragraphs[one.id],
                score=sum(self._weights.get(name, 0.0) * value for name, value in features[one.id].items()),
                ranks=one.ranks,
                fused=one.fused,
                features=features[one.id],
            )
            for one in found
        ]
        return sorted(candidates, key=lambda candidate: (-round(candidate.score, 6), candidate.cited.id))

    def _features(
        self,
        asked: Understanding,
        weights: Mapping[str, float],
        cited: CitedParagraph,
        around: str,
        found: Found,
        top: float,
        best: float,
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
            "title": _share(weights, asked.setting, term_set(cited.item_title)),
            "setting": cover.setting if asked.setting else 0.0,
            "similarity": max(found.similarity, 0.0),
            "words": found.words_score / top,
            "fused": found.fused / best,
            "first_at_meeting": 1 / found.ranks["meeting"] if "meeting" in found.ranks else 0.0,
            "pairs": _pairs(asked, text),
            "figures": _figures(asked, text),
            "wanted": 1.0 if holds and holds.search(text) else 0.0,
            "date": _dated(asked, cited.held_on, text),
            "date_elsewhere": 1.0 if asked.dates and cited.held_on and not _dated(asked, cited.held_on, text) else 0.0,
            "body": 1.0 if cited.body in asked.bodies else 0.0,
            "body_elsewhere": 1.0 if asked.bodies and cited.body not in asked.bodies else 0.0,
            "at_meeting": float("meeting" in question and _dated(asked, cited.held_on, text) == 1.0),
            "sentence": best_sentence(asked, weights, [text]),
            "attends": float(_attends(question, f"{cited.item_title} {text}", cited.paragraph.kind)),
            "votes": float(bool(_VOTING.search(question) and _TALLY.search(text))),
            "moves": float(bool(_MOVING.search(question) and re.search("(?i)propos|second|mover|moved", text))),
            "is_question": float(bool(_IS_QUESTION.search(text))),
            "leads_in": float(bool(_LEADS_IN.search(text))),
            "sort": _sort(question, f"{cited.document} {text}" if cited.position < 3 else cited.document),
            "short": 1.0 if len(text.split()) < 6 else 0.0,
            "long": min(len(text) / 1200, 1.0),
            "opening": float(cited.position < 2 and cited.paragraph.kind is not Kind.ATTENDANCE),
        }


def _weigh_items(
    asked: Understanding, features: Mapping[str, dict[str, float]], paragraphs: Mapping[str, CitedParagraph]
) -> None:
    """Add what a paragraph has of its item: how much better its best paragraph covers the matter, and if it decides."""
    items: dict[tuple[str, str, str], float] = defaultdict(float)
    for id, held in features.items():
        items[_item(paragraphs[id])] = max(items[_item(paragraphs[id])], held["text"])
    for id, held in features.items():
        of_item = items[_item(paragraphs[id])]
        held["item"] = of_item - held["text"]
        held["decides"] = max(of_item, held["text"] + held["near"]) * _decides(
            asked.asked_as, paragraphs[id].paragraph.kind
        )


def _item(cited: CitedParagraph) -> tuple[str, str, str]:
    return cited.document, cited.item, cited.item_title


def _decides(question: str, kind: Kind) -> bool:
    return bool(DECIDES.search(question)) and kind in (Kind.RESOLUTION, Kind.VOTE)


_SORT = re.compile(r"(?i)\b(?:special|extra ?ordinary|annual|agm|emergency|budget|adjourned)\b")


def _sort(question: str, text: str) -> float:
    """Whether a document calls itself the sort of meeting that the question names ("special"): 1; -1 if not, else 0."""
    named = {match[0].casefold() for match in _SORT.finditer(question)}
    if not named or "meeting" not in question:
        return 0.0
    return 1.0 if named & {match[0].casefold() for match in _SORT.finditer(re.sub("[-_]", " ", text))} else -1.0


def _attends(question: str, text: str, kind: Kind) -> bool:
    for asks, says in _ATTENDANCE:
        if asks.search(question):
            return bool(says.search(text)) and (kind is Kind.ATTENDANCE or "apolog" in text.lower())
    return False


def best_sentence(asked: Understanding, weights: Mapping[str, float], texts: Sequence[str]) -> float:
    """How well that sentence covers the matter which covers it best among those that hold what is wanted; 0 to 1."""
    holds = HOLDS.get(asked.wants)
    where = asked.setting
    matter = [(term, weight) for term, weight in weights.items() if term not in where]
    total = sum(weight for _, weight in matter) or 1.0
    shares = [0.0]
    for text in texts:
        for sentence, held in _told(text):
            if holds is None or holds.search(sentence):
                shares.append(sum(weight * covered(term, held) for term, weight in matter) / total)
    return max(shares)


@lru_cache(maxsize=4_096)
def _told(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each sentence of a text with its terms."""
    told = [text[start:end] for start, end in sentences(text)]
    return tuple((sentence, frozenset(terms(sentence))) for sentence in told)


def _share(weights: Mapping[str, float], without: Set[str], held: Set[str]) -> float:
    total = sum(weight for term, weight in weights.items() if term not in without) or 1.0
    return sum(weight for term, weight in weights.items() if term in held and term not in without) / total


def _dated(asked: Understanding, held_on: date | None, text: str) -> float:
    """1 where the meeting was held when the question says, half where the text names that time."""
    if not asked.dates:
        return 0.0
    if held_on and any(one.covers(held_on) for one in asked.dates):
        return 1.0
    return 0.5 if asked.date_terms and asked.date_terms <= term_set(text) else 0.0


def _figures(asked: Understanding, text: str) -> float:
    """The share of the question's figures that stand in the text: "Recommendation 5", "£22,500", "294 Burrows"."""
    figures = {term for term in asked.weights if term.isdigit()} - asked.date_terms
    return len(figures & term_set(text)) / len(figures) if figures else 0.0


def _pairs(asked: Understanding, text: str) -> float:
    """The share of the question's neighbouring terms that are neighbours in the text too: names, phrases."""
    wanted = [term for term in terms(asked.asked_as) if term in asked.weights]
    asked_pairs = {(a, b) for a, b in pairwise(wanted) if a != b}
    if not asked_pairs:
        return 0.0
    return len(asked_pairs.intersection(pairwise(terms(text)))) / len(asked_pairs)
