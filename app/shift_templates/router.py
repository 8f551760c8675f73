"""The shift templates of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses
from app.shift_templates import service
from app.shift_templates.schemas import ShiftTemplateBody, ShiftTemplateView
from app.shift_templates.tables import ShiftTemplate

router = APIRouter(prefix="/v1/shift-templates", tags=["shift templates"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_shift_template(
    body: ShiftTemplateBody, session: WriteSession, response: Response
) -> ShiftTemplateView:
    shift_template = service.draw_up(session, body)
    response.headers["Location"] = f"/v1/shift-templates/{shift_template.id}"
    return shift_template


@router.get("")
def list_shift_templates(
    session: ReadSession, paging: Paged, name: NameFilter = None
) -> Page[ShiftTemplateView]:
    named = None if name is None else ShiftTemplate.name == name
    found, cursor = rows.listed(session, ShiftTemplate, (ShiftTemplate.name, ShiftTemplate.id), paging, named)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{shift_template_id}")
def read_shift_template(shift_template_id: uuid.UUID, session: ReadSession) -> ShiftTemplateView:
    return service.views(session, [rows.find(session, ShiftTemplate, shift_template_id)])[0]


@router.put("/{shift_template_id}")
def replace_shift_template(
    shift_template_id: uuid.UUID, body: ShiftTemplateBody, session: WriteSession
) -> ShiftTemplateView:
    return service.replace(session, shift_template_id, body)


@router.delete("/{shift_template_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_shift_template(shift_template_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, ShiftTemplate, shift_template_id))
