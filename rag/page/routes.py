"""What the page's script asks the server for: a question answered as it comes, and kept answers drawn again."""

import json
from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from rag.errors import MinutebookError, WrongUse
from rag.page.conversation import Asked, Asking, Assistant, converse
from rag.page.drawing import answered
from rag.page.evidence import Ledger
from rag.page.kept import KeptAnswer

_MOST_BYTES = 4_000_000  # of a conversation: browsers keep no more


class _KeptTurn(BaseModel):
    asked: Asked
    record: KeptAnswer
    number: int = Field(ge=1)


class _Kept(BaseModel):
    turns: tuple[_KeptTurn, ...] = Field(max_length=100)


def page_routes(assistant: Assistant, ledger: Ledger) -> Sequence[Route]:
    """The two addresses that the script knows, below the page's own: `page/ask` and `page/drawn`."""

    async def ask(request: Request) -> Response:
        asking = Asking.model_validate_json(await _body(request))

        async def lines() -> AsyncIterator[str]:
            async for shown in converse(assistant, ledger, asking):
                yield json.dumps(shown, ensure_ascii=False) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})

    async def drawn(request: Request) -> Response:
        kept = _Kept.model_validate_json(await _body(request))
        html = await to_thread(lambda: [_drawn_again(turn, ledger) for turn in kept.turns])
        return JSONResponse({"html": html})

    return [
        Route(f"/page/{name}", _checked(route), methods=["POST"]) for name, route in (("ask", ask), ("drawn", drawn))
    ]


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise WrongUse("This conversation is too long to be sent: begin a new one.")
    return body


def _checked(route: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The route, which answers what it can't take with a sentence."""

    async def checked(request: Request) -> Response:
        try:
            return await route(request)
        except ValidationError:
            return JSONResponse({"notice": "The page is older than its server: load it again."}, status_code=422)
        except MinutebookError as error:
            return JSONResponse({"notice": str(error)}, status_code=422)

    return checked


def _drawn_again(turn: _KeptTurn, ledger: Ledger) -> str:
    answer, unchanged = turn.record.of(ledger, turn.asked.question())
    return answered(answer, ledger, number=turn.number, unchanged=unchanged)
