"""How the page's addresses say that something can't be had: a sentence, never an error."""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rag.errors import MinutebookError
from rag.words import say

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
