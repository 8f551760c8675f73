"""The roles of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses
from app.roles.schemas import RoleBody, RoleView
from app.roles.tables import Role

router = APIRouter(prefix="/v1/roles", tags=["roles"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_role(body: RoleBody, session: WriteSession, response: Response) -> RoleView:
    role = rows.add(session, Role, body)
    response.headers["Location"] = f"/v1/roles/{role.id}"
    return RoleView.model_validate(role)


@router.get("")
def list_roles(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[RoleView]:
    named = None if name is None else Role.name == name
    found, cursor = rows.listed(session, Role, (Role.name, Role.id), paging, named)
    return Page(items=[RoleView.model_validate(role) for role in found], next_cursor=cursor)


@router.get("/{role_id}")
def read_role(role_id: uuid.UUID, session: ReadSession) -> RoleView:
    return RoleView.model_validate(rows.find(session, Role, role_id))


@router.put("/{role_id}")
def replace_role(role_id: uuid.UUID, body: RoleBody, session: WriteSession) -> RoleView:
    return RoleView.model_validate(rows.replace(session, rows.find(session, Role, role_id), body))


@router.delete("/{role_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_role(role_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Role, role_id))
