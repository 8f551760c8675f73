"""Planned events as they are kept, and the queues they concern."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field, SQLModel

from app.planned_events.schemas import EventEffect
from app.tables import TenantRow, tenant_key, within_tenant, words


class PlannedEvent(TenantRow, table=True):
    """What happens to volume over [starts_at, ends_at); without a queue of its own it concerns all."""

    __tablename__ = "planned_event"
    __table_args__: Any = (
        tenant_key(),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("(factor IS NOT NULL) = (effect = 'factor')", name="factor_with_its_effect"),
        CheckConstraint("(contacts IS NOT NULL) = (effect = 'add')", name="contacts_with_their_effect"),
        Index("ix_planned_event_starts_at", "organization_id", "starts_at", "id"),
    )

    name: str
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))
    effect: EventEffect = Field(sa_type=words(EventEffect))
    factor: float | None = None
    contacts: float | None = None
    reason: str
    author: str
    withdrawn: bool


class PlannedEventQueue(SQLModel, table=True):
    """A queue that an event concerns; it holds the queue, since an event without any concerns all."""

    __tablename__ = "planned_event_queue"
    __table_args__: Any = (
        within_tenant("planned_event_id", "planned_event", ondelete="CASCADE"),
        within_tenant("queue_id", "queue"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    planned_event_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
