"""The quoted answer: which spans of the readings are shown, in the minutes' own words."""

from collections.abc import Sequence
from itertools import islice

from rag.evidence import AnswerSpan, Finding, Findings, Reading
from rag.minutes import readable
from rag.plan import Plan
from rag.sentences import mark_length, sentences

_MOST = 4  # spans in an answer: a reader checks each
_NEAREST = 3  # paragraphs shown with an abstention
_SECOND = 0.25  # of the best span's probability: what is likelier in its item is shown behind it (docs/measured.md)
_NEAR = 3  # paragraphs between two of one item that are shown together
_FEW = 6  # words: a paragraph of fewer tells a reader nothing by itself


def quote(plan: Plan, readings: Sequence[Reading], least: float) -> Findings:
    """The best span for each thing asked, in the order of the meetings; what no reading answers is named as missing.

    `least` is how likely a reading must answer for its span to be shown.
    """
    chosen: list[AnswerSpan] = []
    unmet: list[Plan] = []
    for part, reading in zip(plan.asked, readings, strict=True):
        if not reading.spans or reading.answerable < least:
            unmet.append(part)
        else:
            chosen += [span for span in _of_one(reading) if span.cited.id not in {one.cited.id for one in chosen}]
    if plan.parts:
        chosen.sort(key=lambda span: span.cited.place)
    return Findings(
        findings=tuple(Finding(proofs=(span,)) for span in chosen[:_MOST]),
        missing=" ".join(f"The minutes do not say: {part.standalone}" for part in unmet),
    )


def _of_one(reading: Reading) -> list[AnswerSpan]:
    """All that was chosen to be shown; else the best span, and behind it one nearly as likely close by in its item."""
    best, *others = reading.spans
    if reading.chosen:
        return [best, *others]
    for other in others:
        near = abs(other.cited.position - best.cited.position) <= _NEAR and other.cited.item_key == best.cited.item_key
        if near and other.probability >= _SECOND * best.probability:
            return [best, other]
    return [best]


def nearest(readings: Sequence[Reading]) -> list[Finding]:
    """The first sentences of the paragraphs that come nearest, for an abstention."""
    paragraphs = {one.cited.id: one.cited for reading in readings for one in reading.ranked}
    telling = (one for one in paragraphs.values() if _tells(readable(one.paragraph.text)))
    found = []
    for cited in islice(telling, _NEAREST):
        paragraph = cited.paragraph
        _, end = sentences(paragraph.text)[0]
        start = min(mark_length(paragraph.text, paragraph.number), end - 1)
        span = AnswerSpan(cited=cited, start=paragraph.start + start, end=paragraph.start + end)
        found.append(Finding(proofs=(span,)))
    return found


def _tells(text: str) -> bool:
    """Whether a readable paragraph tells something by itself; one that ends in a colon leads in others."""
    return len(text.split()) >= _FEW and not text.endswith(":")
