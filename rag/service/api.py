"""HTTP over the service: JSON, server-sent events, problems after RFC 9457, and what watches it needs."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import asdict
from typing import Annotated, Any

import click
from fastapi import APIRouter, FastAPI, Header, Path, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.middleware import Middleware

from rag.answers import Answer, Event, Question, Sentence
from rag.errors import UnknownAnswer
from rag.printing import printed
from rag.service.client import STATUS
from rag.service.keeping import new_id
from rag.service.metrics import CONTENT_TYPE
from rag.service.paragraphs import paragraph_record
from rag.service.problems import documented, problem_of, tell_problems
from rag.service.service import Service
from rag.service.wire import (
    AnswerRecord,
    Ask,
    FeedbackGiven,
    Found,
    Health,
    KeptRecord,
    ParagraphInContext,
    Text,
    ask_of,
)
from rag.streaming import taken
from rag.tracing import Step

_TEXT = "text/plain"
_EVENT = re.compile(r"[\w-]{16}:\d+", re.ASCII)
_Accept = Annotated[str, Header(include_in_schema=False)]
_Styled = Annotated[bool, Query(include_in_schema=False)]
_Last = Annotated[str, Header(max_length=200)]
_Id = Annotated[str, Path(max_length=100)]


def build_api(
    service: Service,
    *,
    routers: Sequence[APIRouter] = (),
    middleware: Sequence[Middleware] = (),
    root_path: str = "",
) -> FastAPI:
    """The app over a service, which serves alone or mounted in another.

    Further routers join its own; middleware stands before everything, the first outermost: sign-in, limits, headers.
    """
    api = FastAPI(
        title="Minutebook",
        description="Answers from the minutes of councils, with the paragraph that proves each sentence.",
        version="1",
        middleware=list(middleware),
        root_path=root_path,
        docs_url=None,  # its page would be fetched from elsewhere
        redoc_url=None,
        responses=documented(422, 500),
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    tell_problems(api)
    for router in (_asking(service), _minutes(service), _keeping(service), _watching(service), *routers):
        api.include_router(router)
    return api


def _asking(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["ask"])
    answers: dict[int | str, dict[str, Any]] = {
        200: {"model": AnswerRecord, "content": {_TEXT: {"schema": {"type": "string"}}}, "description": "The answer"},
        **documented(400, 503),
    }

    def said(answer: Answer, accept: str, styled: bool, ids: bool, explain: bool = False) -> Response:
        if _TEXT in accept:
            return _text(printed(answer, ids=ids, explain=explain), styled, {STATUS: answer.status})
        id = service.keep(answer)
        return JSONResponse({**answer.record(), "answer_id": id}, headers={"Location": f"answers/{id}"})

    @router.post("/ask", responses=answers, response_model=None)
    def ask(
        asked: Ask, accept: _Accept = "", styled: _Styled = False, ids: bool = False, explain: bool = False
    ) -> Response:
        """Answer a question: a cited answer, or an abstention with its reason.

        JSON, or with `Accept: text/plain` as the command line prints it, with the ids of paragraphs where `ids` is set,
        and every step where `explain` is.
        """
        return said(service.ask(asked.asked()), accept, styled, ids, explain)

    @router.get("/ask", responses=answers, response_model=None)
    def ask_by_address(
        question: Annotated[Text, Query(examples=["What was decided about the bus shelter?"])],
        as_of: Annotated[str | None, Query(max_length=100)] = None,
        body: Annotated[str | None, Query(max_length=300)] = None,
        accept: _Accept = "",
        styled: _Styled = False,
        ids: bool = False,
    ) -> Response:
        """Answer one question by its address alone."""
        return said(service.ask(Question(text=question, as_of=as_of, body=body)), accept, styled, ids)

    @router.post("/ask/stream", response_class=EventSourceResponse)
    async def stream(
        asked: Ask, last_event_id: Annotated[str, Header(max_length=200)] = ""
    ) -> AsyncIterator[ServerSentEvent]:
        """Answer a question as events: `step` as each is done, `sentence` as each is proved, `answer`, or `error`.

        The first comes at once. Sentences are void where the answer is a quoted one. Who lost the connection asks again
        with the last id that came: an answer that was given meanwhile comes at once, else the question is asked anew.
        """
        async for event in _events(service, asked.asked(), last_event_id):
            yield event

    @router.get("/ask/stream", response_class=EventSourceResponse)
    async def stream_by_address(
        question: Annotated[Text, Query()],
        as_of: Annotated[str | None, Query(max_length=100)] = None,
        body: Annotated[str | None, Query(max_length=300)] = None,
        last_event_id: _Last = "",
    ) -> AsyncIterator[ServerSentEvent]:
        """The same by its address alone, as a browser's EventSource asks."""
        asked = Question(text=question, as_of=as_of, body=body)
        async for event in _events(service, asked, last_event_id):
            yield event

    @router.get("/thread", responses=answers, response_model=None)
    def thread(
        words: Annotated[Text, Query(examples=["Maltings grant"])],
        as_of: Annotated[str | None, Query(max_length=100)] = None,
        body: Annotated[str | None, Query(max_length=300)] = None,
        accept: _Accept = "",
        styled: _Styled = False,
        ids: bool = False,
    ) -> Response:
        """A matter across meetings: its latest position first, then each step that led there."""
        return said(service.thread(Question(text=words, as_of=as_of, body=body)), accept, styled, ids)

    @router.get("/search", responses=documented(400, 503))
    def search(
        question: Annotated[Text, Query(examples=["bus shelter"])],
        as_of: Annotated[str | None, Query(max_length=100)] = None,
        body: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> list[Found]:
        """The paragraphs that may answer, best first; nothing is read in them."""
        found = service.search(Question(text=question, as_of=as_of, body=body))
        return [
            Found.model_validate({"paragraph": paragraph_record(one.cited), "score": one.score, "found": one.found})
            for one in found[:limit]
        ]

    return router


def _minutes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["minutes"])
    paragraphs: dict[int | str, dict[str, Any]] = {
        200: {"model": ParagraphInContext, "description": "The paragraph"},
        **documented(404),
    }

    @router.get("/paragraphs/{id:path}", responses=paragraphs, response_model=None)
    def paragraph(
        id: _Id,
        before: Annotated[int, Query(ge=0, le=50)] = 1,
        after: Annotated[int, Query(ge=0, le=50)] = 1,
        accept: _Accept = "",
        styled: _Styled = False,
    ) -> Response:
        """The paragraph that has or had this id, with its neighbours and where it stands in the original."""
        found = service.paragraph(id, before=before, after=after)
        if _TEXT in accept:
            return _text(found.printed(), styled)
        return JSONResponse(found.record())

    return router


