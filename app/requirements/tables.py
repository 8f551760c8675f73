"""Requirements as they are kept: what was asked, and the document of each queue."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field, SQLModel

from app.forecasts.schemas import QueueRefusal
from app.requirements.schemas import Basis, CorrectedBy, QueueOverride
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from forecasting.staffing.requirement import Requirement as RequirementDocument


class Requirement(TenantRow, table=True):
    """Agents needed by queues for ``days`` local days of their own zones from ``first_date`` on.

    ``forecast_id`` None: the forecast is still to be made. ``ready_at`` None: its job is not done.
    ``overrides`` name their queues by id. ``refusals`` are queues that could not be staffed. ``corrects_id``
    is the requirement, a version lower, that ``corrected_by`` has corrected; None for one made of a forecast.
    """

    __tablename__ = "requirement"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("forecast_id", "forecast"),
        within_tenant("job_id", "job"),
        within_tenant("corrects_id", "requirement"),
        Index("ix_requirement_created_at", "organization_id", "created_at", "id"),
        CheckConstraint("days BETWEEN 1 AND 400", name="days_from_1_to_400"),
        CheckConstraint("interval_minutes IN (15, 30, 60)", name="interval_is_15_30_or_60_minutes"),
    )

    forecast_id: uuid.UUID | None = None
    basis: Basis = Field(sa_type=words(Basis))
    first_date: date
    days: int
    interval_minutes: int | None = None
    queue_ids: tuple[uuid.UUID, ...] = Field(sa_type=Documents(tuple[uuid.UUID, ...]))
    overrides: tuple[QueueOverride, ...] = Field(default=(), sa_type=Documents(tuple[QueueOverride, ...]))
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    refusals: tuple[QueueRefusal, ...] = Field(default=(), sa_type=Documents(tuple[QueueRefusal, ...]))
    version: int = 1
    corrects_id: uuid.UUID | None = None
    corrected_by: CorrectedBy | None = Field(default=None, sa_type=Documents(CorrectedBy))


class RequirementQueue(SQLModel, table=True):
    """One queue of a requirement; hours over all days, ``net_hours`` before shrinkage."""

    __tablename__ = "requirement_queue"
    __table_args__: Any = (
        within_tenant("requirement_id", "requirement", ondelete="CASCADE"),
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    requirement_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
    interval_minutes: int
    agent_hours: float
    net_hours: float
    peak_heads: int
    document: RequirementDocument = Field(sa_type=Documents(RequirementDocument))
