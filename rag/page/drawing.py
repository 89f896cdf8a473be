"""The page's words as HTML: what it holds, and each turn with its question, its answer and its evidence."""

import re
from collections.abc import Sequence
from html import escape

from rag.answers import Answer, Event, Reason, Sentence, Status
from rag.evidence import Ranked, Reading
from rag.ledger import LedgerSummary
from rag.page.evidence import Ledger, evidence_cards, meeting, shown
from rag.tracing import Step

PARTIAL_HEADING = "Answered in part: the rest is not in the minutes"
ABSTENTION_HEADINGS = {
    Reason.NOT_IN_MINUTES: "The minutes do not say",
    Reason.NOT_RECORDED: "No sure answer",
    Reason.FALSE_PREMISE: "The minutes say otherwise",
    Reason.UNCLEAR_QUESTION: "The question could be clearer",
    Reason.NO_MINUTES_FOR_DATE: "There are no minutes for that date",
    Reason.EXEMPT: "This was taken in private",
    Reason.WRITER_UNSUPPORTED: "No answer that the minutes support",
}
FILTERS = {"body": "the body", "date": "the date"}  # what a question's words set and a person can take off
UNSUPPORTED = "What the language model wrote was not supported by the minutes, and is not shown."
_LOOKING = "Looking through the minutes"
NOTHING_NEAR = '<p class="nothing">No paragraph of the minutes comes near this question.</p>'
_MARKER = re.compile(r"\s*\[(\d+)\]")


def answered(answer: Answer, ledger: Ledger, *, number: int) -> str:
    """A turn with its answer and, beside it, its evidence; `number` counts from 1 and is part of its links."""
    return _turn(number, answer.question.text, _answer(answer, number), _evidence(answer, ledger, number))


def pending(question: str, told: Sequence[Event], *, number: int) -> str:
    """A turn whose question is being answered: what was done last, and the written sentences proved so far."""
    steps = [words for event in told if isinstance(event, Step) and (words := _progress(event))]
    proved = "".join(f"<p>{shown(event.text)}</p>" for event in told if isinstance(event, Sentence))
    return _turn(number, question, f'{proved}<p class="pending">{[_LOOKING, *steps][-1]}…</p>')


def _progress(step: Step) -> str:
    """What a step came to, in words; nothing of those that tell a reader nothing."""
    match step.name, step.result:
        case "retrieve", [*ranked] if ranked:
            return f"Found {_extent(ranked)}"
        case "search again", [*ranked] if ranked:
            return f"Searched again in other words, and found {_extent(ranked)}"
        case "read" | "read again", Reading(ranked=ranked) if ranked:
            return f"Read the best of {_extent(ranked)}"
    return ""


def _extent(ranked: Sequence[Ranked]) -> str:
    meetings = {(one.cited.body, one.cited.held_on) for one in ranked}
    return f"{_count(len(ranked), 'paragraph')} of {_count(len(meetings), 'meeting')}"


def notice(sentence: str) -> str:
    """A sentence to the person who asks, read out by screen readers."""
    return f'<p class="notice" role="alert">{escape(sentence)}</p>'


def masthead(summary: LedgerSummary) -> str:
    """The heading of the page: what this is and what is in the ledger."""
    return (
        '<header class="masthead"><h1>Minutebook</h1>'
        "<p>Ask what councils and committees decided. "
        "Each sentence of an answer comes with the paragraph of the minutes that proves it.</p>"
        f'<p class="holdings">{escape(holdings(summary))}</p></header>'
    )


def holdings(summary: LedgerSummary) -> str:
    """What is in the ledger, in one sentence."""
    if not summary.paragraphs:
        return "There are no minutes here yet: stop the page, run `minutebook ingest PATH`, and start it again."
    bodies = len(summary.bodies)
    parts = [f"{_count(summary.meetings, 'meeting')} of {_count(bodies, 'body') if bodies != 1 else summary.bodies[0]}"]
    if summary.first and summary.last:
        first, last = f"{summary.first:%B %Y}", f"{summary.last:%B %Y}"
        parts.append(first if first == last else f"{first} to {last}")
    parts.append(_count(summary.paragraphs, "paragraph"))
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    plural = {"body": "bodies"}.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural}"


def _turn(number: int, question: str, answer: str, evidence: str = "") -> str:
    return (
        f'<section class="turn" aria-labelledby="question-{number}">'
        f'<h2 id="question-{number}"><span class="visually-hidden">You asked: </span>{escape(question)}</h2>'
        f'<div class="answer" id="answer-{number}" tabindex="-1">{answer}</div>'
        f"{evidence}</section>"
    )


