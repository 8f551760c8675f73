"""Where contacts wait, and what serving them takes."""

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.queues.schemas import ServiceGoal
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from forecasting.documents import OpeningHours
from solver.domain.work import Channel


class Queue(TenantRow, table=True):
    """The unit of forecast and requirement; a higher ``priority`` is covered first."""

    __tablename__ = "queue"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        CheckConstraint("priority BETWEEN 1 AND 10", name="priority_from_1_to_10"),
        CheckConstraint("min_proficiency BETWEEN 0 AND 1", name="min_proficiency_is_a_fraction"),
        CheckConstraint("occupancy_cap > 0 AND occupancy_cap <= 1", name="occupancy_cap_up_to_1"),
        CheckConstraint("shrinkage >= 0 AND shrinkage < 1", name="shrinkage_below_1"),
        CheckConstraint("minimum_staffing >= 0", name="minimum_staffing_not_negative"),
    )

    name: str
    channel: Channel = Field(sa_type=words(Channel))
    zone: str
    min_proficiency: float
    priority: int
    opening_hours: OpeningHours = Field(sa_type=Documents(OpeningHours))
    service_goal: ServiceGoal = Field(sa_type=Documents(ServiceGoal))
    patience_seconds: float | None = None
    concurrency: tuple[float, ...] = Field(sa_type=Documents(tuple[float, ...]))
    occupancy_cap: float
    minimum_staffing: int
    shrinkage: float


class QueueSkill(SQLModel, table=True):
    """A skill that every agent serving the queue needs."""

    __tablename__ = "queue_skill"
    __table_args__: Any = (
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
        within_tenant("skill_id", "skill"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
    skill_id: uuid.UUID = Field(primary_key=True)


class QueueSite(SQLModel, table=True):
    """A site that may serve the queue; without any, all may."""

    __tablename__ = "queue_site"
    __table_args__: Any = (
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
        within_tenant("site_id", "site"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
    site_id: uuid.UUID = Field(primary_key=True)
