"""What may be shown of a writer's draft: the sentences that stand in the paragraphs they cite, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from rag.evidence import AnswerSpan, Finding
from rag.grounding.claims import claims, displacing, unfounded
from rag.grounding.overlap import missing, share
from rag.grounding.polarity import contradictions
from rag.grounding.words import LEXICON, content_stems, pattern
from rag.minutes import CitedParagraph, readable
from rag.sentences import sentences

REFUSAL = "NOT IN THE MINUTES"
"""What the prompt tells a writer to say when the paragraphs hold no answer."""

LEAST_SUPPORT = 0.8
"""The share of a sentence's words that must stand in one sentence of what it cites, and in its heading.

Figures, names, denials and outcomes are looked up one by one; this keeps out sentences about another matter, and
those made of the halves of two: of 708 such, 0.6 lets four in ten through and 0.8 one in ten; of 160 more, joined at
a word that both have, 0.24 pass, and 0.49 by a support score in its place. A model that copies faithfully loses
nothing by it: ten of ten right answers on real minutes had 0.88 or more.
"""

_NEAR = 0.6  # the share from which a sentence is of the same matter

_MARKER = re.compile(r"\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]")
_STOP_THEN_MARKERS = re.compile(rf"([.!?]+[\"”’')]*)\s*((?:{_MARKER.pattern}\s*)+)")
_MARKER_LAST = re.compile(rf"[^\[]*\w.*{_MARKER.pattern}[\s.!?\"”’')*]*")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
# Whatever a page could take for a link or markup; and brackets that are no marker of ours.
_UNFIT = re.compile(r"(?i)[<>`\[\]{}|]|https?:|www\.|://")
_PLANTED, _OPENING, _BEING = (pattern(LEXICON["sign"][name]["words"]) for name in ("planted", "opening", "being"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence of a draft without its markers; `cited` are indexes of the evidence, from 0.

    Attributes:
        sound: it ends with a marker, and every marker in it was given.
    """

    text: str
    cited: tuple[int, ...]
    sound: bool


class Verdict(StrEnum):
    """What evidence makes of a sentence; what is not proved may yet be true."""

    PROVED = "proved"
    CONTRADICTED = "contradicted"
    NOT_PROVED = "not proved"


class Scorer(Protocol):
    """Says how well evidence supports a sentence, on one scale from 0 to 1 with two marks."""

    @property
    def gate(self) -> float:
        """The score from which a sentence may be shown, where the strict checks find nothing against it."""

    @property
    def measure(self) -> float:
        """The score from which a sentence counts as supported."""

    def score(self, sentence: str, evidence: Sequence[CitedParagraph]) -> float:
        """How well the evidence supports the sentence."""


class Checker:
    """Checks sentences against their evidence: strict checks of what can be looked up, and a score of the rest."""

    def __init__(self, scorer: Scorer | None = None) -> None:
        self._scorer = scorer

    @property
    def measure(self) -> float:
        """The support from which a sentence counts as supported; to be shown it must pass the strict checks too."""
        return self._scorer.measure if self._scorer else _NEAR

    def prove(self, sentence: DraftSentence, evidence: Sequence[CitedParagraph]) -> Finding | None:
        """A sentence with its proof: each of its citations that proves it alone, else all together; or None.

        The probability of a proof is how well it supports the sentence.
        """
        cited = [evidence[index] for index in sentence.cited] if sentence.sound else []
        proving = self._proving(sentence.text, cited)
        if not proving:
            return None
        support = self.support(sentence.text, proving)
        return Finding(text=sentence.text, proofs=tuple(_span(sentence.text, one, support) for one in proving))

    def support(self, sentence: str, evidence: Sequence[CitedParagraph]) -> float:
        """How well the evidence supports a sentence without markers, 0 to 1; without a scorer, its share of words."""
        if self._scorer:
            return round(self._scorer.score(sentence, evidence), 3)
        return share(sentence, [_passage(sentence, cited).core for cited in evidence])

    def verdict(self, sentence: str, evidence: Sequence[CitedParagraph]) -> Verdict:
        """What the evidence makes of a sentence without markers.

        It is contradicted where the minutes say another thing of the same matter, and not proved where they leave it
        open or the checker can't tell.
        """
        if self._proving(sentence, evidence):
            return Verdict.PROVED
        passages = [_passage(sentence, cited) for cited in evidence]
        near = share(sentence, [passage.core for passage in passages]) >= _NEAR
        return Verdict.CONTRADICTED if near and _against(sentence, passages) else Verdict.NOT_PROVED

    def _proving(self, sentence: str, evidence: Sequence[CitedParagraph]) -> Sequence[CitedParagraph]:
        """What of the evidence proves a sentence: each paragraph that does alone, else all of them, else none."""
        alone = [cited for cited in evidence if self._stands(sentence, [cited])]
        return alone or (evidence if len(evidence) > 1 and self._stands(sentence, evidence) else ())

    def _stands(self, sentence: str, evidence: Sequence[CitedParagraph]) -> bool:
        passages = [_passage(sentence, cited) for cited in evidence]
        return (
            len(content_stems(sentence)) + len(frozenset(claims(sentence))) > 1
            and not any(_PLANTED.search(passage.around) for passage in passages)
            # also with a scorer: the halves of two true sentences score as high as either
            and share(sentence, [passage.core for passage in passages]) >= LEAST_SUPPORT
            and not _beyond(sentence, passages)
            and not _against(sentence, passages)
            and (self._scorer is None or self._scorer.score(sentence, evidence) >= self._scorer.gate)
        )


