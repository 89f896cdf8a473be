"""Every failure as problem+json (RFC 9457), made of the tree of errors: the sentence with the way out is its detail."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NoReturn

from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from rag import errors
from rag.errors import MinutebookError
from rag.service.wire import Problem

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:minutebook:error:"
_STATUS: dict[type[MinutebookError], HTTPStatus] = {  # an error's own class or the nearest above it
    errors.UnknownParagraph: HTTPStatus.NOT_FOUND,
    errors.UnknownDocument: HTTPStatus.NOT_FOUND,
    errors.UnknownAnswer: HTTPStatus.NOT_FOUND,
    errors.UnknownPerson: HTTPStatus.NOT_FOUND,
    errors.OriginalGone: HTTPStatus.NOT_FOUND,
    errors.WrongUse: HTTPStatus.BAD_REQUEST,
    errors.HomeError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SettingsError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.PromptError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ServiceBusy: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StorageFailure: HTTPStatus.INSUFFICIENT_STORAGE,
    errors.ModelFailure: HTTPStatus.BAD_GATEWAY,
    errors.MinutebookError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
_AGAIN = 30  # seconds after which who was refused may ask again
_UNFORESEEN = "Something went wrong here, not in your request: see the log of the service, then try again."
_SEE = "see /openapi.json"
_log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """A failure as a problem; what wasn't foreseen is logged, and nothing of it is shown."""
    if isinstance(error, MinutebookError):
        status = next(_STATUS[one] for one in type(error).__mro__ if one in _STATUS)
        title = (type(error).__doc__ or "").split(".")[0]
        return Problem(type=f"{TYPE}{type(error).__name__}", title=title, status=status, detail=str(error))
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        return Problem(
            type=f"{TYPE}WrongUse",
            title="The request isn't one that is understood",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            detail=f"{where}: {first['msg']}; {_SEE} for what can be sent.",
        )
    if isinstance(error, HTTPException):
        title = HTTPStatus(error.status_code).phrase
        detail = f"{title}: {_SEE} for what there is." if error.detail == title else str(error.detail)
        return Problem(title=title, status=error.status_code, detail=detail)
    _log.error("A request failed", exc_info=error)
    return Problem(title="Something went wrong", status=HTTPStatus.INTERNAL_SERVER_ERROR, detail=_UNFORESEEN)


def response_of(error: Exception) -> JSONResponse:
    """A failure as a response."""
    problem = problem_of(error)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_AGAIN)
    return JSONResponse(problem.model_dump(), problem.status, headers, MEDIA_TYPE)


def tell_problems(api: FastAPI) -> None:
    """Make every failure of an app a problem."""

    async def tell(request: Request, error: Exception) -> JSONResponse:
        return response_of(error)

    for kind in (MinutebookError, RequestValidationError, HTTPException, Exception):
        api.add_exception_handler(kind, tell)


def only_known(request: Request) -> None:
    """Refuse a request with a query parameter that its route doesn't take: misspelt, it would bound nothing.

    Raises:
        RequestValidationError: with the name, and those that are known.
    """
    known = sorted(_query_names(request.scope["route"].dependant))
    takes = f"what is known here is {', '.join(known)}" if known else "none is known here"
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError([{"loc": ("query", unknown[0]), "msg": f"there is no such parameter, {takes}"}])


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (one.alias for one in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_names(inner)


async def nothing_there(request: Request) -> NoReturn:
    """Say of an address below /api that nothing is there, or not by that method.

    Raises:
        HTTPException: always.
    """
    for route in request.app.routes:
        match, inner = route.matches(request.scope)
        if match is Match.PARTIAL:
            await route.handle({**request.scope, **inner}, request.receive, request._send)  # it refuses the method
    raise HTTPException(HTTPStatus.NOT_FOUND)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses as the description of an operation has them."""
    return {
        status: {
            "model": Problem,
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
