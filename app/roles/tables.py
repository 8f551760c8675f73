"""The parts people play."""

from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint

from app.tables import TenantRow, tenant_key


class Role(TenantRow, table=True):
    """A part in the organization; ``span_of_control`` is how many agents one person of this role leads."""

    __tablename__ = "role"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        CheckConstraint("span_of_control > 0", name="span_of_control_positive"),
    )

    name: str
    works_queues: bool = True
    span_of_control: int | None = None
