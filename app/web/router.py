"""The page over HTTP, and the files it is made with."""

import hashlib
import uuid
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response, status
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Engine

from app.access.service import Access, Scope, access_of_request
from app.database import tenant_session
from app.dependencies import engine_of
from app.problems import NotFound
from app.web.board import Clock
from app.web.choice import Choice
from app.web.figures import FILTERS
from app.web.page import page_of

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent / "static"
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NOT_KEPT = {"Cache-Control": "private, no-cache"}


@router.get("/", response_class=HTMLResponse)
def read_page(
    request: Request,
    engine: Annotated[Engine, Depends(engine_of)],
    access: Annotated[Access, Depends(access_of_request)],
    roster: uuid.UUID | None = None,
    queue: uuid.UUID | None = None,
    clock: Clock = Clock.LOCAL,
) -> HTMLResponse:
    access.require(Scope.READ)
    if access.organization_id is None:
        return HTMLResponse(templates().get_template("welcome.html").render(), headers=NOT_KEPT)
    with tenant_session(engine, access.organization_id) as session:
        page = page_of(session, Choice(roster, queue, clock), str(request.base_url).rstrip("/"))
    return HTMLResponse(templates().get_template("page.html").render(page=page), headers=NOT_KEPT)


@router.get("/static/{name}")
def read_file(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    found = files().get(name)
    if found is None:
        raise NotFound
    content, tag = found
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if if_none_match == tag:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type=MEDIA_TYPES[Path(name).suffix])


@cache
def templates() -> Environment:
    """The templates, with every value escaped and every unknown name an error."""
    environment = Environment(
        loader=PackageLoader("app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Contents and ETags of the files that may be had, by name."""
    contents = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in MEDIA_TYPES}
    return {
        name: (content, f'"{hashlib.sha256(content).hexdigest()[:32]}"') for name, content in contents.items()
    }
