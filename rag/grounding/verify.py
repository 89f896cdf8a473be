"""What may be shown of a writer's draft: the sentences that stand in the paragraphs they cite, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evidence import AnswerSpan, Finding
from rag.grounding.claims import claims, displacing, unfounded
from rag.grounding.polarity import contradictions
from rag.grounding.words import LEXICON, content_stems, pattern
from rag.minutes import CitedParagraph, day_month_year, readable
from rag.sentences import sentences

REFUSAL = "NOT IN THE MINUTES"
"""What the prompt tells a writer to say when the paragraphs hold no answer."""

LEAST_SUPPORT = 0.8
"""The share of a sentence's words that must stand in one sentence of what it cites, and in its heading.

Figures, names, denials and outcomes are looked up one by one; this keeps out sentences about another matter, and
those made of the halves of two: of 708 such, 0.6 lets four in ten through and 0.8 one in ten. A model that copies
faithfully loses nothing by it: ten of ten right answers on real minutes had 0.88 or more.
"""

SAME_MATTER = 0.6
"""The share from which a sentence is on the same matter as what it cites, so that it can be opposed by it."""

_MARKER = re.compile(r"\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]")
_STOP_THEN_MARKERS = re.compile(rf"([.!?]+[\"”’')]*)\s*((?:{_MARKER.pattern}\s*)+)")
_MARKER_LAST = re.compile(rf"[^\[]*\w.*{_MARKER.pattern}[\s.!?\"”’')*]*")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_OPENING = re.compile(r"(?i)^(?:(?:yes|no)\s*[,.:;–-]|(?:the\s+)?answer(?:\s+is)?\s*:)\s*(?=\w)")
# Whatever a page could take for a link or markup; and brackets that are no marker of ours.
_UNFIT = re.compile(r"(?i)[<>`\[\]{}|]|https?:|www\.|://")
_PLANTED = pattern(LEXICON["sign"]["planted"]["words"])


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """A sentence of a draft without its markers; `cited` are indexes of the evidence, from 0.

    Attributes:
        sound: it ends with a marker, and every marker in it was given.
    """

    text: str
    cited: tuple[int, ...]
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is left of a draft; `declined` when the writer said that the minutes hold no answer."""

    findings: tuple[Finding, ...]
    declined: bool


def check(draft: str, evidence: Sequence[CitedParagraph]) -> Checked:
    """The sentences of a draft that its own citations prove, each once, in order; none where the writer declined.

    The probability of a proof is the share of the sentence's words that stand in what proves it.
    """
    if REFUSAL in draft or REFUSAL.casefold() == draft.strip(" \n.\"'*").casefold():
        return Checked(findings=(), declined=True)
    proved: dict[str, Finding] = {}
    for sentence in parse_draft(draft, len(evidence)):
        if finding := prove(sentence, evidence):
            proved.setdefault(finding.text.casefold(), finding)
    return Checked(findings=tuple(proved.values()), declined=False)


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
    text = _OPENING.sub("", text)  # what a bare yes or no affirms can't be looked up; the rest can
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


def prove(sentence: DraftSentence, evidence: Sequence[CitedParagraph]) -> Finding | None:
    """A sentence with its proof: each of its citations that proves it alone, else all together; None without one."""
    if not sentence.sound:
        return None
    passages = {index: _passage(sentence.text, evidence[index]) for index in sentence.cited}
    proving = [index for index, passage in passages.items() if _stands(sentence.text, [passage])]
    if not proving:
        if not _stands(sentence.text, list(passages.values())):
            return None
        proving = list(passages)
    share = support(sentence.text, [passages[index].core for index in proving])
    return Finding(text=sentence.text, proofs=tuple(_span(sentence.text, evidence[index], share) for index in proving))


def _stands(sentence: str, passages: Sequence[_Passage]) -> bool:
    return (
        len(content_stems(sentence)) + len(frozenset(claims(sentence))) > 1
        and not any(_PLANTED.search(passage.around) for passage in passages)
        and support(sentence, [passage.core for passage in passages]) >= LEAST_SUPPORT
        and not _at_odds(sentence, passages)
    )


def _at_odds(sentence: str, passages: Sequence[_Passage]) -> tuple[str, ...]:
    texts = [passage.text for passage in passages]
    nearest = " ".join(passage.nearest for passage in passages)
    missing = [claim.written for claim in [*unfounded(sentence, texts), *displacing(sentence, nearest)]]
    return tuple(dict.fromkeys([*missing, *contradictions(sentence, nearest, " ".join(texts))]))


def opposed(sentence: str, cited: Sequence[CitedParagraph]) -> bool:
    """Whether paragraphs on the same matter say otherwise: another figure or name in its place, another outcome."""
    for passage in (_passage(sentence, one) for one in cited):
        if support(sentence, [passage.core]) >= SAME_MATTER:
            return bool(
                displacing(sentence, passage.nearest) or contradictions(sentence, passage.nearest, passage.text)
            )
    return False


def support(sentence: str, cited: Sequence[str]) -> float:
    """The share (0 to 1) of a sentence's words of substance, by their stems, that stand in the cited texts."""
    asserted = content_stems(sentence)
    recorded = frozenset().union(*(content_stems(text) for text in cited))
    return round(len(asserted & recorded) / len(asserted), 3) if asserted else 0.0


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
    day = day_month_year(cited.held_on) if cited.held_on else ""
    return _Passage(
        heading="\n\n".join(filter(None, [cited.body, day, cited.item_title])),
        nearest=text[start:end],
        around=" ".join(text[slice(*span)] for span in spans[max(0, at - 1) : at + 2]),
    )


def _span(sentence: str, cited: CitedParagraph, share: float) -> AnswerSpan:
    """The sentence of a paragraph, as it stands in the document, that proves best what another one says."""
    first = cited.paragraph.start
    start, end = _nearest(sentence, cited.paragraph.text)
    return AnswerSpan(cited=cited, start=first + start, end=first + end, probability=share)
