"""The programmes of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.activities import service
from app.activities.schemas import ProgrammeBody, ProgrammeView
from app.activities.tables import Programme
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses

router = APIRouter(prefix="/v1/programmes", tags=["activities"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_programme(body: ProgrammeBody, session: WriteSession, response: Response) -> ProgrammeView:
    """Set up training, coaching or meetings; the next roster of a period has their sessions."""
    programme = service.set_up(session, body)
    response.headers["Location"] = f"/v1/programmes/{programme.id}"
    return programme


@router.get("")
def list_programmes(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[ProgrammeView]:
    named = None if name is None else Programme.name == name
    found, cursor = rows.listed(session, Programme, (Programme.name, Programme.id), paging, named)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{programme_id}")
def read_programme(programme_id: uuid.UUID, session: ReadSession) -> ProgrammeView:
    return service.views(session, [rows.find(session, Programme, programme_id)])[0]


@router.put("/{programme_id}")
def replace_programme(programme_id: uuid.UUID, body: ProgrammeBody, session: WriteSession) -> ProgrammeView:
    return service.replace(session, programme_id, body)


@router.delete("/{programme_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_programme(programme_id: uuid.UUID, session: WriteSession) -> None:
    """Ends the programme; sessions that were announced stay in their rosters."""
    rows.remove(session, rows.find(session, Programme, programme_id))
