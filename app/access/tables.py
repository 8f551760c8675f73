"""API keys; their secrets are not in here."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.access.schemas import Scope
from app.tables import Documents, TenantRow, tenant_key


class ApiKey(TenantRow, table=True):
    """A key is found by its id and proved by its secret, of which only the SHA-256 is kept."""

    __tablename__ = "api_key"
    __table_args__ = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    secret_sha256: bytes = Field(sa_type=LargeBinary)
    scopes: tuple[Scope, ...] = Field(sa_type=Documents(tuple[Scope, ...]))
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
