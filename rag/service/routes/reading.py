"""What proves an answer: paragraphs in their context."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from rag.service.problems import documented
from rag.service.routes.shared import Name, Serving, Styled, as_text, wants_text
from rag.service.wire import ParagraphInContext

router = APIRouter(prefix="/api", tags=["minutes"])
_PARAGRAPHS: dict[int | str, dict[str, Any]] = {
    200: {"model": ParagraphInContext, "description": "The paragraph"},
    **documented(404),
}


@router.get("/paragraphs/{id:path}", responses=_PARAGRAPHS, response_model=None)
def paragraph(
    id: Name,
    service: Serving,
    request: Request,
    before: Annotated[int, Query(ge=0, le=50)] = 1,
    after: Annotated[int, Query(ge=0, le=50)] = 1,
    styled: Styled = False,
) -> Response:
    """The paragraph that has or had this id, with its neighbours and where it stands in the original."""
    found = service.paragraph(id, before=before, after=after)
    return as_text(found.printed(), styled=styled) if wants_text(request) else JSONResponse(found.record())
