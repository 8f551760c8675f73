"""API keys and the sessions begun with them; their secrets are not in here."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.access.schemas import Scope
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class ApiKey(TenantRow, table=True):
    """A key is found by its id and proved by its secret, of which only the SHA-256 is kept."""

    __tablename__ = "api_key"
    __table_args__ = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    secret_sha256: bytes = Field(sa_type=LargeBinary)
    scopes: tuple[Scope, ...] = Field(sa_type=Documents(tuple[Scope, ...]))
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


class BrowserSession(TenantRow, table=True):
    """A browser that is logged in for a while; it goes with the key it presented."""

    __tablename__ = "browser_session"
    __table_args__ = (tenant_key(), within_tenant("api_key_id", "api_key", ondelete="CASCADE"))

    api_key_id: uuid.UUID
    secret_sha256: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime
