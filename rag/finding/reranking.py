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
from rag.finding.sought import SORT, Sought, sought, term_weights
from rag.minutes import CitedParagraph, Kind, day_month_year, readable
from rag.question.understanding import Understanding
from rag.stores.words import term_set, terms

_TALLY = re.compile(
    r"(?i)\b(?:yeas|nays|abstain\w*|abstention\w*|votes?|voted|in favour|casting|tie)\b|\bfor:|\bagainst:"
)
_LATEST = re.compile(
    r"(?i)\b(?:still|now|currently|latest|in the end|where (?:do|does) .* stand|yet|so far|eventually|finally)\b"
)
_IS_QUESTION = re.compile(
    r"(?i)^\W*(?:(?:i|1|l|that)\W+)?will (?:ask|move) at|"
    r"^\W*(?:to )?(?:ask|consider|receive|discuss|agree|note)\b.{0,200}$"
)
_REQUESTS = re.compile(
    r"(?i)\bin (?:proposing|moving|supporting|seconding) (?:the|this|his|her) (?:motion|amendment)|"
    r"\brequest(?:ed|ing) that\b|\bI will (?:ask|move)|\bwill move at|\bnotice of motion|\bcirculated,|"
    r"\bto (?:consider|discuss|receive|note|approve|ratify)\b|\bthe following (?:motion|resolution|matters?)|"
    r"\basked (?:if|whether|for|that)|\breferred to\b|\bwas called to consider\b|\braised\b|\bsuggest"
)
_UNDERTAKES = re.compile(
    r"(?i)\b(?:agreed|asked|requested|instructed|directed|undertook|undertake|offered|volunteered|promised|arranged?|"
    r"resolved|proposed)\b[^.]{0,60}\b(?:to|that|would|will)\b|"
    r"\b(?:would|will|to) (?:write|contact|arrange|ask|speak|chase|obtain|get|provide|find|look|check|prepare|"
    r"investigate|report|follow|liaise|organise|send|e-?mail|invite|meet|visit|inspect|produce|compile|make|place|"
    r"order|select|circulate|request|seek|ring|approach|draft|purchase|buy)\b"
)
_BEGINNING = 300  # characters of a paragraph in which it may ask for something
_MOVED = re.compile("(?i)propos|second|mover|moved")
_ENDING = 200  # characters of a paragraph in which it may lead in what follows
_LEADS_IN = re.compile(r"(?::|\s[-–]|following summarises the discussion\W*|as follows\W*)$")


