"""Minutes that administrators add on the page: files come in, are taken in, and can be taken out again."""

from asyncio import to_thread
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.errors import WrongUse
from rag.ledger import Ledger
from rag.page.replying import checked, within
from rag.page.views.administering import added_view, adding_view, status_view
from rag.security.asgi import person_of
from rag.security.people import Role
from rag.words import say

_MOST_BODY = 200_000  # bytes of the names of documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of files that came in, or of documents that were to be taken out.

    Attributes:
        new, changed, unchanged, removed: names of documents.
        refused: files that weren't taken in, each with the reason.
        odd: what looks wrong, each with the document or the body that it is said of.
        fault: why nothing came of it at all; empty where something did.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    odd: tuple[tuple[str, str], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the work is: what is done just now, for how many of how many; or what came of the last one."""

    step: str = ""
    done: int = 0
    total: int = 0
    added: Added | None = None


class Adding(Protocol):
    """Takes minutes in and out while the service runs; one thing at a time."""

    @property
    def kinds(self) -> Sequence[str]:
        """The suffixes of files that are taken."""
        ...

    @property
    def standing(self) -> Standing:
        """How far the work is, or what came of the last one."""
        ...

    def place(self, batch: str, name: str) -> Path:
        """Where a file of a batch is to be written; raises WrongUse where it isn't taken."""
        ...

    def take_in(self, batch: str) -> None:
        """Begin to take in the files of a batch; raises WrongUse where there are none or other work goes on."""
        ...

    def take_out(self, documents: Sequence[str]) -> None:
        """Begin to take out documents that were added here; raises WrongUse as `take_in`."""
        ...

    def can_take_out(self, source: str) -> bool:
        """Whether a document from this source was added here."""
        ...


class _Batch(BaseModel):
    batch: str = Field(max_length=50)


class _Documents(BaseModel):
    documents: tuple[Annotated[str, Field(max_length=2000)], ...] = Field(max_length=1000)


def adding_routes(adding: Adding | None, ledger: Ledger) -> Sequence[Route]:
    """The addresses for administrators, below the page's own: a file comes in by `page/add`, and so on."""

    def allowed(request: Request) -> Adding:
        if adding is None or not administers(request):
            raise WrongUse(say("adding.closed"))
        return adding

    async def add(request: Request) -> Response:
        asked = request.query_params
        place = await to_thread(allowed(request).place, asked.get("batch", ""), asked.get("name", ""))
        try:
            with place.open("xb") as file:
                async for part in request.stream():
                    await to_thread(file.write, part)
        except BaseException:  # whatever broke it off, no half of a file stays
            with suppress(OSError):
                place.unlink(missing_ok=True)
            raise
        return JSONResponse({"name": place.name})

    async def take_in(request: Request) -> Response:
        await to_thread(allowed(request).take_in, _Batch.model_validate_json(await _body(request)).batch)
        return JSONResponse({})

    async def take_out(request: Request) -> Response:
        documents = _Documents.model_validate_json(await _body(request)).documents
        await to_thread(allowed(request).take_out, documents)
        return JSONResponse({})

    async def standing(request: Request) -> Response:
        now = allowed(request).standing
        if now.step:
            return JSONResponse({"step": now.step, "done": now.done, "total": now.total})
        return JSONResponse({"html": await to_thread(added_view, now.added, ledger) if now.added else ""})

    async def form(request: Request) -> Response:
        return JSONResponse({"html": adding_view(allowed(request).kinds)})

    async def status(request: Request) -> Response:
        if not administers(request):
            raise WrongUse(say("status.closed"))
        ours = adding.can_take_out if adding else lambda _: False
        return JSONResponse({"html": await to_thread(status_view, ledger, ours)})

    routes = [("add", add, "POST"), ("take-in", take_in, "POST"), ("take-out", take_out, "POST")]
    routes += [("standing", standing, "GET"), ("view/add", form, "GET"), ("view/status", status, "GET")]
    return [Route(f"/page/{path}", checked(route), methods=[method]) for path, route, method in routes]


def administers(request: Request) -> bool:
    """Whether whoever asks is an administrator."""
    return person_of(request.scope).role.reaches(Role.ADMINISTRATOR)


async def _body(request: Request) -> bytes:
    body = await within(request, _MOST_BODY)
    if body is None:
        raise WrongUse(say("adding.too_many"))
    return body