def _keeping(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["keep"])

    @router.get("/answers/{id}", responses=documented(404))
    def kept(id: _Id) -> KeptRecord:
        """An answer as it was given, and whether the minutes behind it changed since; POST /api/ask asks it anew."""
        answer = service.kept(id)
        return KeptRecord.model_validate(
            {
                "answer_id": answer.id,
                "asked_on": answer.asked_on,
                "asked": ask_of(answer.question),
                "record": answer.record,
                "changed": service.changed(answer),
            }
        )

    @router.post("/feedback", status_code=204, responses=documented(404))
    def feedback(given: FeedbackGiven) -> None:
        """Say whether an answer is right; what is said last counts."""
        service.feedback(given.answer_id, given.verdict, given.note, given.paragraph_id)

    return router


def _watching(service: Service) -> APIRouter:
    router = APIRouter(tags=["watch"])

    @router.get("/healthz")
    def healthz() -> Health:
        """Whether the service is up."""
        return Health(status="ok")

    @router.get("/readyz", responses={503: {"model": Health, "description": "The models are loading"}})
    def readyz(response: Response) -> Health:
        """Whether the models are loaded, so that a question is answered at once."""
        if service.ready:
            return Health(status="ok")
        response.status_code = 503
        return Health(status="loading")

    @router.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Figures for Prometheus."""
        return Response(service.metrics.text(), media_type=CONTENT_TYPE)

    return router


def _text(text: str, styled: bool, headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse(text if styled else click.unstyle(text), headers=headers)


async def _events(service: Service, asked: Question, last: str) -> AsyncIterator[ServerSentEvent]:
    resumed = last.partition(":")[0] if _EVENT.fullmatch(last) else None
    id = resumed or new_id()
    yield ServerSentEvent(event="step", id=f"{id}:0", data={"name": "begin" if service.ready else "load", "ms": 0.0})
    if resumed:
        with suppress(UnknownAnswer):
            kept = await asyncio.to_thread(service.kept, id)
            yield ServerSentEvent(event="answer", id=f"{id}:1", data={**kept.record, "answer_id": id})
            return
    number = 0
    try:
        async with aclosing(taken(service.stream(asked))) as events:
            async for event in events:
                number += 1
                if isinstance(event, Answer):
                    await asyncio.to_thread(service.keep, event, id)
                name, data = _told(event, id)
                yield ServerSentEvent(event=name, id=f"{id}:{number}", data=data)
    except Exception as error:  # the response has begun: what goes wrong is told as its last event
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
