"""What the ledger holds, to be looked through: bodies, meetings, decisions, actions and people."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from rag.browsing import (
    ActionRow,
    BodyRow,
    DecisionRow,
    MeetingRow,
    Minutes,
    Page,
    Person,
    PersonRow,
    actions,
    bodies,
    decisions,
    meetings,
    minutes,
    people,
    person,
)
from rag.exporting import Exported, Format, TableFormat, actions_sheet, decisions_sheet, export, export_table
from rag.minutes import Outcome
from rag.service.problems import documented
from rag.service.routes.shared import Bounding, Id, Name, Paged, Serving

router = APIRouter(prefix="/api", tags=["browse"], responses=documented(400))
_Mover = Annotated[str, Query(max_length=200, description="who moved it")]
_Owner = Annotated[str, Query(max_length=200, description="who is to do it")]
_Outcome = Annotated[Outcome | None, Query(description="how it ended")]
_Due = Annotated[bool | None, Query(description="those with, or without, a time by which")]


@router.get("/bodies")
def all_bodies(service: Serving) -> list[BodyRow]:
    """The bodies, by their names, with the years of their meetings."""
    return list(bodies(service.ledger))


@router.get("/meetings")
def all_meetings(service: Serving, within: Bounding, paging: Paged) -> Page[MeetingRow]:
    """Meetings, the latest first and undated ones last."""
    return meetings(service.ledger, within, limit=paging.limit, offset=paging.offset)


@router.get("/minutes/{document:path}", responses=documented(404))
def one_meeting(document: Name, service: Serving) -> Minutes:
    """A document of minutes, to be read, with its decisions, actions and attendance."""
    return minutes(service.ledger, document)


@router.get("/decisions")
def all_decisions(
    service: Serving, within: Bounding, paging: Paged, outcome: _Outcome = None, mover: _Mover = ""
) -> Page[DecisionRow]:
    """Decisions, the latest first."""
    return decisions(service.ledger, within, outcome=outcome, mover=mover, limit=paging.limit, offset=paging.offset)


@router.get("/decisions.{written_as}", response_class=Response)
def decisions_to_carry_away(
    written_as: TableFormat, service: Serving, within: Bounding, outcome: _Outcome = None, mover: _Mover = ""
) -> Response:
    """All of these decisions as a table."""
    found = decisions(service.ledger, within, outcome=outcome, mover=mover, limit=None)
    return _carried(export_table(decisions_sheet(found.rows), written_as))


@router.get("/actions")
def all_actions(
    service: Serving, within: Bounding, paging: Paged, owner: _Owner = "", due: _Due = None
) -> Page[ActionRow]:
    """Actions, those of the latest meeting first."""
    return actions(service.ledger, within, owner=owner, due=due, limit=paging.limit, offset=paging.offset)


@router.get("/actions.{written_as}", response_class=Response)
def actions_to_carry_away(
    written_as: TableFormat, service: Serving, within: Bounding, owner: _Owner = "", due: _Due = None
) -> Response:
    """All of these actions as a table."""
    found = actions(service.ledger, within, owner=owner, due=due, limit=None)
    return _carried(export_table(actions_sheet(found.rows), written_as))


@router.get("/people")
def all_people(service: Serving, within: Bounding, paging: Paged) -> Page[PersonRow]:
    """People whom the attendance of meetings names."""
    return people(service.ledger, within, limit=paging.limit, offset=paging.offset)


@router.get("/people/{name:path}", responses=documented(404))
def one_person(name: Name, service: Serving, within: Bounding) -> Person:
    """How somebody attended, voted and moved."""
    return person(service.ledger, name, within)


@router.get("/answers/{id}.{written_as}", responses=documented(404), response_class=Response, tags=["keep"])
def answer_to_carry_away(id: Id, written_as: Format, service: Serving) -> Response:
    """A kept answer as a report."""
    return _carried(export([service.kept(id).record], written_as, datetime.now(UTC).date()))


def _carried(file: Exported) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.data, media_type=file.media_type, headers=headers)
