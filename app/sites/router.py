"""The sites of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses
from app.sites.schemas import SiteBody, SiteView
from app.sites.tables import Site

router = APIRouter(prefix="/v1/sites", tags=["sites"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_site(body: SiteBody, session: WriteSession, response: Response) -> SiteView:
    site = rows.add(session, Site, body)
    response.headers["Location"] = f"/v1/sites/{site.id}"
    return SiteView.model_validate(site)


@router.get("")
def list_sites(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[SiteView]:
    named = None if name is None else Site.name == name
    found, cursor = rows.listed(session, Site, (Site.name, Site.id), paging, named)
    return Page(items=[SiteView.model_validate(site) for site in found], next_cursor=cursor)


@router.get("/{site_id}")
def read_site(site_id: uuid.UUID, session: ReadSession) -> SiteView:
    return SiteView.model_validate(rows.find(session, Site, site_id))


@router.put("/{site_id}")
def replace_site(site_id: uuid.UUID, body: SiteBody, session: WriteSession) -> SiteView:
    return SiteView.model_validate(rows.replace(session, rows.find(session, Site, site_id), body))


@router.delete("/{site_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_site(site_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Site, site_id))
