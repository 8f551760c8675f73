"""When in the week an agent can or cannot work."""

import uuid
from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.availability.schemas import AvailabilityKind
from app.tables import TenantRow, tenant_key, within_tenant, words


class Availability(TenantRow, table=True):
    """A weekly window on the agent's own clock; an end at or before the start is on the next day."""

    __tablename__ = "availability"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_the_week"),
        CheckConstraint("valid_until >= valid_from", name="valid_dates_in_order"),
        Index("ix_availability_agent_id", "organization_id", "agent_id"),
    )

    agent_id: uuid.UUID
    kind: AvailabilityKind = Field(sa_type=words(AvailabilityKind))
    weekday: int
    starts: time
    ends: time
    valid_from: date | None = None
    valid_until: date | None = None
