"""HTTP over what can be looked through, shown and carried away; the bounds of a list are its query."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path as Folder
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.convertors import PathConvertor, register_url_convertor

from rag.browsing import (
    ActionRow,
    BodyRow,
    DecisionRow,
    MeetingRow,
    Minutes,
    Page,
    Person,
    PersonRow,
    Within,
    actions,
    bodies,
    decisions,
    meetings,
    minutes,
    people,
    person,
)
from rag.exporting import (
    Exported,
    Format,
    TableFormat,
    actions_sheet,
    decisions_sheet,
    export,
    export_table,
)
from rag.ledger import Ledger
from rag.minutes import Outcome
from rag.originals import original
from rag.page_images import PageImages
from rag.security.asgi import person_of
from rag.security.people import Role
from rag.service.problems import documented
from rag.service.service import Service


class _Anything(PathConvertor):
    regex = r"[\s\S]+"  # the ids of several meetings in one document have line ends


register_url_convertor("anything", _Anything())
_Limit = Annotated[int, Query(ge=1, le=500, description="how many rows")]
_Offset = Annotated[int, Query(ge=0, le=1_000_000, description="how many rows come before them")]
_Name = Annotated[str, Query(max_length=300)]
_Done = Annotated[bool | None, Query(description="only what is, or isn't, reported done by a table of actions")]
_Document = Annotated[str, Path(max_length=1000, description="a document's name, as the rows give it")]


def is_officer(request: Request) -> bool:
    """Whether who asks may read exempt items."""
    return person_of(request.scope).role.reaches(Role.OFFICER)


def browse_routes(
    service: Service, home: Folder, *, sees_exempt: Callable[[Request], bool] = is_officer
) -> Sequence[APIRouter]:
    """The routes over one home; `sees_exempt` says whether who asks may see what was taken with the public excluded."""

    def within(
        request: Request,
        body: Annotated[str, Query(max_length=300, description="a body's name, or a part of it")] = "",
        since: Annotated[date | None, Query(description="the first day")] = None,
        until: Annotated[date | None, Query(description="the last day")] = None,
        words: Annotated[str, Query(max_length=300, description="beginnings of words that all are there")] = "",
    ) -> Within:
        return Within(body=body, since=since, until=until, words=words, exempt=sees_exempt(request))

    return [
        _lists(service.ledger, within),
        _documents(service.ledger, PageImages(service.ledger, home / "pages"), sees_exempt),
        _reports(service),
    ]


def _lists(ledger: Ledger, bounds: Callable[..., Within]) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["browse"])
    _Within = Annotated[Within, Depends(bounds)]
    _Outcome = Annotated[Outcome | None, Query(description="how it ended; without it all that was decided")]

    @router.get("/bodies")
    def list_bodies() -> tuple[BodyRow, ...]:
        """The bodies, with how many meetings of each there are, and in which years."""
        return bodies(ledger)

    @router.get("/meetings")
    def list_meetings(within: _Within, limit: _Limit = 50, offset: _Offset = 0) -> Page[MeetingRow]:
        """Meetings, the latest first; the words are looked for in the whole of their minutes."""
        return meetings(ledger, within, limit=limit, offset=offset)

    @router.get("/meetings/{meeting:anything}", responses=documented(404))
    def read_minutes(
        meeting: Annotated[str, Path(max_length=1000, description="a meeting's id, as the rows give it")],
        within: _Within,
    ) -> Minutes:
        """One meeting's minutes, item by item, with what they record."""
        return minutes(ledger, meeting, exempt=within.exempt)

    @router.get("/decisions")
    def list_decisions(
        within: _Within, outcome: _Outcome = None, mover: _Name = "", limit: _Limit = 50, offset: _Offset = 0
    ) -> Page[DecisionRow]:
        """Decisions, the latest first."""
        return decisions(ledger, within, outcome=outcome, mover=mover, limit=limit, offset=offset)

    @router.get("/decisions.{written_as}", response_class=Response)
    def decisions_file(
        written_as: TableFormat, within: _Within, outcome: _Outcome = None, mover: _Name = ""
    ) -> Response:
        """All decisions within the bounds, as a table to be carried away."""
        found = decisions(ledger, within, outcome=outcome, mover=mover, limit=None)
        return _attached(export_table(decisions_sheet(found.rows), written_as))

    @router.get("/actions")
    def list_actions(
        within: _Within,
        owner: _Name = "",
        due: bool | None = None,
        done: _Done = None,
        limit: _Limit = 50,
        offset: _Offset = 0,
    ) -> Page[ActionRow]:
        """Actions, those of the latest meeting first; `due` keeps those with, or without, a time by which."""
        return actions(ledger, within, owner=owner, due=due, done=done, limit=limit, offset=offset)

    @router.get("/actions.{written_as}", response_class=Response)
    def actions_file(
        written_as: TableFormat, within: _Within, owner: _Name = "", due: bool | None = None, done: _Done = None
    ) -> Response:
        """All actions within the bounds, as a table to be carried away."""
        found = actions(ledger, within, owner=owner, due=due, done=done, limit=None)
        return _attached(export_table(actions_sheet(found.rows), written_as))

    @router.get("/people")
    def list_people(within: _Within, limit: _Limit = 50, offset: _Offset = 0) -> Page[PersonRow]:
        """People by surname; the words are looked for in their names."""
        return people(ledger, within, limit=limit, offset=offset)

    @router.get("/people/{name:path}", responses=documented(404))
    def show_person(name: Annotated[str, Path(max_length=300)], within: _Within) -> Person:
        """One person: how each meeting lists them, how they voted, what they moved."""
        return person(ledger, name, within)

    return router


