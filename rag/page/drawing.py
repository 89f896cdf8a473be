"""The page's words as HTML: what it holds, and each turn with its question, its answer and its evidence."""

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce
from html import escape

from rag.answers import Answer, Event, Question, Reason, Sentence, Status
from rag.evidence import Ranked, Reading
from rag.grounding.citation import text_of
from rag.ledger import LedgerSummary
from rag.minutes import readable
from rag.page.evidence import Ledger, evidence_cards, meeting, reference, where
from rag.page.rows import as_minuted, laid_out, shown
from rag.security.languages import language_links
from rag.security.people import Person
from rag.tracing import Step
from rag.words import Language, catalogue, say, spoken

FILTERS = ("body", "date", "person")  # set by words, and can be taken off
CONTEXT = "context"  # taken off likewise: that a question follows on from the one before it
_SURELY_NOT = (Reason.NOT_IN_MINUTES, Reason.NO_MINUTES_FOR_DATE)
VERDICTS = ("right", "wrong", "missing")
_FILES = {"docx": "Word", "pdf": "PDF", "md": "Markdown"}  # what an answer is carried away as
_MARKER = re.compile(r"\s*\[(\d+)\](?:–\[(\d+)\])?")


def answered(answer: Answer, ledger: Ledger, *, number: int, id: str = "", changed: Sequence[str] = ()) -> str:
    """A turn with its answer and, beside it, its evidence; `number` counts from 1 and is part of its links.

    `id` is the one under which the answer is kept, if it is; `changed` says in sentences what is no more as it was.
    """
    before = f'<p class="changed">{escape(" ".join(changed))}</p>' if changed else ""
    said = before + _answer(answer, number) + _tools(answer, id)
    return _turn(number, answer.question.text, said, _evidence(answer, ledger, number))


def pending(question: str, events: Sequence[Event], *, number: int) -> str:
    """A turn whose question is being answered: what was done last, and the written sentences proved so far."""
    steps = [words for event in events if isinstance(event, Step) and (words := _progress(event))]
    proved = "".join(f"<p{as_minuted()}>{shown(event.text)}</p>" for event in events if isinstance(event, Sentence))
    return _turn(number, question, f'{proved}<p class="pending">{[say("pending.begin"), *steps][-1]}…</p>')


def _progress(step: Step) -> str:
    """What a step came to, in words; nothing of those that tell a reader nothing."""
    match step.name, step.result:
        case "retrieve", [*ranked] if ranked:
            return say("pending.found", extent=_extent(ranked))
        case "search again", [*ranked] if ranked:
            return say("pending.again", extent=_extent(ranked))
        case "read" | "read again", Reading(ranked=ranked) if ranked:
            return say("pending.read", extent=_extent(ranked))
    return ""


def _extent(ranked: Sequence[Ranked]) -> str:
    held = {(one.cited.body, one.cited.held_on) for one in ranked}
    meetings = say("count.meetings", n=len(held))
    return say("count.found", paragraphs=say("count.paragraphs", n=len(ranked)), meetings=meetings)


