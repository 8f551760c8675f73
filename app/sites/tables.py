"""Places with a time zone and a holiday calendar."""

from typing import Any

from sqlalchemy import UniqueConstraint

from app.tables import TenantRow, tenant_key


class Site(TenantRow, table=True):
    """A place where agents work; ``country`` and ``subdivision`` (ISO 3166) choose its public holidays."""

    __tablename__ = "site"
    __table_args__: Any = (tenant_key(), UniqueConstraint("organization_id", "name"))

    name: str
    zone: str
    country: str | None = None
    subdivision: str | None = None
