"""What is found for a plan and what is read in it: passages, ranked; spans that answer; findings from the records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag.minutes import CitedParagraph

READ = 8  # passages that are read: of twelve the proof is no oftener the first (docs/measured.md)
# How likely a reading must answer to be shown, and below which nothing comes near. Chosen on bodies left out
# (docs/measured.md): no more than an eighth of what the minutes do answer is withheld.
LEAST_ANSWERABLE, SURELY_NOT = 0.51, 0.36
_ROUTES = {
    "meaning": "by meaning",
    "words": "by words",
    "time": "by words at that time",
    "meeting": "by words at that meeting",
}


def weighed(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """The sum of values by their weights; what has no weight counts nothing."""
    return sum(weights.get(name, 0.0) * value for name, value in values.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph under consideration, with the texts just before and after it in its item, in order."""

    cited: CitedParagraph
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A passage with what speaks for it.

    Attributes:
        score: comparable within one question only; higher is better.
        ranks: its rank in each route that found it, from 1.
        features: what the score is made of, by name.
    """

    passage: Passage
    score: float
    ranks: Mapping[str, int] = field(default_factory=dict)
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def cited(self) -> CitedParagraph:
        """The paragraph."""
        return self.passage.cited

    @property
    def found(self) -> str:
        """How it was found, in words: "found by meaning 3, by words 1"."""
        routes = ", ".join(f"{_ROUTES.get(route, route)} {rank}" for route, rank in self.ranks.items())
        return f"found {routes}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpan:
    """Words of one paragraph that answer; start and end are offsets in the document's text, within the paragraph.

    Attributes:
        probability: how likely they answer, 0 to 1.
    """

    cited: CitedParagraph
    start: int
    end: int
    probability: float = 1.0

    @property
    def quote(self) -> str:
        """The exact words."""
        paragraph = self.cited.paragraph
        return paragraph.text[self.start - paragraph.start : self.end - paragraph.start]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence made from records, and the spans that prove it; where the text is empty the spans speak for it."""

    proofs: tuple[AnswerSpan, ...]
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of a plan's passages.

    Attributes:
        spans: what answers, best first; empty where nothing does.
        answerable: how likely any of the passages answers, 0 to 1.
        ranked: the passages, best first, as the reader weighed them.
        signals: what `answerable` is made of, by name.
        chosen: whether the spans were chosen to be shown together, and not only ranked.
        missing: what the passages lack, where the reader says so.
        search: what to search for in other words before it is said to be missing; a language model may give it.
        shown: the ids of the paragraphs that a language model was shown.
        count: what the paragraph of the best span lists and how many that are, where a number is asked for.
    """

    spans: tuple[AnswerSpan, ...]
    answerable: float
    ranked: tuple[Ranked, ...]
    signals: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False
    missing: str = ""
    search: str = ""
    shown: frozenset[str] = frozenset()
    count: Finding | None = None

    def with_another(self, other: "Reading") -> "Reading":
        """This reading and what another one, of passages that this one lacked, adds to it."""
        if not (other.chosen and other.spans):
            return self
        known = {one.cited.id for one in self.ranked}
        return replace(
            other,
            count=self.count,
            spans=(*self.spans, *other.spans),
            ranked=(*self.ranked, *(one for one in other.ranked if one.cited.id not in known)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the records answer, complete unless `missing` says what they can't carry.

    Without findings `missing` says why there are none; `unclear`: because it is left open which meetings are meant.
    """

    findings: tuple[Finding, ...] = ()
    missing: str = ""
    unclear: bool = False

    def with_others(self, others: "Findings") -> "Findings":
        """These findings and others, each once."""
        return Findings(
            findings=tuple(dict.fromkeys((*self.findings, *others.findings))),
            missing=" ".join(filter(None, (self.missing, others.missing))),
        )