def ask_view(summary: LedgerSummary, *, keep: bool) -> str:
    """The view in which questions are asked; `keep`: whether the browser keeps conversations."""
    bodies = "".join(f"<option>{escape(body)}</option>" for body in sorted(summary.bodies))
    return (
        f'<div id="conversation"><p id="printed"></p><div id="turns"></div>'
        f'<details id="earlier" hidden><summary>{say("ask.earlier")}</summary><ul></ul>'
        f'<button type="button" id="forget">{say("ask.forget")}</button></details>'
        f'<form id="composer" data-keep="{"yes" if keep else ""}">'
        '<p id="notice" class="notice" role="alert" hidden></p>'
        f'<label for="question">{say("ask.question")}</label>'
        '<div class="asked"><textarea id="question" rows="1" spellcheck="true" enterkeyhint="send"></textarea>'
        f'<button type="submit" class="primary">{say("ask.ask")}</button>'
        f'<button type="button" id="stop" hidden>{say("ask.stop")}</button></div>'
        f'<div class="options"><details id="bounds"><summary>{say("ask.narrow")}</summary><div class="bounds">'
        f'<label>{say("ask.body")} <select name="body"><option value="">{say("ask.every_body")}</option>{bodies}'
        f'</select></label><label>{say("ask.since")} <input type="date" name="since"></label>'
        f'<label>{say("ask.until")} <input type="date" name="as_of"></label></div></details>'
        f'<details id="carry"><summary>{say("ask.carry")}</summary>'
        f'<p class="ways">{_files("", "data-as")}</p></details>'
        f'<button type="button" id="afresh">{say("ask.afresh")}</button></div>'
        f'<p id="loading" role="status" hidden>{say("ask.loading")}</p>'
        f'<div id="examples" hidden><p>{say("ask.examples")}</p><div{as_minuted()}></div></div>'
        "</form></div>"
    )


def _files(query: str, attribute: str = "data-file") -> str:
    """The ways to a report as a file."""
    return " ".join(f'<a href="#" {attribute}="report.{kind}{query}">{said}</a>' for kind, said in _FILES.items())


def signed_in(person: Person, door: str) -> str:
    """Who is signed in and the way out, or the way in; `door` is the address of either, empty where there is none."""
    if not person.name:
        return f'<p><a href="{escape(door)}">{say("masthead.sign_in")}</a></p>' if door else ""
    role = say(f"role.{person.role}")
    said = f"<span>{escape(say('masthead.signed_in', name=person.name, role=role))}</span>"
    leave = f'<button type="button" id="leave" data-door="{escape(door)}">{say("masthead.sign_out")}</button>'
    return f"<p>{said} {leave if door else ''}</p>"


def masthead(summary: LedgerSummary, views: Sequence[str], hidden: Sequence[str], who: str = "") -> str:
    """The heading of the page: what this is, what is in the ledger, the ways to its views and to other languages.

    The ways to some are hidden until it is known that whoever asks may see them; `who` is what `signed_in` draws.
    """
    ways = "".join(
        f'<a href="#/{name.removeprefix("ask")}"{" hidden" if name in hidden else ""}>{say(f"masthead.{name}")}</a>'
        for name in ("ask", *views, *hidden)
    )
    return (
        f'<header class="masthead"><div class="corner"><p class="languages">{language_links()}</p>{who}</div>'
        "<h1>Minutebook</h1>"
        f"<p>{say('masthead.what')}</p>"
        f'<p class="holdings">{escape(holdings(summary))}</p>'
        f'<nav class="views" aria-label="{say("masthead.views")}">{ways}</nav></header>'
    )


def holdings(summary: LedgerSummary) -> str:
    """What is in the ledger, in one sentence."""
    if not summary.paragraphs:
        return say("masthead.empty")
    bodies = say("count.bodies", n=len(summary.bodies)) if len(summary.bodies) != 1 else summary.bodies[0]
    parts = [say("count.held", meetings=say("count.meetings", n=summary.meetings), bodies=bodies)]
    if summary.first and summary.last:
        first, last = spoken().month(summary.first), spoken().month(summary.last)
        parts.append(first if first == last else say("period", first=first, last=last))
    parts.append(say("count.paragraphs", n=summary.paragraphs))
    return ", ".join(parts)


def _turn(number: int, question: str, answer: str, evidence: str = "") -> str:
    return (
        f'<section class="turn" id="turn-{number}" aria-labelledby="question-{number}">'
        f'<h2 id="question-{number}"><span class="visually-hidden">{say("answer.you_asked")} </span>'
        f"{escape(question)}</h2>"
        f'<div class="answer" id="answer-{number}" tabindex="-1">{answer}</div>'
        f"{evidence}</section>"
    )


