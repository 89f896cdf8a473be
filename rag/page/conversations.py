"""Conversations of those who signed in: the service keeps them, and the browser that they use next finds them there."""

import json
from asyncio import to_thread
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.errors import WrongUse
from rag.page.conversation import Asked, Service
from rag.page.replying import body_of, checked
from rag.security.asgi import person_of
from rag.words import say


class _Turn(BaseModel):
    """A question of a conversation, as the browser has it; `answer` is the id of the answer that is kept for it."""

    number: int = Field(ge=1)
    asked: Asked
    state: Literal["waiting", "stopped", "failed", "done"]
    said: Annotated[str, Field(max_length=2000)] | None = None
    follows: int | None = None
    answer: Annotated[str, Field(max_length=100)] | None = None


class _Turns(BaseModel):
    turns: tuple[_Turn, ...] = Field(min_length=1, max_length=500)


def conversation_routes(service: Service) -> Sequence[Route]:
    """The addresses of one's own conversations, below the page's own; nobody hears of another's."""

    async def listed(request: Request) -> Response:
        owner = person_of(request.scope).key
        if not owner:
            return JSONResponse({})
        found = await to_thread(service.conversations, owner)
        content = [{"id": one.id, "when": one.changed_on, "title": one.turns[0]["asked"]["text"]} for one in found]
        return _private({"conversations": content})

    async def opened(request: Request) -> Response:
        return _private({"turns": await to_thread(service.conversation, _owner(request), request.path_params["id"])})

    async def kept(request: Request) -> Response:
        turns = json.loads(_Turns.model_validate_json(await body_of(request)).model_dump_json())["turns"]
        await to_thread(service.converse, _owner(request), request.path_params["id"][:100], turns)
        return JSONResponse({})

    async def left(request: Request) -> Response:
        await to_thread(service.leave, _owner(request), [request.path_params["id"]])
        return JSONResponse({})

    routes = {"GET": opened, "PUT": kept, "DELETE": left}
    return [
        Route("/page/conversations", checked(listed), methods=["GET"]),
        *(Route("/page/conversations/{id}", checked(route), methods=[method]) for method, route in routes.items()),
    ]


def _owner(request: Request) -> str:
    owner = person_of(request.scope).key
    if not owner:
        raise WrongUse(say("ask.no_owner"))
    return owner


def _private(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
