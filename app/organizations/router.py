"""Organizations over HTTP; a caller sees its own only."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response, status
from sqlalchemy import Engine

from app.access.service import Access, access_of_request
from app.dependencies import AdminSession, ReadSession, engine_of
from app.organizations import service
from app.organizations.schemas import OrganizationBody, OrganizationView
from app.pagination import Page
from app.responses import problem_responses

router = APIRouter(prefix="/v1/organizations", tags=["organizations"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_organization(
    body: OrganizationBody,
    access: Annotated[Access, Depends(access_of_request)],
    engine: Annotated[Engine, Depends(engine_of)],
    response: Response,
) -> OrganizationView:
    """Only for the administrator of the installation: no key of one organization founds another."""
    access.require_installation()
    organization = service.found(engine, body)
    response.headers["Location"] = f"/v1/organizations/{organization.id}"
    return organization


@router.get("")
def list_organizations(session: ReadSession) -> Page[OrganizationView]:
    """The caller's own organization."""
    return Page(items=[OrganizationView.model_validate(service.own(session, session.organization_id))])


@router.get("/{organization_id}")
def read_organization(organization_id: uuid.UUID, session: ReadSession) -> OrganizationView:
    return OrganizationView.model_validate(service.own(session, organization_id))


@router.put("/{organization_id}")
def replace_organization(
    organization_id: uuid.UUID, body: OrganizationBody, session: AdminSession
) -> OrganizationView:
    return service.replace(session, organization_id, body)


@router.delete("/{organization_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_organization(organization_id: uuid.UUID, session: AdminSession) -> None:
    service.dissolve(session, organization_id)