def is_refusal(draft: str) -> bool:
    """Whether a draft says that the minutes hold no answer."""
    return REFUSAL in draft or REFUSAL.casefold() == draft.strip(" \n.\"'*").casefold()


def parse_draft(draft: str, evidence_count: int) -> list[DraftSentence]:
    """The sentences of a draft with what they cite: [1], [1][2] or [1, 2], before or after the full stop."""
    found = []
    for line in draft.splitlines():
        line = _STOP_THEN_MARKERS.sub(r" \2\1 ", _BULLET.sub("", line))
        found += [_draft_sentence(line[start:end], evidence_count) for start, end in sentences(line)]
    return found


def _draft_sentence(written: str, evidence_count: int) -> DraftSentence:
    given = [int(number) - 1 for marker in _MARKER.findall(written) for number in marker.split(",")]
    bare = _MARKER.sub(" ", written)
    text = re.sub(r"\s+([.,;:!?])", r"\1", readable(bare))
    text = _OPENING.sub("", text).lstrip()  # what a bare yes or no affirms can't be looked up; the rest can
    text = text[:1].upper() + text[1:]
    closed = _MARKER_LAST.fullmatch(written) is not None and not text.endswith(":")
    sound = closed and all(0 <= index < evidence_count for index in given) and not _UNFIT.search(f"{bare} {text}")
    return DraftSentence(text=text, cited=tuple(dict.fromkeys(given)), sound=sound)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """What one sentence may rest on: a heading, the minutes' sentence nearest to it, and this with the two around it.

    Words picked from all over a long paragraph prove nothing together.
    """

    heading: str
    nearest: str
    around: str

    @property
    def text(self) -> str:
        return f"{self.heading}\n\n{self.around}"

    @property
    def core(self) -> str:
        return f"{self.heading}\n\n{self.nearest}"


def _beyond(sentence: str, passages: Sequence[_Passage]) -> bool:
    """Whether a sentence says more than the passages do."""
    texts = [passage.text for passage in passages]
    held = content_stems(" ".join(texts))
    return bool(
        unfounded(sentence, texts)
        # two words in a row that the nearest sentence lacks: a clause that was added, or another sentence's half
        or any(" " in run for run in missing(sentence, [passage.core for passage in passages]))
        # what a sentence says a thing is: "the lamp is still working" of a lamp of which only "still" is said
        or any(content_stems(word) - held for word in _BEING.findall(sentence))
    )


def _against(sentence: str, passages: Sequence[_Passage]) -> bool:
    """Whether the minutes' nearest sentences speak against a sentence."""
    nearest = " ".join(passage.nearest for passage in passages)
    whole = " ".join(passage.text for passage in passages)
    return bool(displacing(sentence, nearest) or contradictions(sentence, nearest, whole))


def _nearest(sentence: str, text: str) -> tuple[int, int]:
    """The offsets in a text of its sentence that shares most with another one; claims count double."""
    asserted, matter = frozenset(claims(sentence)), content_stems(sentence)

    def shared(span: tuple[int, int]) -> float:
        candidate = text[slice(*span)]
        stems = content_stems(candidate)
        # The length decides between equals: the shorter sentence is the better proof.
        return len(matter & stems) + 2 * len(asserted.intersection(claims(candidate))) - len(stems) / 1000

    return max(sentences(text), key=shared, default=(0, len(text)))


def _passage(sentence: str, cited: CitedParagraph) -> _Passage:
    text = readable(cited.paragraph.text)
    spans = sentences(text)
    start, end = _nearest(sentence, text)
    at = spans.index((start, end)) if spans else 0
    return _Passage(
        heading="\n\n".join(filter(None, [cited.body, cited.day, cited.item_title])),
        nearest=text[start:end],
        around=" ".join(text[slice(*span)] for span in spans[max(0, at - 1) : at + 2]),
    )


def _span(sentence: str, cited: CitedParagraph, share: float) -> AnswerSpan:
    """The sentence of a paragraph, as it stands in the document, that proves best what another one says."""
    first = cited.paragraph.start
    start, end = _nearest(sentence, cited.paragraph.text)
    return AnswerSpan(cited=cited, start=first + start, end=first + end, probability=share)
