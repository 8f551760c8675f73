"""What agents wish for."""

import uuid
from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from app.preferences.schemas import PreferenceKind
from app.tables import TenantRow, tenant_key, within_tenant, words


class Preference(TenantRow, table=True):
    """A wish about a weekday or a date, a window of the day, or the shifts with a tag."""

    __tablename__ = "preference"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_the_week"),
        CheckConstraint("weekday IS NULL OR on_date IS NULL", name="weekday_or_date"),
        CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="starts_and_ends_together"),
        CheckConstraint("weight BETWEEN 1 AND 10", name="weight_from_1_to_10"),
        Index("ix_preference_agent_id", "organization_id", "agent_id"),
    )

    agent_id: uuid.UUID
    kind: PreferenceKind = Field(sa_type=words(PreferenceKind))
    weekday: int | None = None
    on_date: date | None = None
    starts: time | None = None
    ends: time | None = None
    template_tag: str | None = None
    weight: int