def _answer(answer: Answer, number: int) -> str:
    understood = ""
    if answer.reworded:
        understood = f'<p class="understood">Understood as: {escape(answer.asked_as)}</p>'
    heading = _heading(answer)
    said = _quotes(answer, number) or _prose(answer, number, after=heading)
    title = f"<h3>{heading}</h3>" if heading else ""
    finding = f'<div class="finding {answer.status}">{title}{said}{_origin(answer)}{_failing(answer)}</div>'
    return understood + _filters(answer, number) + finding


def _filters(answer: Answer, number: int) -> str:
    """What was looked at first because the question names it, each a button that asks again without it."""
    without = " and ".join(called for name, called in FILTERS.items() if name in answer.question.without)
    wider = f'<p class="understood">Asked again, whatever {without}.</p>' if without else ""
    chips = "".join(
        f'<button type="button" class="filter" data-turn="{number}" data-filter="{name}" '
        f'aria-label="{escape(said)}: ask again without {FILTERS[name]}">{escape(said)}'
        '<span aria-hidden="true">×</span></button>'
        for name, said in answer.filters.items()
        if name in FILTERS
    )
    return wider + (f'<p class="filters">Looked first at {chips}</p>' if chips else "")


def _quotes(answer: Answer, number: int) -> str:
    """A quoted answer, each sentence under its meeting; empty where the text says more than its quotes."""
    held = {citation.marker: meeting(citation.cited) for citation in answer.citations}
    said = [f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}" for sentence in answer.sentences]
    if answer.mode != "quoted" or " ".join(said) != answer.text:
        return ""
    html, before = "", ""
    for sentence, text in zip(answer.sentences, said, strict=True):
        now = "; ".join(dict.fromkeys(held[marker] for marker in sentence.citations if marker in held))
        html += f'<p class="meeting">{shown(now)}</p>' if now != before else ""
        html += f"<p>{_with_links(answer, text, number)}</p>"
        before = now
    return html


def _prose(answer: Answer, number: int, *, after: str) -> str:
    """The answer's text, a paragraph for each line; what the heading has just said is not said again."""
    text = answer.text
    if after and text.startswith(after):
        text = text[len(after) :].lstrip(" .:;")
        text = text[:1].upper() + text[1:]
    return "".join(f"<p>{_with_links(answer, line, number)}</p>" for line in text.splitlines() if line.strip())


def _heading(answer: Answer) -> str:
    if answer.status == Status.ANSWERED:
        return ""
    if answer.status == Status.PARTIAL:
        return PARTIAL_HEADING
    return ABSTENTION_HEADINGS[answer.reason or Reason.NOT_IN_MINUTES]


def _origin(answer: Answer) -> str:
    """Whose words the answer is made of."""
    if answer.status == Status.ABSTAINED:
        return ""
    if answer.mode == "quoted":
        own = all(sentence.quoted for sentence in answer.sentences)
        said = "Cited sentences are the minutes’ own words" if own else "Stated from the minutes; their words are cited"
        return f'<p class="origin">{said}.</p>'
    writer = shown(answer.writer or "a language model")
    return f'<p class="origin">Written by {writer} from the evidence; each sentence was checked against it.</p>'


def _failing(answer: Answer) -> str:
    """What became of a language model that gave less than it was to give, in a sentence."""
    unsupported = answer.reason is Reason.WRITER_UNSUPPORTED
    told = answer.model_error or (UNSUPPORTED if unsupported else "")
    return f'<p class="origin">{escape(told)}</p>' if told else ""


def _with_links(answer: Answer, line: str, number: int) -> str:
    """A line of the answer, in which each [n] that is a citation becomes a link to its card."""
    labels = {citation.marker: citation.cited.label for citation in answer.citations}
    html, end = "", 0
    for match in _MARKER.finditer(line):
        marker = int(match[1])
        if marker in labels:
            html += shown(line[end : match.start()]) + (
                f'<a class="cite" href="#proof-{number}-{marker}" '
                f'aria-label="Evidence {marker}: {escape(labels[marker])}">{marker}</a>'
            )
            end = match.end()
    return html + shown(line[end:])


def _evidence(answer: Answer, ledger: Ledger, number: int) -> str:
    heading, kind = "Evidence", ""
    if answer.status == Status.ABSTAINED and answer.reason == Reason.FALSE_PREMISE:
        heading = "What the minutes say"
    elif answer.status == Status.ABSTAINED:
        heading, kind = "Nearest paragraphs", " near"
    cards = evidence_cards(answer.citations, ledger, turn=number)
    return (
        f'<aside class="evidence{kind}" aria-label="{heading} for question {number}">'
        f"{f'<h3>{heading}</h3>{cards}' if cards else NOTHING_NEAR}</aside>"
    )
