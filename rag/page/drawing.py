"""The page's words as HTML: what it holds, and each turn with its question, its answer and its evidence."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from rag.answers import Answer, Event, Question, Reason, Sentence, Status
from rag.evidence import Ranked, Reading
from rag.grounding.citation import text_of
from rag.ledger import LedgerSummary
from rag.minutes import day_month_year, readable
from rag.page.evidence import Ledger, evidence_cards, meeting, reference
from rag.page.rows import laid_out, shown
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
FILTERS = {"body": "the body", "date": "the date", "person": "the person"}  # set by words, and can be taken off
CONTEXT = "context"  # taken off likewise: that a question follows on from the one before it
CHANGED = "The minutes have changed since this was answered: ask it again before you rely on it."
_SURELY_NOT = (Reason.NOT_IN_MINUTES, Reason.NO_MINUTES_FOR_DATE)
VERDICTS = {"right": "It is right", "wrong": "It is wrong", "missing": "Something is missing"}
UNSUPPORTED = "What the language model wrote was not supported by the minutes, and is not shown."
_LOOKING = "Looking through the minutes"
NOTHING_NEAR = '<p class="nothing">No paragraph of the minutes comes near this question.</p>'
_MARKER = re.compile(r"\s*\[(\d+)\](?:–\[(\d+)\])?")


def answered(answer: Answer, ledger: Ledger, *, number: int, id: str = "", changed: Sequence[str] = ()) -> str:
    """A turn with its answer and, beside it, its evidence; `number` counts from 1 and is part of its links.

    `id` is the one under which the answer is kept, if it is; `changed` says in sentences what is no more as it was.
    """
    before = f'<p class="changed">{escape(" ".join(changed))}</p>' if changed else ""
    said = before + _answer(answer, number) + _tools(answer, id)
    return _turn(number, answer.question.text, said, _evidence(answer, ledger, number))


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


def ask_view(summary: LedgerSummary, *, keep: bool) -> str:
    """The view in which questions are asked; `keep`: whether the browser keeps conversations."""
    bodies = "".join(f"<option>{escape(body)}</option>" for body in sorted(summary.bodies))
    return (
        f'<div id="conversation"><p id="printed"></p><div id="turns"></div>'
        f'<details id="earlier" hidden><summary>Earlier conversations in this browser</summary><ul></ul>'
        f'<button type="button" id="forget">Take them out of this browser</button></details>'
        f'<form id="composer" data-keep="{"yes" if keep else ""}">'
        '<p id="notice" class="notice" role="alert" hidden></p>'
        '<label for="question">Your question</label>'
        '<div class="asked"><textarea id="question" rows="1" spellcheck="true" enterkeyhint="send"></textarea>'
        '<button type="submit" class="primary">Ask</button>'
        '<button type="button" id="stop" hidden>Stop</button></div>'
        '<div class="options"><details id="bounds"><summary>Narrow it</summary><div class="bounds">'
        f'<label>Body <select name="body"><option value="">All bodies</option>{bodies}</select></label>'
        '<label>From <input type="date" name="since"></label><label>To <input type="date" name="as_of"></label>'
        "</div></details>"
        f'<details id="carry"><summary>Take the conversation along</summary>'
        f'<p class="ways">{_files("", "data-as")}</p></details>'
        '<button type="button" id="afresh">New conversation</button></div>'
        '<p id="loading" role="status" hidden>The models are loading; what is asked waits for them.</p>'
        '<div id="examples" hidden><p>For example</p><div></div></div>'
        "</form></div>"
    )


def _files(query: str, attribute: str = "data-file") -> str:
    """The ways to a report as a file."""
    kinds = {"docx": "Word", "pdf": "PDF", "md": "Markdown"}
    return " ".join(f'<a href="#" {attribute}="report.{kind}{query}">{said}</a>' for kind, said in kinds.items())


def masthead(summary: LedgerSummary, views: Mapping[str, str], hidden: Mapping[str, str]) -> str:
    """The heading of the page: what this is, what is in the ledger, and the ways to its views.

    The ways to some are hidden until it is known that whoever asks may see them.
    """
    ways = "".join(f'<a href="#/{name}">{escape(said)}</a>' for name, said in {"": "Ask", **views}.items())
    ways += "".join(f'<a href="#/{name}" hidden>{escape(said)}</a>' for name, said in hidden.items())
    return (
        '<header class="masthead"><h1>Minutebook</h1>'
        "<p>Ask what councils and committees decided. "
        "Each sentence of an answer comes with the paragraph of the minutes that proves it.</p>"
        f'<p class="holdings">{escape(holdings(summary))}</p>'
        f'<nav class="views" aria-label="Views">{ways}</nav></header>'
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
        f'<section class="turn" id="turn-{number}" aria-labelledby="question-{number}">'
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
    more = f"{_origin(answer)}{_failing(answer)}{_closest(answer)}"
    finding = f'<div class="finding {answer.status}">{title}{said}{more}</div>'
    return understood + _bounds(answer.question) + _filters(answer, number) + finding


def _bounds(question: Question) -> str:
    """What the question was bounded to by hand, and which filters of its own words were taken off."""
    set_ = [
        question.body and f"the minutes of {question.body}",
        question.since and f"from {_day(question.since)}",
        question.as_of and f"up to {_day(question.as_of)}",
    ]
    only = f"Looked only at {' '.join(filter(None, set_))}." if any(set_) else ""
    without = " and ".join(called for name, called in FILTERS.items() if name in question.without)
    wider = f"Asked again, whatever {without}." if without else ""
    return "".join(f'<p class="understood">{escape(said)}</p>' for said in (only, wider) if said)


def _day(written: str) -> str:
    return day_month_year(date.fromisoformat(written)) if re.fullmatch(r"\d{4}-\d\d-\d\d", written) else written


def _filters(answer: Answer, number: int) -> str:
    """What was looked at first because the question names it, each a button that asks again without it."""
    chips = "".join(
        _filter(number, name, said, FILTERS[name]) for name, said in answer.filters.items() if name in FILTERS
    )
    led = f"Looked first at {chips}" if chips else ""
    if answer.follows:
        led += f" Taken {_filter(number, CONTEXT, 'from the last question', 'what was asked before')}"
    return f'<p class="filters">{led}</p>' if led else ""


def _filter(number: int, name: str, said: str, called: str) -> str:
    return (
        f'<button type="button" class="filter" data-turn="{number}" data-filter="{name}" '
        f'aria-label="{escape(said)}: ask again without {called}">{escape(said)}'
        '<span aria-hidden="true">×</span></button>'
    )


def _tools(answer: Answer, id: str) -> str:
    """What can be done with the whole answer: copied, linked to, judged."""
    tools = ""
    if answer.status is not Status.ABSTAINED:
        tools += f'<button type="button" class="copy" data-copy="{escape(whole(answer))}">Copy answer</button>'
    if not id:
        return f'<p class="tools">{tools}</p>' if tools else ""
    tools += f'<button type="button" class="copy" data-link="{escape(id)}">Copy link</button>'
    verdicts = "".join(
        f'<button type="button" data-verdict="{verdict}" aria-pressed="false">{said}</button>'
        for verdict, said in VERDICTS.items()
    )
    tools += f'<span class="ways">{_files(f"?answer={escape(id)}")}</span>'
    return (
        f'<div class="tools">{tools}</div>'
        f'<div class="judging" role="group" aria-label="What do you say of this answer?" data-answer="{escape(id)}">'
        f"{verdicts}</div>"
    )


def whole(answer: Answer) -> str:
    """The question, its answer and every reference as plain text, for a report."""
    references = "\n".join(f"[{one.marker}] {reference(one)}" for one in answer.citations)
    return f"{answer.question.text}\n\n{answer.text}\n\n{references}"


def _quotes(answer: Answer, number: int) -> str:
    """A quoted answer, each sentence under its meeting; empty where the text says more than its quotes."""
    cited = {citation.marker: citation for citation in answer.citations}
    if answer.mode != "quoted" or text_of(answer.sentences) != answer.text:
        return ""
    html, before = "", ""
    for sentence in answer.sentences:
        own = [cited[marker] for marker in sentence.citations if marker in cited]
        now = "; ".join(dict.fromkeys(meeting(one.cited) for one in own))
        html += f'<p class="meeting">{shown(now)}</p>' if now != before else ""
        laid = laid_out(own[0].quote) if sentence.quoted and len(own) == 1 else ""
        said = _with_links(answer, text_of([sentence])[len(sentence.text) if laid else 0 :], number)
        html += f"{laid[:-4]}{said}</p>" if laid.endswith("</p>") else f"{laid}<p>{said}</p>"
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
        own = bool(answer.sentences) and all(sentence.quoted for sentence in answer.sentences)
        said = "Cited sentences are the minutes’ own words" if own else "Stated from the minutes; their words are cited"
        return f'<p class="origin">{said}.</p>'
    writer = shown(answer.writer or "a language model")
    return f'<p class="origin">Written by {writer} from the evidence; each sentence was checked against it.</p>'


def _closest(answer: Answer) -> str:
    """The questions that a vague one may have meant, each a button: one for each item that came near."""
    if answer.reason is not Reason.UNCLEAR_QUESTION:
        return ""
    items = [one.cited for one in answer.citations if one.cited.item_title]
    asked = dict.fromkeys(
        f"What was decided about “{readable(one.item_title).rstrip(' .:')}”{f' on {one.day}' if one.day else ''}?"
        for one in items
    )
    buttons = "".join(f'<button type="button" data-ask="{escape(one)}">{escape(one)}</button>' for one in asked)
    return f'<div class="closest"><p>Closest questions</p>{buttons}</div>' if buttons else ""


def _failing(answer: Answer) -> str:
    """What became of a language model that gave less than it was to give, in a sentence."""
    unsupported = answer.reason is Reason.WRITER_UNSUPPORTED
    told = answer.model_error or (UNSUPPORTED if unsupported else "")
    return f'<p class="origin">{escape(told)}</p>' if told else ""


def _with_links(answer: Answer, line: str, number: int) -> str:
    """A line of the answer, in which each [n] that is a citation, and each of [n]–[m], becomes a link to its card."""
    labels = {citation.marker: citation.cited.label for citation in answer.citations}
    html, end = "", 0
    for match in _MARKER.finditer(line):
        markers = range(int(match[1]), int(match[2] or match[1]) + 1)
        if markers and markers[0] in labels and markers[-1] in labels:
            html += shown(line[end : match.start()])
            html += "".join(_cite(number, marker, labels[marker]) for marker in labels if marker in markers)
            end = match.end()
    return html + shown(line[end:])


def _cite(number: int, marker: int, label: str) -> str:
    return (
        f'<a class="cite" href="#proof-{number}-{marker}" aria-label="Evidence {marker}: {escape(label)}">{marker}</a>'
    )


def _evidence(answer: Answer, ledger: Ledger, number: int) -> str:
    heading, kind = "Evidence", ""
    if answer.status == Status.ABSTAINED and answer.reason == Reason.FALSE_PREMISE:
        heading = "What the minutes say"
    elif answer.status == Status.ABSTAINED:
        heading, kind = "Nearest paragraphs", " near"
    cards = evidence_cards(answer.citations, ledger, turn=number)
    content = f"<h3>{heading}</h3>{cards}" if cards else NOTHING_NEAR
    if cards and kind and answer.reason in _SURELY_NOT:  # where nothing answers, what comes nearest is not held out
        content = f"<details><summary>{heading}, of which none is likely to answer</summary>{cards}</details>"
    return f'<aside class="evidence{kind}" aria-label="{heading} for question {number}">{content}</aside>'
