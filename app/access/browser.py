"""Browsers that logged in with an API key: a session kept here, of which they hold a cookie."""

import hashlib
import hmac
import re
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlalchemy import Engine, delete, text
from sqlmodel import Session, col, select

from app.access.tables import ApiKey, BrowserSession
from app.database import tenant_session
from app.problems import RequestForeign

COOKIE = "sundial_session"
LASTS = timedelta(hours=12)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
TOKEN = re.compile(r"([0-9a-f]{32})_([A-Za-z0-9_-]{43})", re.ASCII)


def begin(engine: Engine, key: ApiKey) -> str:
    """A new session that may do what ``key`` may; what the cookie holds of it is told only here."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with tenant_session(engine, key.organization_id) as session:
        session.execute(delete(BrowserSession).where(col(BrowserSession.expires_at) <= now))
        row = BrowserSession(
            organization_id=key.organization_id,
            api_key_id=key.id,
            secret_sha256=_digest(secret),
            expires_at=now + LASTS if key.expires_at is None else min(now + LASTS, key.expires_at),
        )
        session.add(row)
    return f"{row.id.hex}_{secret}"


def key_of(engine: Engine, cookie: str) -> ApiKey | None:
    """The key with which the session of ``cookie`` began; None when it is over, unknown or not proved.

    A session ends with its key: revoking that deletes it, and it expires no later.
    """
    kept = _session_of(engine, cookie)
    if kept is None or kept.expires_at <= datetime.now(UTC):
        return None
    with tenant_session(engine, kept.organization_id) as session:
        return session.get(ApiKey, kept.api_key_id)


def end(engine: Engine, cookie: str) -> None:
    """Forget the session of ``cookie``, if there is one."""
    kept = _session_of(engine, cookie)
    if kept is not None:
        with tenant_session(engine, kept.organization_id) as session:
            session.delete(session.get_one(BrowserSession, kept.id))


def hand_out(request: Request, response: Response, cookie: str) -> None:
    """Give the browser its cookie: no script reads it, and no other site sends it along with a form."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def refuse_forged(request: Request) -> None:
    """Raises RequestForeign for a change that a page of another site, or none of ours, made a browser send.

    Browsers tell who started a request in Sec-Fetch-Site; older ones tell the origin alone.
    """
    if request.method in SAFE_METHODS:
        return
    started_by = request.headers.get("sec-fetch-site")
    own = (
        started_by == "same-origin"
        if started_by is not None
        else urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host")
    )
    if not own:
        raise RequestForeign


def _session_of(engine: Engine, cookie: str) -> BrowserSession | None:
    form = TOKEN.fullmatch(cookie)
    if form is None:
        return None
    with Session(engine) as session:
        # As with keys there is no tenant yet: a policy shows the one row whose id was presented.
        session.execute(text("SELECT set_config('app.browser_session', :id, true)"), {"id": form[1]})
        chosen = select(BrowserSession).where(BrowserSession.id == uuid.UUID(form[1]))
        row = session.exec(chosen).one_or_none()
        session.expunge_all()
    kept = b"\0" * 32 if row is None else row.secret_sha256
    return row if hmac.compare_digest(_digest(form[2]), kept) else None


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
