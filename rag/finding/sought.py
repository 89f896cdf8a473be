"""What ranking looks for, made of a question once: its terms with their weights, and what a paragraph must hold."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.question.synonyms import alternatives
from rag.question.understanding import Understanding, Wants
from rag.sentences import sentences
from rag.stores.words import question_terms, term_set, terms

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
    r"turn(?:ed)? down|ok\b|happened to|carried|reject)|"
    # "what did they do about it?", "which of the two did they go for?", "was it ever taken over?", "how did it end?"
    r"\b(?:what|which)\b.{0,80}\b(?:do|done|go for|pick|get|got)\b|"
    r"\bdid (?:the )?(?:\w+ ){0,4}(?:council|councillors|members|they|board|committee|parish|district)\b|"
    r"\bhow (?:was|were|did)\b.{0,80}\b(?:go|end|turn)\b|\bend(?:ed)? up\b|\bcame of\b|"
    r"\bwas .{3,80}\b(?:ever|allowed|granted)\b|\bdid .{3,60} (?:get|go through)\b"
)
_DUTY = re.compile(
    r"(?i)\bwho(?:se)? (?:is|was|were|has|had|will|would|undertook|offered|promised|agreed|took on|got the job|said)\b|"
    r"\bwho(?:se job|'?[sd] (?:to|going))\b|\bgoing to (?:do|be|arrange|get)\b|"
    r"\b(?:left|told|asked|supposed|meant) to\b|\bto do about\b|\bsaid (?:he|she|they)(?:'d| would)|\bcommit to\b|"
    r"\bwas to (?:bring|write|get|find|set|ask|be)\b"
)
# What is counted or chosen among: "how many people lost ...", "which councillor ...".
_UNIT = re.compile(
    r"(?i)\b(?:how (?:many|much|long|far|big)|which|what) (?:of )?(?:the |its |their |other )?((?:[\w'’-]+ ?){1,3})"
)
_BESIDE = 40  # characters between what is wanted and what it is of
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
_MOVING = re.compile(r"(?i)\b(?:who|which \w+) (?:\w+ )?(?:proposed|seconded|moved|put)|\bproposer|\bseconder")
SORT = re.compile(r"(?i)\b(?:special|extra ?ordinary|annual|agm|emergency|budget|adjourned)\b")
_BY_SYNONYM = 0.7  # a synonym covers a word, but not quite


def term_weights(asked: Understanding, rarity: Callable[[str], float]) -> dict[str, float]:
    """The weight of each of the question's terms: rare words much, words of the asking little."""
    return {
        term: weight * rarity(term) * (0.25 if term in asked.frame else 1.0) for term, weight in asked.weights.items()
    }


