"""What proves an answer: paragraphs in their context, the pages that they stand on, and whole documents."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from rag.service.problems import documented
from rag.service.routes.shared import Name, Serving, as_text, wants_text
from rag.service.wire import ParagraphInContext

router = APIRouter(prefix="/api", tags=["minutes"])
_PARAGRAPHS: dict[int | str, dict[str, Any]] = {
    200: {"model": ParagraphInContext, "description": "The paragraph"},
    **documented(404),
}
_PNG = "image/png"
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}, "description": "The file"},
    **documented(404),
}
_PICTURES: dict[int | str, dict[str, Any]] = {
    200: {"content": {_PNG: {"schema": {"type": "string", "format": "binary"}}}, "description": "The page"},
    **documented(400, 404, 410),
}


@router.get("/paragraphs/{id:path}", responses=_PARAGRAPHS, response_model=None)
def paragraph(
    id: Name,
    service: Serving,
    request: Request,
    before: Annotated[int, Query(ge=0, le=50)] = 1,
    after: Annotated[int, Query(ge=0, le=50)] = 1,
) -> Response:
    """The paragraph that has or had this id, with its neighbours and where it stands in the original."""
    found = service.paragraph(id, before=before, after=after)
    return as_text(found.printed(), request) if wants_text(request) else JSONResponse(found.record())


@router.get("/documents/{name:path}/pages/{number}.png", responses=_PICTURES, response_class=Response)
def page(
    name: Name,
    number: int,
    service: Serving,
    marked: Annotated[list[str], Query(max_length=100, description="ids of paragraphs to be boxed")] = [],  # noqa: B006
    zoom: Annotated[float, Query(ge=0.25, le=3)] = 1.0,
) -> Response:
    """A page of a PDF as an image, with boxes around the marked paragraphs; `X-Pages` says how many it has."""
    image = service.page(name, number, marked, zoom=zoom)
    headers = {"X-Pages": str(image.pages), "X-Alt": quote(image.alt), "Cache-Control": "private, max-age=3600"}
    return Response(image.png, media_type=_PNG, headers=headers)


@router.get("/documents/{name:path}/file", responses=_FILES, response_class=Response)
def file(name: Name, service: Serving) -> Response:
    """The document as it was read, where its file is still there unchanged; else the text that the ledger keeps."""
    found = service.file(name)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",  # minutes in HTML are for saving, never for showing here
        "X-Original": "yes" if found.original else "no",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)
