"""API keys: issuing them, and recognising one that is presented."""

import hashlib
import hmac
import re
import secrets
import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select, update

from app import rows
from app.access.schemas import ApiKeyBody, ApiKeyIssued, ApiKeyView
from app.access.tables import ApiKey
from app.database import TenantSession, tenant_session

TOKEN = re.compile(r"wfm_([0-9a-f]{32})_([A-Za-z0-9_-]{43})", re.ASCII)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


def issue(session: TenantSession, body: ApiKeyBody) -> ApiKeyIssued:
    """A new key; its token holds 256 random bits and is told only here."""
    secret = secrets.token_urlsafe(32)
    key = ApiKey(
        organization_id=session.organization_id,
        name=body.name,
        scopes=body.scopes,
        expires_at=body.expires_at,
        secret_sha256=_digest(secret),
    )
    session.add(key)
    session.flush()
    kept = ApiKeyView.model_validate(key)
    return ApiKeyIssued(**dict(kept), token=f"wfm_{key.id.hex}_{secret}")


def recognised(engine: Engine, token: str) -> ApiKey | None:
    """The key that ``token`` proves; None for an unknown, wrong, expired or revoked one alike."""
    form = TOKEN.fullmatch(token)
    if form is None:
        return None
    key_id, secret = uuid.UUID(form[1]), form[2]
    with Session(engine) as session:
        # Before the key is known there is no tenant: a policy shows the one row whose id was presented.
        session.execute(text("SELECT set_config('app.api_key', :id, true)"), {"id": str(key_id)})
        key = session.exec(select(ApiKey).where(ApiKey.id == key_id)).one_or_none()
        session.expunge_all()
    kept = b"\0" * 32 if key is None else key.secret_sha256
    if not hmac.compare_digest(_digest(secret), kept) or key is None:
        return None
    now = datetime.now(UTC)
    if key.expires_at is not None and key.expires_at <= now:
        return None
    if key.last_used_at is None or now - key.last_used_at > USE_IS_NOTED_EVERY:
        with tenant_session(engine, key.organization_id) as session:
            session.execute(update(ApiKey).where(col(ApiKey.id) == key.id).values(last_used_at=now))
    return key


def revoke(session: TenantSession, key_id: uuid.UUID) -> None:
    """Delete a key; raises NotFound for an unknown id. The next request that presents it is refused."""
    rows.remove(session, rows.find(session, ApiKey, key_id))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