def _documents(ledger: Ledger, images: PageImages, sees_exempt: Callable[[Request], bool]) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["documents"])

    @router.get(
        "/documents/{document:path}/pages/{number}.png",
        response_class=Response,
        responses={200: {"content": {"image/png": {}}, "description": "The page"}, **documented(400, 404)},
    )
    def page(
        request: Request,
        document: _Document,
        number: Annotated[int, Path(ge=1, le=100_000)],
        paragraph: Annotated[list[str], Query(max_length=50, description="ids of paragraphs to be marked")] = [],  # noqa: B006
        zoom: Annotated[float, Query(ge=0.25, le=3)] = 1.0,
    ) -> Response:
        """A page of a PDF with boxes around paragraphs.

        X-Pages says how many pages there are; X-Alt, percent-encoded, says in words what is shown.
        """
        shown = images.page(document, number, paragraph, zoom=zoom, exempt=sees_exempt(request))
        headers = {
            "X-Pages": str(shown.pages),
            "X-Alt": quote(shown.alt[:2000]),
            "Cache-Control": "private, max-age=600",
        }
        return Response(shown.png, media_type="image/png", headers=headers)

    @router.get(
        "/documents/{document:path}",
        response_class=Response,
        responses={200: {"content": {"application/octet-stream": {}}, "description": "The file"}, **documented(404)},
    )
    def download(request: Request, document: _Document) -> Response:
        """The document's own file, as it was read."""
        found = original(ledger, document, exempt=sees_exempt(request))
        return _attached(Exported(name=found.file, media_type="application/octet-stream", data=found.data))

    return router


def _reports(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["keep"])

    @router.get("/report.{written_as}", response_class=Response, responses=documented(404))
    def report(
        written_as: Format,
        answer: Annotated[list[str], Query(min_length=1, max_length=50, description="ids of kept answers, in order")],
    ) -> Response:
        """Kept answers, one or a conversation, as a report to be carried away."""
        records = [service.kept(id).record for id in answer]
        return _attached(export(records, written_as, datetime.now(UTC).date()))

    return router


def _attached(file: Exported) -> Response:
    """A file that the browser keeps and doesn't show: what came from elsewhere must not act."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(file.data, media_type=file.media_type, headers=headers)
