"""What the page's script asks the server for about answers: one as it comes, kept ones drawn again, one judged."""

import json
from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rag.page.conversation import Asked, Asking, Service, converse
from rag.page.drawing import answered
from rag.page.evidence import Ledger
from rag.page.kept import Recorded
from rag.page.replying import body_of
from rag.page.replying import checked as _checked
from rag.words import say, spoken


class _KeptTurn(BaseModel):
    asked: Asked
    record: Recorded
    number: int = Field(ge=1)


class _KeptTurns(BaseModel):
    turns: tuple[_KeptTurn, ...] = Field(max_length=100)


class _Linked(BaseModel):
    id: str = Field(max_length=100)
    number: int = Field(ge=1)


class _Judged(BaseModel):
    answer: str = Field(max_length=100)
    verdict: Literal["right", "wrong", "missing"]
    note: str = Field(default="", max_length=4000)


def answer_routes(service: Service, ledger: Ledger) -> Sequence[Route]:
    """The addresses that the script knows, below the page's own: `page/ask` and its like."""

    async def ask(body: bytes) -> Response:
        asking = Asking.model_validate_json(body)

        async def lines() -> AsyncIterator[str]:
            async for shown in converse(service, ledger, asking):
                yield json.dumps(shown, ensure_ascii=False) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})

    async def drawn(body: bytes) -> Response:
        kept = _KeptTurns.model_validate_json(body)
        html = await to_thread(lambda: [_drawn_again(turn, ledger) for turn in kept.turns])
        return JSONResponse({"html": html})

    async def linked(body: bytes) -> Response:
        return JSONResponse(await to_thread(_linked, service, ledger, _Linked.model_validate_json(body)))

    async def judged(body: bytes) -> Response:
        said = _Judged.model_validate_json(body)
        await to_thread(service.feedback, said.answer, said.verdict, said.note)
        return JSONResponse({})

    routes = {"ask": ask, "drawn": drawn, "linked": linked, "judged": judged}
    return [Route(f"/page/{name}", _checked(_given_body(route)), methods=["POST"]) for name, route in routes.items()]


def _drawn_again(turn: _KeptTurn, ledger: Ledger) -> str:
    answer, unchanged = turn.record.of(ledger, turn.asked.question())
    changed = () if unchanged else (say("answer.changed"),)
    return answered(answer, ledger, number=turn.number, id=turn.record.answer_id, changed=changed)


def _linked(service: Service, ledger: Ledger, link: _Linked) -> dict[str, Any]:
    """An answer as it was given, by its address."""
    kept = service.kept(link.id)
    question, record = kept.question, {**kept.record, "answer_id": link.id}
    answer, _ = Recorded.model_validate(record).of(ledger, question)
    changed = [say("answer.changed")] if service.changed(kept) else []
    day = spoken().day(date.fromisoformat(kept.asked_on[:10]))
    before = [say("answer.answered_on", day=day), *changed]
    html = answered(answer, ledger, number=link.number, id=link.id, changed=before)
    asked = {name: getattr(question, name) for name in ("text", "body", "since", "as_of")}
    return {"html": html, "record": record, "asked": {**asked, "without": sorted(question.without)}}


def _given_body(route: Callable[[bytes], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def given_body(request: Request) -> Response:
        return await route(await body_of(request))

    return given_body