def covered(term: str, held: Set[str]) -> float:
    """How far a set of terms covers a term: 1 by itself, less by a synonym, else 0."""
    return _covered(term, alternatives(term), held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for in each of many paragraphs, made of the question once.

    Attributes:
        matter: its terms for what it is about, each with its weight and its synonyms.
        total: the weight of the matter.
        setting: its terms for where and when, each with its weight.
        telling: the terms of the matter and their synonyms: what holds none of them covers nothing of it.
        duty: whether it is asked who was to do something, or what was to be done.
        holds: what a paragraph must hold of the kind that the question wants.
        attends: what a paragraph holds that tells the attendance asked for.
        pairs: its neighbouring terms: names, phrases.
        figures: its numbers, but for those of dates.
        sorts: the sorts of meeting that it names.
        unit: what is counted or chosen among, each term with its synonyms.
    """

    asked: Understanding
    matter: tuple[tuple[str, float, frozenset[str]], ...]
    total: float
    setting: tuple[tuple[str, float], ...]
    telling: frozenset[str]
    holds: re.Pattern[str] | None
    attends: re.Pattern[str] | None
    votes: bool
    moves: bool
    decides: bool
    duty: bool
    of_meeting: bool
    pairs: frozenset[tuple[str, str]]
    figures: frozenset[str]
    sorts: frozenset[str]
    unit: tuple[tuple[str, frozenset[str]], ...]

    @property
    def counts(self) -> bool:
        """Whether it is asked how many there are of something, or which of them."""
        return self.holds is not None and bool(self.unit)

    def share(self, held: Set[str]) -> float:
        """The share of the matter's weight that a set of terms covers, 0 to 1."""
        if self.telling.isdisjoint(held):
            return 0.0
        own = sum(weight * _covered(term, others, held) for term, weight, others in self.matter)
        return own / self.total

    def share_beside(self, held: Set[str], beside: Set[str]) -> float:
        """The share of the matter's weight that terms beside a set cover, and the set itself does not, 0 to 1."""
        more = 0.0
        for term, weight, others in self.matter:
            share = _covered(term, others, held)
            if share < 1.0:
                more += weight * max(_covered(term, others, beside) - share, 0.0)
        return more / self.total

    def share_named(self, held: Set[str]) -> float:
        """The share of the matter's weight that stands in a set of terms word for word, 0 to 1."""
        return sum(weight for term, weight, _ in self.matter if term in held) / self.total

    def share_of_setting(self, held: Set[str], heading: Set[str]) -> float:
        """The share of the setting's weight that stands in a set of terms or in those of its heading, 0 to 1."""
        there = sum(weight for term, weight in self.setting if term in held or term in heading)
        return there / (sum(weight for _, weight in self.setting) or 1.0)

    def share_of_unit(self, text: str) -> float:
        """How far what is counted or chosen among stands beside what is wanted: "38 certificates", 0 to 1."""
        if self.holds is None:
            return 0.0
        beside = (
            term_set(text[max(match.start() - _BESIDE, 0) : match.end() + _BESIDE])
            for match in self.holds.finditer(text)
        )
        return max((_covered(term, others, held) for held in beside for term, others in self.unit), default=0.0)

    def best_sentence(self, text: str) -> float:
        """How well that sentence covers the matter which covers it best among those that hold what is wanted."""
        return max(
            (
                self.share(held)
                for sentence, held in _told(text)
                if not self.telling.isdisjoint(held) and (self.holds is None or self.holds.search(sentence))
            ),
            default=0.0,
        )


def _covered(term: str, others: Set[str], held: Set[str]) -> float:
    if term in held:
        return 1.0
    return 0.0 if others.isdisjoint(held) else _BY_SYNONYM


def sought(asked: Understanding, weights: Mapping[str, float]) -> Sought:
    """What to look for, with the weight of each of the question's terms."""
    question, where = asked.asked_as, asked.setting
    matter = tuple((term, weight, alternatives(term)) for term, weight in weights.items() if term not in where)
    wanted = [term for term in terms(question) if term in asked.weights]
    unit = _UNIT.search(question)
    return Sought(
        asked=asked,
        matter=matter,
        total=sum(weight for _, weight, _ in matter) or 1.0,
        setting=tuple((term, weight) for term, weight in weights.items() if term in where),
        telling=frozenset(one for term, _, others in matter for one in (term, *others)),
        holds=HOLDS.get(asked.wants),
        attends=next((says for asks, says in _ATTENDANCE if asks.search(question)), None),
        votes=bool(_VOTING.search(question)),
        moves=bool(_MOVING.search(question)),
        decides=bool(DECIDES.search(question)),
        duty=bool(_DUTY.search(question)),
        of_meeting="meeting" in question,
        pairs=frozenset((a, b) for a, b in pairwise(wanted) if a != b),
        figures=frozenset(term for term in asked.weights if term.isdigit()) - asked.date_terms,
        sorts=frozenset(match[0].casefold() for match in SORT.finditer(question)),
        unit=tuple((term, alternatives(term)) for term in question_terms(unit[1])[:2]) if unit else (),
    )


@lru_cache(maxsize=4_096)
def _told(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Each sentence of a text with its terms."""
    told = [text[start:end] for start, end in sentences(text)]
    return tuple((sentence, frozenset(terms(sentence))) for sentence in told)
