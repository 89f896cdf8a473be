"""Work that changes the home while the service runs on it, for its owner's commands: through the socket alone."""

import json
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.exceptions import HTTPException

from rag.security.asgi import through_socket
from rag.service.problems import problem_of
from rag.streaming import taken

Working = Callable[[str, bytes], Generator[Mapping[str, Any], None, None]]


def work_routes(working: Working) -> APIRouter:
    """The route; `working`, given the name of some work and what is asked of it, gives how far it is, and what came."""
    router = APIRouter(include_in_schema=False)

    @router.post("/api/work/{name}")
    async def work(name: str, request: Request) -> Response:
        """JSON lines: `step`, `done` and `total` as the work goes on, at the end `made` or a `problem`.

        Whoever hangs up stops the work; what was done by then stays done.
        """
        if not through_socket(request.scope):
            raise HTTPException(404)
        lines = _lines(working(name, await request.body()))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    return router


async def _lines(events: Generator[Mapping[str, Any], None, None]) -> AsyncIterator[str]:
    try:
        async with aclosing(taken(events)) as lines:
            async for one in lines:
                yield json.dumps(one) + "\n"
    except Exception as error:  # the response has begun: what goes wrong is its last line
        yield json.dumps({"problem": problem_of(error).model_dump()}) + "\n"
