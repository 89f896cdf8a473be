"""What may be shown of a writer's draft: the sentences that stand in the paragraphs they cite, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.claims import claims, displacing, unfounded
from rag.answering.polarity import contradictions
from rag.answering.words import content_stems
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

_MARKER = re.compile(r"\[\s*(\d{1,3}(?:\s*,\s*\d{1,3})*)\s*\]")
_STOP_THEN_MARKERS = re.compile(rf"([.!?]+[\"”’')]*)\s*((?:{_MARKER.pattern}\s*)+)")
_MARKER_LAST = re.compile(rf"[^\[]*\w.*{_MARKER.pattern}[\s.!?\"”’')*]*")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_OPENING = re.compile(r"(?i)^(?:(?:yes|no)\s*[,.:;–-]|(?:the\s+)?answer(?:\s+is)?\s*:)\s*(?=\w)")
# Whatever a page could take for a link or markup; and brackets that are no marker of ours.
_UNFIT = re.compile(r"(?i)[<>`\[\]{}|]|https?:|www\.|://")
# Words planted for a language model; a quote may show them, a written sentence may not rest on them.
_PLANTED = re.compile(
    r"(?i)\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|prior)"
    r"|\b(?:system prompt|language model|as an ai)\b"
)


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
class CheckedSentence:
    """A sentence that may be shown, the indexes of the evidence that proves it (from 0), and how well (0 to 1)."""

    text: str
    cited: tuple[int, ...]
    support: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What is left of a draft; `declined` when the writer said that the minutes hold no answer."""

    sentences: tuple[CheckedSentence, ...]
    declined: bool


def check(draft: str, evidence: Sequence[CitedParagraph]) -> Checked:
    """The sentences of a draft that its own citations prove, each once, in order; none where the writer declined."""
    if REFUSAL in draft or REFUSAL.casefold() == draft.strip(" \n.\"'*").casefold():
        return Checked(sentences=(), declined=True)
    shown: dict[str, CheckedSentence] = {}
    for sentence in parse_draft(draft, len(evidence)):
        cited = _proving(sentence, evidence)
        if cited:
            share = support(sentence.text, [_passage(sentence.text, evidence[index]).core for index in cited])
            shown.setdefault(sentence.text.casefold(), CheckedSentence(text=sentence.text, cited=cited, support=share))
    return Checked(sentences=tuple(shown.values()), declined=False)


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
    """What one sentence may rest on: a heading, the minutes' sentence nearest to it, and this with those beside it.

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


def _proving(sentence: DraftSentence, evidence: Sequence[CitedParagraph]) -> tuple[int, ...]:
    """Which of its citations prove a sentence: each that does alone, else all together, else none."""
    if not sentence.sound:
        return ()
    passages = {index: _passage(sentence.text, evidence[index]) for index in sentence.cited}
    alone = tuple(index for index, passage in passages.items() if _stands(sentence.text, [passage]))
    if alone or not _stands(sentence.text, list(passages.values())):
        return alone
    return sentence.cited


def _stands(sentence: str, passages: Sequence[_Passage]) -> bool:
    return (
        len(content_stems(sentence)) + len(claims(sentence)) > 1
        and not any(_PLANTED.search(passage.around) for passage in passages)
        and support(sentence, [passage.core for passage in passages]) >= LEAST_SUPPORT
        and not _at_odds(sentence, passages)
    )


def _at_odds(sentence: str, passages: Sequence[_Passage]) -> tuple[str, ...]:
    texts = [passage.text for passage in passages]
    nearest = " ".join(passage.nearest for passage in passages)
    missing = [claim.written for claim in [*unfounded(sentence, texts), *displacing(sentence, nearest)]]
    return tuple(dict.fromkeys([*missing, *contradictions(sentence, nearest, " ".join(texts))]))


def support(sentence: str, cited: Sequence[str]) -> float:
    """The share (0 to 1) of a sentence's words of substance, by their stems, that stand in the cited texts."""
    asserted = content_stems(sentence)
    recorded = frozenset().union(*(content_stems(text) for text in cited))
    return round(len(asserted & recorded) / len(asserted), 3) if asserted else 0.0


def unsupported_claims(sentence: str, cited: Sequence[str]) -> tuple[str, ...]:
    """What a sentence asserts and the cited texts don't: figures, dates, names, agents, outcomes, denials."""
    spans = [nearest_sentence(sentence, text) for text in cited]
    pairs = zip(cited, spans, strict=True)
    return _at_odds(sentence, [_Passage(heading="", nearest=text[slice(*span)], around=text) for text, span in pairs])


def nearest_sentence(sentence: str, text: str) -> tuple[int, int]:
    """The offsets in a text of its sentence that shares most with another one; claims count double."""
    asserted, matter = claims(sentence), content_stems(sentence)

    def shared(span: tuple[int, int]) -> float:
        candidate = text[slice(*span)]
        stems = content_stems(candidate)
        # The length decides between equals: the shorter sentence is the better proof.
        return len(matter & stems) + 2 * len(asserted & claims(candidate)) - len(stems) / 1000

    return max(sentences(text), key=shared, default=(0, len(text)))


def _passage(sentence: str, cited: CitedParagraph) -> _Passage:
    text = readable(cited.paragraph.text)
    spans = sentences(text)
    start, end = nearest_sentence(sentence, text)
    at = spans.index((start, end)) if spans else 0
    day = day_month_year(cited.held_on) if cited.held_on else ""
    return _Passage(
        heading="\n\n".join(filter(None, [cited.body, day, cited.item_title])),
        nearest=text[start:end],
        around=" ".join(text[slice(*span)] for span in spans[max(0, at - 1) : at + 2]),
    )


def best_quote(sentence: str, paragraph: CitedParagraph) -> tuple[int, int]:
    """The offsets in the document's text of the sentence in a cited paragraph that proves best what a sentence says."""
    start, end = nearest_sentence(sentence, paragraph.paragraph.text)
    return paragraph.paragraph.start + start, paragraph.paragraph.start + end
