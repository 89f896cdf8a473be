"""How the page's addresses read what they are sent, and say that something can't be had: a sentence, never an error."""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rag.errors import MinutebookError, WrongUse
from rag.words import say

_MOST_BYTES = 2_000_000  # of some turns of a conversation: the browser sends ten at a time
Answering = Callable[[Request], Awaitable[Response]]


def checked(route: Answering) -> Answering:
    """The route, which answers what it can't take or give with a notice."""

    async def replied(request: Request) -> Response:
        try:
            return await route(request)
        except ValidationError:
            return JSONResponse({"notice": say("ask.unreadable")}, status_code=422)
        except MinutebookError as error:
            return JSONResponse({"notice": str(error)}, status_code=422)

    return replied


async def body_of(request: Request) -> bytes:
    """What is sent with a request; raises WrongUse where it is too long."""
    body = await within(request, _MOST_BYTES)
    if body is None:
        raise WrongUse(say("ask.too_long"))
    return body


async def within(request: Request, most: int) -> bytes | None:
    """What is sent with a request; None where it has more bytes than `most`, of which no more is read then."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body
