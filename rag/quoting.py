"""The quoted answer: which spans of the readings are shown, in the minutes' own words."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from rag.answer_types import holds
from rag.evidence import LEAST_ANSWERABLE, SURELY_NOT, AnswerSpan, Finding, Findings, Reading
from rag.minutes import CitedParagraph, Kind, readable
from rag.plan import AnswerType, Intent, Plan, share_held
from rag.sentences import mark_length, sentences
from rag.stores.words import term_set

_MOST = 4  # spans in an answer: a reader checks each
_NEAREST = 3  # paragraphs shown with an abstention
_LIKELY = 0.25  # of the best span's probability: one as likely in the same item is shown behind it
_NEAR = 3  # paragraphs between two of one item that are shown together
_LATER = 0.05  # the same for a later step, where the end of a matter is asked for
_AS_LIKELY = 0.5  # of the likeliest later step: of those the latest is where the matter stands
_CHANGED = 0.02  # the same for a later decision: what it changes reads more like the question than it does itself
_GOES_ON = 0.5  # how likely a reading of later minutes must answer to be shown (chosen on one half of the bodies)
_ON_IT = 0.45  # of the weight of the matter's words, which a later paragraph on it holds
_FEW = 6  # words: a paragraph of fewer says nothing by itself


def quote(plan: Plan, readings: Sequence[Reading]) -> Findings:
    """The best span for each thing asked, in the order of the meetings; what no reading answers is named as missing."""
    chosen: list[AnswerSpan] = []
    unmet: list[tuple[Plan, Reading]] = []
    for part, reading in zip(plan.asked, readings, strict=True):
        if not reading.spans or reading.answerable < LEAST_ANSWERABLE:
            unmet.append((part, reading))
        else:
            chosen += [span for span in _of_one(part, reading) if span.cited.id not in {one.cited.id for one in chosen}]
    missing = [
        f"{'No sure answer to' if reading.spans and reading.answerable >= SURELY_NOT else 'No answer was found to'}: "
        f"{part.standalone}"
        for part, reading in unmet
        if not _shown(part, reading, chosen)
    ]
    if plan.parts:
        chosen.sort(key=lambda span: span.cited.place)
    return Findings(
        findings=tuple(_finding(plan, span, None if plan.parts else chosen[0]) for span in chosen[:_MOST]),
        missing=" ".join(missing),
    )


def with_later(findings: Findings, lead: CitedParagraph, plan: Plan, reading: Reading) -> Findings:
    """The findings, and the likeliest span of a reading that is of a later meeting of the same body than the lead."""
    shown = {proof.cited.id for one in findings.findings for proof in one.proofs}
    least = _LIKELY * max((span.probability for span in reading.spans), default=0.0)
    for span in reading.spans:
        likely = span.probability >= least and not plan.scope.excludes(span.cited.held_on)
        if not (likely and span.cited.is_later_than(lead)):
            continue
        if reading.answerable < _GOES_ON or span.cited.id in shown:
            return findings
        text = f"Later, {span.cited.day}: {readable(span.quote)}"
        return replace(findings, findings=(*findings.findings, Finding(proofs=(span,), text=text)))
    return findings


def _shown(part: Plan, reading: Reading, chosen: Sequence[AnswerSpan]) -> bool:
    """Whether what is shown for the other parts may answer this one: its own best paragraph, or a reason asked for."""
    if reading.spans and reading.spans[0].cited.id in {one.cited.id for one in chosen}:
        return True
    return part.answer_type is AnswerType.REASON and any(holds(AnswerType.REASON, one.quote) for one in chosen)


def _finding(plan: Plan, span: AnswerSpan, first: AnswerSpan | None) -> Finding:
    """A span in its own words; behind its day where it is of a later meeting than the first, or its item, if asked.

    Its day is given too where it is of another time than the question names.
    """
    if plan.which_item and span.cited.item:
        head = f"Item {span.cited.item}, {readable(span.cited.item_title)}".rstrip(", ")
        return Finding(proofs=(span,), text=f"{head}: {readable(span.quote)}")
    later = first is not None and span.cited.is_later_than(first.cited)
    dated = later or plan.scope.excludes(span.cited.held_on) or (plan.decided_when and _decides(span.cited))
    if not span.cited.day or not dated:
        return Finding(proofs=(span,))
    return Finding(proofs=(span,), text=f"{'Later, ' if later else ''}{span.cited.day}: {readable(span.quote)}")


def _of_one(plan: Plan, reading: Reading) -> list[AnswerSpan]:
    """All that was chosen to be shown; else the best span, and behind it the first likely one of a later meeting.

    That is where the end of a matter is asked for, or where it is a decision, which may have changed the first, and no
    time is named. Where its end is asked for, the latest of those that are about as likely is shown.
    """
    best, *others = _decisions_first(reading.spans) if plan.decided_when else reading.spans
    if reading.chosen:
        return [best, *others]
    if plan.latest or plan.intent is Intent.STATUS:
        steps = [one for one in others if _is_step(plan, best, one)]
        likely = [one for one in steps if one.probability >= _AS_LIKELY * steps[0].probability]
        if likely:
            return [best, max(likely, key=lambda one: one.cited.place)]
    for other in others:
        share = other.probability / best.probability
        if share >= _LIKELY and _near(best.cited, other.cited):
            return [best, other]
        if share >= _CHANGED and _changes(plan, best.cited, other.cited):
            return [best, other]
    return [best]


def _is_step(plan: Plan, best: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether a span is a later step of the matter of the best one: likely enough, or under the same title."""
    titles = {readable(one.cited.item_title).casefold() for one in (best, other)}
    likely = other.probability >= _LATER * best.probability or (len(titles) == 1 and titles != {""})
    return likely and _goes_on(plan, best.cited, other.cited)


def _decisions_first(spans: Sequence[AnswerSpan]) -> Sequence[AnswerSpan]:
    """The spans with the decisions that are likely before all else."""
    least = _LIKELY * spans[0].probability
    return sorted(spans, key=lambda span: not (_decides(span.cited) and span.probability >= least))


def _decides(cited: CitedParagraph) -> bool:
    return cited.paragraph.kind in (Kind.RESOLUTION, Kind.VOTE)


def _near(one: CitedParagraph, other: CitedParagraph) -> bool:
    return one.item_key == other.item_key and abs(one.position - other.position) <= _NEAR


def _changes(plan: Plan, one: CitedParagraph, other: CitedParagraph) -> bool:
    """Whether a decision may be changed by another one, in answer to a question that names no time."""
    timed = plan.scope.period or plan.scope.dates
    return not timed and _decides(one) and _decides(other) and _goes_on(plan, one, other)


def _goes_on(plan: Plan, one: CitedParagraph, other: CitedParagraph) -> bool:
    """Whether another paragraph is of a later meeting, and with its item's title holds enough of the matter's words."""
    held = term_set(f"{other.item_title} {readable(other.paragraph.text)}")
    on_it = not plan.matter or share_held({term.word: term.weight for term in plan.matter}, held) >= _ON_IT
    return on_it and other.is_later_than(one)


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
    """Whether a readable paragraph says something by itself; one that ends in a colon leads in others."""
    return len(text.split()) >= _FEW and not text.endswith(":")