def _answer(answer: Answer, number: int) -> str:
    understood = ""
    if answer.reworded:
        said = escape(say("answer.understood", question=answer.asked_as))
        understood = f'<p class="understood">{said}</p>'
    heading = _heading(answer)
    title = f"<h3>{say(heading)}</h3>" if heading else ""
    said = _quotes(answer, number) or _prose(answer, number, heading)
    more = f"{_origin(answer)}{_failing(answer)}{_closest(answer)}"
    finding = f'<div class="finding {answer.status}">{title}{said}{more}</div>'
    return understood + _bounds(answer.question) + _filters(answer, number) + finding


def _bounds(question: Question) -> str:
    """What the question was bounded to by hand, and which filters of its own words were taken off."""
    bounds = [
        question.body and say("answer.only_body", body=question.body),
        question.since and say("answer.only_since", day=_day(question.since)),
        question.as_of and say("answer.only_until", day=_day(question.as_of)),
    ]
    only = say("answer.only", bounds=" ".join(filter(None, bounds))) if any(bounds) else ""
    without = [say(f"filter.{name}") for name in FILTERS if name in question.without]
    wider = say("answer.wider", filters=reduce(_and, without)) if without else ""
    return "".join(f'<p class="understood">{escape(said)}</p>' for said in (only, wider) if said)


def _and(first: str, second: str) -> str:
    return say("and", first=first, second=second)


def _day(written: str) -> str:
    return spoken().day(date.fromisoformat(written)) if re.fullmatch(r"\d{4}-\d\d-\d\d", written) else written


def _filters(answer: Answer, number: int) -> str:
    """What was looked at first because the question names it, each a button that asks again without it."""
    chips = "".join(_filter(number, name, said) for name, said in answer.filters.items() if name in FILTERS)
    led = f"{say('answer.first_at')} {chips}" if chips else ""
    if answer.follows:
        led += f" {say('answer.taken')} {_filter(number, CONTEXT, say('answer.context'))}"
    return f'<p class="filters">{led}</p>' if led else ""


def _filter(number: int, name: str, said: str) -> str:
    does = say("answer.without", filter=said, what=say(f"filter.{name}"))
    return (
        f'<button type="button" class="filter" data-turn="{number}" data-filter="{name}" '
        f'aria-label="{escape(does)}">{escape(said)}'
        '<span aria-hidden="true">×</span></button>'
    )


