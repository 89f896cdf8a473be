"""Questions: answered whole, or as events while they are; matters across meetings; and what is found."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from rag.answers import Answer, Event, Question, Sentence
from rag.errors import UnknownAnswer
from rag.printing import printed
from rag.service.client import STATUS
from rag.service.keeping import new_id
from rag.service.paragraphs import paragraph_record
from rag.service.problems import documented, problem_of
from rag.service.routes.shared import TEXT, Bounded, Serving, Styled, Words, as_text, wants_text
from rag.service.service import Service
from rag.service.wire import AnswerRecord, Ask, Found
from rag.streaming import taken
from rag.tracing import Step

router = APIRouter(prefix="/api", tags=["ask"])
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": AnswerRecord, "content": {TEXT: {"schema": {"type": "string"}}}, "description": "The answer"},
    **documented(400, 503),
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": "The events"}
}
_EVENT = re.compile(r"[\w-]{16}:\d+", re.ASCII)
_Last = Annotated[str, Header(max_length=200, description="the id of the last event that came")]


@router.post("/ask", responses=_ANSWERS, response_model=None)
def ask(
    asked: Ask, service: Serving, request: Request, ids: bool = False, explain: bool = False, styled: Styled = False
) -> Response:
    """Answer a question: a cited answer, or an abstention with its reason.

    JSON, or with `Accept: text/plain` as the command line prints it, with the ids of paragraphs where `ids` is set, and
    every step where `explain` is.
    """
    return _said(service.ask(asked.asked()), service, request, ids=ids, explain=explain, styled=styled)


@router.get("/ask", responses=_ANSWERS, response_model=None)
def ask_by_address(
    question: Words, within: Bounded, service: Serving, request: Request, ids: bool = False, styled: Styled = False
) -> Response:
    """Answer one question by its address alone."""
    return _said(service.ask(within.on(question)), service, request, ids=ids, styled=styled)


@router.get("/thread", responses=_ANSWERS, response_model=None)
def thread(
    words: Words, within: Bounded, service: Serving, request: Request, ids: bool = False, styled: Styled = False
) -> Response:
    """A matter across meetings: its latest position first, then each step that led there."""
    return _said(service.thread(within.on(words)), service, request, ids=ids, styled=styled)


@router.get("/search", responses=documented(400, 503))
def search(
    question: Words, within: Bounded, service: Serving, limit: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[Found]:
    """The paragraphs that may answer, best first; nothing is read in them."""
    return [
        Found.model_validate({"paragraph": paragraph_record(one.cited), "score": one.score, "found": one.found})
        for one in service.search(within.on(question))[:limit]
    ]


@router.post("/ask/stream", response_class=EventSourceResponse, responses=_EVENTS)
async def stream(asked: Ask, service: Serving, last_event_id: _Last = "") -> AsyncIterator[ServerSentEvent]:
    """Answer a question as events: `step` as each is done, `sentence` as each is proved, `answer`, or `error`.

    The first comes at once. Sentences are void where the answer is a quoted one. Who lost the connection asks again
    with the last id that came: an answer that was given meanwhile comes at once, else the question is asked anew.
    """
    async for event in _events(service, asked.asked(), last_event_id):
        yield event


@router.get("/ask/stream", response_class=EventSourceResponse, responses=_EVENTS)
async def stream_by_address(
    question: Words, within: Bounded, service: Serving, last_event_id: _Last = ""
) -> AsyncIterator[ServerSentEvent]:
    """The same by its address alone, as a browser's EventSource asks."""
    async for event in _events(service, within.on(question), last_event_id):
        yield event


def _said(
    answer: Answer, service: Service, request: Request, *, ids: bool, styled: bool, explain: bool = False
) -> Response:
    if wants_text(request):
        return as_text(printed(answer, ids=ids, explain=explain), styled=styled, headers={STATUS: answer.status})
    id = service.keep(answer)
    return JSONResponse({**answer.record(), "answer_id": id}, headers={"Location": f"answers/{id}"})


async def _events(service: Service, asked: Question, last: str) -> AsyncIterator[ServerSentEvent]:
    resumed = last.partition(":")[0] if _EVENT.fullmatch(last) else None
    id = resumed or new_id()
    yield ServerSentEvent(event="step", id=f"{id}:0", data={"name": "begin", "ms": 0.0})
    number = 0
    try:
        if resumed:
            with suppress(UnknownAnswer):
                kept = await asyncio.to_thread(service.kept, id)
                yield ServerSentEvent(event="answer", id=f"{id}:1", data={**kept.record, "answer_id": id})
                return
        async with aclosing(taken(service.stream(asked))) as events:
            async for event in events:
                number += 1
                if isinstance(event, Answer):
                    await asyncio.to_thread(service.keep, event, id)
                name, data = _told(event, id)
                yield ServerSentEvent(event=name, id=f"{id}:{number}", data=data)
    except Exception as error:  # the response has begun: what goes wrong is its last event
        yield ServerSentEvent(event="error", data=problem_of(error).model_dump())


def _told(event: Event, id: str) -> tuple[str, dict[str, Any]]:
    """The name and the data of an event."""
    match event:
        case Step():
            return "step", {"name": event.name, "ms": event.ms}
        case Sentence():
            return "sentence", asdict(event)
        case Answer():
            return "answer", {**event.record(), "answer_id": id}