class Reranker(Protocol):
    """Orders found paragraphs by how well they answer."""

    def rerank(
        self,
        asked: Understanding,
        found: Sequence[Found],
        paragraphs: Mapping[str, CitedParagraph],
        around: Mapping[str, tuple[str, ...]],
    ) -> list[Candidate]:
        """The candidates, best first, each with its features."""


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
        around: Mapping[str, tuple[str, ...]],
    ) -> list[Candidate]:
        """The candidates, best first, each with its features."""
        wanted = sought(asked, term_weights(asked, self._rarity))
        days = sorted({p.held_on for p in paragraphs.values() if p.held_on})
        late = {day: place / len(days) for place, day in enumerate(days, 1)} if _LATEST.search(asked.asked_as) else {}
        top = max((one.words_score for one in found), default=0.0) or 1.0
        best = max((one.fused for one in found), default=1.0)
        features = {}
        for one in found:
            paragraph = paragraphs[one.id]
            features[one.id] = _features(wanted, _worded(paragraph, around.get(one.id, ())), one, top, best)
            features[one.id]["late"] = late.get(paragraph.held_on, 0.0) if paragraph.held_on else 0.0
        _weigh_items(wanted, features, paragraphs)
        in_order = [self._weights.get(name, 0.0) for name in next(iter(features.values()), ())]
        candidates = [
            Candidate(
                cited=paragraphs[one.id],
                score=sum(weight * value for weight, value in zip(in_order, features[one.id].values(), strict=True)),
                ranks=one.ranks,
                fused=one.fused,
                features=features[one.id],
            )
            for one in found
        ]
        return sorted(candidates, key=lambda candidate: (-round(candidate.score, 6), candidate.cited.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worded:
    """A paragraph in words and terms, the same for every question.

    Attributes:
        beside: the terms of its heading and of the paragraphs beside it.
    """

    cited: CitedParagraph
    text: str
    terms: frozenset[str]
    title: frozenset[str]
    heading: frozenset[str]
    beside: frozenset[str]
    is_question: float
    requests: float
    leads_in: float
    short: float


@lru_cache(maxsize=2_048)
def _worded(cited: CitedParagraph, around: tuple[str, ...]) -> _Worded:
    text = readable(cited.paragraph.text)
    held_on = day_month_year(cited.held_on) if cited.held_on else ""
    heading = term_set(f"{cited.body} {held_on} {cited.item} {cited.item_title}")
    return _Worded(
        cited=cited,
        text=text,
        terms=term_set(text),
        title=term_set(cited.item_title),
        heading=heading,
        beside=heading.union(*(term_set(readable(other)) for other in around)),
        is_question=float(bool(_IS_QUESTION.match(text))),
        requests=float(bool(_REQUESTS.search(text[:_BEGINNING]))),
        leads_in=float(bool(_LEADS_IN.search(text[-_ENDING:]))),
        short=1.0 if len(text.split()) < 6 else 0.0,
    )


def _features(wanted: Sought, words: _Worded, found: Found, top: float, best: float) -> dict[str, float]:
    cited, text = words.cited, words.text
    asked, dated = wanted.asked, _dated(wanted.asked, words.cited.held_on, words.terms)
    return {
        "text": wanted.share(words.terms),
        "near": wanted.share_beside(words.terms, words.beside),
        "title": wanted.share_named(words.title),
        "setting": wanted.share_of_setting(words.terms, words.heading),
        "similarity": max(found.similarity, 0.0),
        "words": found.words_score / top,
        "fused": found.fused / best,
        "first_at_meeting": 1 / found.ranks["meeting"] if "meeting" in found.ranks else 0.0,
        "pairs": _pairs(wanted, text),
        "figures": _figures(wanted, words.terms),
        "wanted": 1.0 if wanted.holds and wanted.holds.search(text) else 0.0,
        "date": dated,
        "date_elsewhere": 1.0 if asked.dates and cited.held_on and not dated else 0.0,
        "body": 1.0 if cited.body in asked.bodies else 0.0,
        "body_elsewhere": 1.0 if asked.bodies and cited.body not in asked.bodies else 0.0,
        "at_meeting": float(wanted.of_meeting and dated == 1.0),
        "sentence": wanted.best_sentence(text),
        "attends": float(_attends(wanted, f"{cited.item_title} {text}", cited.paragraph.kind)),
        "votes": float(bool(wanted.votes and _TALLY.search(text))),
        "moves": float(bool(wanted.moves and _MOVED.search(text))),
        "is_question": words.is_question,
        "requests": words.requests,
        "leads_in": words.leads_in,
        "unit": wanted.share_of_unit(text),
        "undertakes": float(bool(wanted.duty and _UNDERTAKES.search(text))),
        "sort": _sort(wanted, f"{cited.document} {text}" if cited.position < 3 else cited.document),
        "short": words.short,
        "long": min(len(text) / 1200, 1.0),
        "opening": float(cited.position < 2 and cited.paragraph.kind is not Kind.ATTENDANCE),
    }


def _weigh_items(
    wanted: Sought, features: Mapping[str, dict[str, float]], paragraphs: Mapping[str, CitedParagraph]
) -> None:
    """Add what a paragraph has of its item, where the matter stands in one and what came of it in another.

    How much better its best paragraph covers the matter, whether this one decides, and whether it is the last.
    """
    items: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for id in features:
        items[paragraphs[id].item_key].append(id)
    for ids in items.values():
        of_item = max(features[id]["text"] for id in ids)
        last = max(ids, key=lambda id: paragraphs[id].position)
        for id in ids:
            held = features[id]
            decides = wanted.decides and paragraphs[id].paragraph.kind in (Kind.RESOLUTION, Kind.VOTE)
            held["item"] = of_item - held["text"]
            covered = max(of_item, held["text"] + held["near"])
            held["decides"] = covered * decides
            held["undertakes"] *= covered
            held["last"] = of_item * (id == last and len(ids) > 1)


def _sort(wanted: Sought, text: str) -> float:
    """Whether a document calls itself the sort of meeting that the question names ("special"): 1; -1 if not, else 0."""
    if not wanted.sorts or not wanted.of_meeting:
        return 0.0
    return 1.0 if wanted.sorts & {match[0].casefold() for match in SORT.finditer(re.sub("[-_]", " ", text))} else -1.0


def _attends(wanted: Sought, text: str, kind: Kind) -> bool:
    if wanted.attends is None or not (kind is Kind.ATTENDANCE or "apolog" in text.lower()):
        return False
    return bool(wanted.attends.search(text))


def _dated(asked: Understanding, held_on: date | None, held: Set[str]) -> float:
    """1 where the meeting was held when the question says, half where the text's terms name that time."""
    if not asked.dates:
        return 0.0
    if held_on and any(one.covers(held_on) for one in asked.dates):
        return 1.0
    return 0.5 if asked.date_terms and asked.date_terms <= held else 0.0


def _figures(wanted: Sought, held: Set[str]) -> float:
    """The share of the question's figures that stand in the text: "Recommendation 5", "£22,500", "294 Burrows"."""
    return len(wanted.figures & held) / len(wanted.figures) if wanted.figures else 0.0


def _pairs(wanted: Sought, text: str) -> float:
    """The share of the question's neighbouring terms that are neighbours in the text too: names, phrases."""
    return len(wanted.pairs.intersection(pairwise(terms(text)))) / len(wanted.pairs) if wanted.pairs else 0.0
