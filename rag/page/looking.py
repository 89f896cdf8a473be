"""What the page's script asks the server for about minutes: views, pages as images, documents, reports and tables."""

from asyncio import to_thread
from collections.abc import Sequence
from datetime import date
from typing import Protocol
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rag.answers import Question
from rag.browsing import actions, decisions
from rag.errors import WrongUse
from rag.exporting import Exported, Format, Sheet, TableFormat, actions_sheet, decisions_sheet, export, export_table
from rag.ledger import Ledger
from rag.originals import original_or_text
from rag.page.adding import administers
from rag.page.conversation import Service
from rag.page.drawing import holdings
from rag.page.replying import checked
from rag.page.views import view
from rag.page.views.parts import Query
from rag.page.views.timeline import thread_form, thread_view
from rag.page_images import PageImage
from rag.security.asgi import person_of
from rag.security.people import Role
from rag.words import say

_INLINE = {"pdf": "application/pdf"}  # of a council's file, what a browser shows and nothing in it can act


class Images(Protocol):
    """Draws pages of documents."""

    def page(
        self, document: str, number: int, marked: Sequence[str] = (), *, zoom: float = 1.0, exempt: bool = True
    ) -> PageImage:
        """A page with boxes around the marked paragraphs; raises MinutebookError where it can't be had."""
        ...


def minutes_routes(
    service: Service, ledger: Ledger, images: Images, administering: Sequence[str] = ()
) -> Sequence[Route]:
    """The addresses of views and files, below the page's own; `administering` are the views for administrators."""

    async def looked(request: Request) -> Response:
        name, query = request.path_params["view"], _query(request)
        return JSONResponse({"html": await to_thread(_view, name, query, service, ledger)})

    async def offered(request: Request) -> Response:
        ready = await to_thread(lambda: service.ready)
        examples = await to_thread(lambda: service.examples) if ready else []
        held = await to_thread(ledger.summary)
        views = list(administering) if administers(request) else []
        lists = {"holdings": holdings(held), "bodies": sorted(held.bodies), "views": views}
        return JSONResponse({"ready": ready, "examples": examples, **lists})

    async def image(request: Request) -> Response:
        asked = request.query_params
        number, zoom = _number(asked.get("page", "1")), float(_number(asked.get("zoom", "100"))) / 100
        page = await to_thread(
            lambda: images.page(
                asked.get("document", ""), number, [asked.get("mark", "")], zoom=zoom, exempt=_sees_exempt(request)
            )
        )
        headers = {
            "X-Pages": str(page.pages),
            "X-Alt": quote(page.alt[:1500]),
            "Cache-Control": "private, max-age=3600",
        }
        return Response(page.png, media_type="image/png", headers=headers)

    async def file(request: Request) -> Response:
        name, exempt = request.query_params.get("document", ""), _sees_exempt(request)
        found = await to_thread(lambda: original_or_text(ledger, name, exempt=exempt))
        inline = _INLINE.get(found.format)
        return _sent(found.file, inline or found.media_type, found.data, shown=bool(inline))

    async def report(request: Request) -> Response:
        written_as = Format(_among(request.path_params["kind"], Format))
        ids = request.query_params.getlist("answer")[:100]
        exported = await to_thread(lambda: export([service.kept(id).record for id in ids], written_as, date.today()))
        return _exported(exported)

    async def table(request: Request) -> Response:
        written_as = TableFormat(_among(request.path_params["kind"], TableFormat))
        sheet = await to_thread(_sheet, request.path_params["view"], _query(request), ledger)
        return _exported(await to_thread(export_table, sheet, written_as))

    routes = {
        "examples": offered,
        "view/{view}": looked,
        "image": image,
        "file": file,
        "report.{kind}": report,
        "table/{view}.{kind}": table,
    }
    return [Route(f"/page/{path}", checked(route), methods=["GET"]) for path, route in routes.items()]


def _query(request: Request) -> Query:
    return Query.model_validate({**request.query_params, "exempt": _sees_exempt(request)})


def _sees_exempt(request: Request) -> bool:
    """Whether whoever asks may read what was taken with the press and public excluded."""
    return person_of(request.scope).role.reaches(Role.OFFICER)


def _view(name: str, query: Query, service: Service, ledger: Ledger) -> str:
    if name != "thread":
        return view(name, query, ledger)
    if not query.words.strip():
        return thread_form("")
    return thread_view(query.words, service.thread(Question(text=query.words)))


def _sheet(name: str, query: Query, ledger: Ledger) -> Sheet:
    if name == "decisions":
        every = decisions(ledger, query.within, outcome=query.outcome, mover=query.mover, limit=None)
        return decisions_sheet(every.rows)
    if name == "actions":
        return actions_sheet(actions(ledger, query.within, owner=query.owner, done=query.is_done, limit=None).rows)
    raise WrongUse(say("list.no_table"))


def _among(kind: str, kinds: type[Format] | type[TableFormat]) -> str:
    if kind not in [*kinds]:
        raise WrongUse(say("list.no_format", kind=kind, kinds=", ".join(kinds)))
    return kind


def _number(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 7):
        raise WrongUse(say("list.no_number", written=written))
    return int(written)


def _exported(exported: Exported) -> Response:
    return _sent(exported.name, exported.media_type, exported.data)


def _sent(name: str, media_type: str, data: bytes, *, shown: bool = False) -> Response:
    """A file; the browser keeps what it doesn't show, and guesses at nothing."""
    how = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return Response(data, media_type=media_type, headers=headers)