def _tools(answer: Answer, id: str) -> str:
    """What can be done with the whole answer: copied, linked to, judged."""
    tools = ""
    if answer.status is not Status.ABSTAINED:
        tools += f'<button type="button" class="copy" data-copy="{escape(whole(answer))}">{say("answer.copy")}</button>'
    if not id:
        return f'<p class="tools">{tools}</p>' if tools else ""
    tools += f'<button type="button" class="copy" data-link="{escape(id)}">{say("answer.copy_link")}</button>'
    verdicts = "".join(
        f'<button type="button" data-verdict="{verdict}" aria-pressed="false">{say(f"verdict.{verdict}")}</button>'
        for verdict in VERDICTS
    )
    tools += f'<span class="ways">{say("answer.save")} {_files(f"?answer={escape(id)}")}</span>'
    return (
        f'<div class="tools">{tools}</div>'
        f'<div class="judging" role="group" aria-label="{say("answer.judging")}" data-answer="{escape(id)}">'
        f'<span aria-hidden="true">{say("answer.judging")}</span>{verdicts}</div>'
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
        words = f"{laid[:-4]}{said}</p>" if laid.endswith("</p>") else f"{laid}<p>{said}</p>"
        html += f"<div{as_minuted()}>{words}</div>"
        before = now
    return html


def _prose(answer: Answer, number: int, heading: str) -> str:
    """The answer's text, a paragraph for each line; what the heading has just said is not said again."""
    text = answer.text
    after = catalogue(Language.ENGLISH).say(heading) if heading else ""  # the record's own language
    if after and text.startswith(after):
        text = text[len(after) :].lstrip(" .:;")
        text = text[:1].upper() + text[1:]
    lines = "".join(f"<p>{_with_links(answer, line, number)}</p>" for line in text.splitlines() if line.strip())
    return f"<div{as_minuted()}>{lines}</div>"


def _heading(answer: Answer) -> str:
    """The key of what is said above an answer; empty where it needs no heading."""
    if answer.status == Status.ANSWERED:
        return ""
    if answer.status == Status.PARTIAL:
        return "answer.partial"
    return f"abstained.{answer.reason or Reason.NOT_IN_MINUTES}"


def _origin(answer: Answer) -> str:
    """Whose words the answer is made of."""
    if answer.status == Status.ABSTAINED:
        return ""
    if answer.mode == "quoted":
        own = bool(answer.sentences) and all(sentence.quoted for sentence in answer.sentences)
        return f'<p class="origin">{say("answer.own_words" if own else "answer.stated")}</p>'
    writer = shown(answer.writer or say("answer.some_model"))
    return f'<p class="origin">{say("answer.written", writer=writer)}</p>'


def _closest(answer: Answer) -> str:
    """The questions that a vague one may have meant, each a button: one for each item that came near."""
    if answer.reason is not Reason.UNCLEAR_QUESTION:
        return ""
    items = [one.cited for one in answer.citations if one.cited.item_title]
    asked = dict.fromkeys(_decided(readable(one.item_title).rstrip(" .:"), one.day) for one in items)
    buttons = "".join(
        f'<button type="button" data-ask="{escape(one)}"{as_minuted()}>{escape(one)}</button>' for one in asked
    )
    if not buttons:
        return ""
    return f'<div class="closest"><p>{say("answer.closest")}</p>{buttons}</div>'


def _decided(matter: str, day: str) -> str:
    return say("question.decided_on" if day else "question.decided", matter=matter, day=day)


def _failing(answer: Answer) -> str:
    """What became of a language model that gave less than it was to give, in a sentence."""
    unsupported = answer.reason is Reason.WRITER_UNSUPPORTED
    origin = answer.model_error or (say("answer.unsupported") if unsupported else "")
    return f'<p class="origin">{escape(origin)}</p>' if origin else ""


def _with_links(answer: Answer, line: str, number: int) -> str:
    """A line of the answer, in which each [n] that is a citation, and each of [n]–[m], becomes a link to its card."""
    labels = {citation.marker: where(citation.cited) for citation in answer.citations}
    html, end = "", 0
    for match in _MARKER.finditer(line):
        markers = range(int(match[1]), int(match[2] or match[1]) + 1)
        if markers and markers[0] in labels and markers[-1] in labels:
            html += shown(line[end : match.start()])
            html += "".join(_cite(number, marker, labels[marker]) for marker in labels if marker in markers)
            end = match.end()
    return html + shown(line[end:])


def _cite(number: int, marker: int, label: str) -> str:
    said = escape(say("evidence.cited", n=marker, label=label))
    return f'<a class="cite" href="#proof-{number}-{marker}" aria-label="{said}">{marker}</a>'


def _evidence(answer: Answer, ledger: Ledger, number: int) -> str:
    heading, kind = say("evidence.heading"), ""
    if answer.status == Status.ABSTAINED and answer.reason == Reason.FALSE_PREMISE:
        heading = say("evidence.otherwise")
    elif answer.status == Status.ABSTAINED:
        heading, kind = say("evidence.nearest"), " near"
    cards = evidence_cards(answer.citations, ledger, turn=number)
    content = f"<h3>{heading}</h3>{cards}" if cards else f'<p class="nothing">{say("evidence.nothing_near")}</p>'
    if cards and kind and answer.reason in _SURELY_NOT:  # where nothing answers, what comes nearest is not held out
        content = f"<details><summary>{say('evidence.unlikely')}</summary>{cards}</details>"
    label = say("evidence.for_question", heading=heading, n=number)
    return f'<aside class="evidence{kind}" aria-label="{label}">{content}</aside>'
