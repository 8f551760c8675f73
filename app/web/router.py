"""The page over HTTP, and the files it is made with."""

import hashlib
import uuid
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Header, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security import HTTPAuthorizationCredentials
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import Engine

from app.access import browser
from app.access.keys import recognised
from app.access.service import Access, Scope, access_of_request, bearer
from app.database import tenant_session
from app.dependencies import engine_of
from app.problems import NotAuthenticated, NotFound
from app.web.board import Clock
from app.web.choice import Choice
from app.web.figures import FILTERS
from app.web.page import page_of

router = APIRouter(include_in_schema=False)

STATIC = Path(__file__).parent / "static"
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Without any referrer a browser also hides from us which site a form came from.
OF_PAGES = {"Cache-Control": "private, no-cache", "Referrer-Policy": "same-origin"}


def access_of_reader(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Access | None:
    """The access of a request; None for a browser that is not logged in, so that it can."""
    try:
        return access_of_request(request, credentials)
    except NotAuthenticated:
        if credentials is None and "text/html" in request.headers.get("accept", ""):
            return None
        raise


@router.get("/", response_class=HTMLResponse)
def read_page(
    request: Request,
    engine: Annotated[Engine, Depends(engine_of)],
    access: Annotated[Access | None, Depends(access_of_reader)],
    roster: uuid.UUID | None = None,
    queue: uuid.UUID | None = None,
    clock: Clock = Clock.LOCAL,
    agent: uuid.UUID | None = None,
    on: date | None = None,
) -> HTMLResponse:
    if access is None:
        return _login_page()
    access.require(Scope.READ)
    if access.organization_id is None:
        return HTMLResponse(templates().get_template("welcome.html").render(), headers=OF_PAGES)
    with tenant_session(engine, access.organization_id) as session:
        page = page_of(session, Choice(roster, queue, clock, agent, on), str(request.base_url).rstrip("/"))
    logged_in = access.key_id is not None and browser.COOKIE in request.cookies
    html = templates().get_template("page.html").render(page=page, logged_in=logged_in)
    return HTMLResponse(html, headers=OF_PAGES)


async def key_sent(request: Request) -> str:
    """The field of the login form."""
    fields = parse_qs((await request.body()).decode("ascii", "replace"))
    return fields.get("key", [""])[0].strip()


@router.post("/login")
def log_in(
    request: Request,
    engine: Annotated[Engine, Depends(engine_of)],
    token: Annotated[str, Depends(key_sent)],
) -> Response:
    browser.refuse_forged(request)
    key = recognised(engine, token)
    if key is None:
        return _login_page("This is no key that is valid now.")
    if not {Scope.READ, Scope.ADMIN} & set(key.scopes):
        return _login_page("This key may not read: make one with --scope read.")
    answer = RedirectResponse("/", status.HTTP_303_SEE_OTHER)
    browser.hand_out(request, answer, browser.begin(engine, key))
    return answer


@router.post("/logout")
def log_out(request: Request, engine: Annotated[Engine, Depends(engine_of)]) -> Response:
    browser.refuse_forged(request)
    browser.end(engine, request.cookies.get(browser.COOKIE, ""))
    answer = RedirectResponse("/", status.HTTP_303_SEE_OTHER)
    answer.delete_cookie(browser.COOKIE)
    return answer


def _login_page(trouble: str = "") -> HTMLResponse:
    hours = browser.LASTS // timedelta(hours=1)
    html = templates().get_template("login.html").render(trouble=trouble, hours=hours)
    return HTMLResponse(html, status.HTTP_401_UNAUTHORIZED, OF_PAGES | {"Cache-Control": "no-store"})


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
