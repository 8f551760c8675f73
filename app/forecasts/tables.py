"""Forecasts as they are kept: what was asked, and the document of each queue."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field, SQLModel

from app.forecasts.changes import ForecastChanges
from app.forecasts.schemas import NewQueueBody, QueueRefusal
from app.tables import Documents, TenantRow, tenant_key, within_tenant
from forecasting.forecast import Forecast as ForecastDocument


class Forecast(TenantRow, table=True):
    """Queues forecast for ``days`` local days of their own zones from ``first_date`` on.

    ``interval_minutes`` None: each queue as fine as its history. ``ready_at`` None: its job is not done.
    ``refusals`` are queues that could not be forecast. A version of an older forecast has ``parent_id`` and
    the ``changes`` made to it, or ``as_of``: what came until then. ``grounded_at`` is when the first of its
    line was asked for: what changed later it does not know. ``what_if``: no plan is made of it unasked.
    """

    __tablename__ = "forecast"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("job_id", "job"),
        within_tenant("parent_id", "forecast"),
        Index("ix_forecast_created_at", "organization_id", "created_at", "id"),
        CheckConstraint("days BETWEEN 1 AND 400", name="days_from_1_to_400"),
        CheckConstraint("interval_minutes IN (15, 30, 60)", name="interval_is_15_30_or_60_minutes"),
    )

    first_date: date
    days: int
    interval_minutes: int | None = None
    backtest_origins: int
    levels: tuple[float, ...] = Field(default=(), sa_type=Documents(tuple[float, ...]))
    new_queues: tuple[NewQueueBody, ...] = Field(default=(), sa_type=Documents(tuple[NewQueueBody, ...]))
    parent_id: uuid.UUID | None = None
    changes: ForecastChanges | None = Field(default=None, sa_type=Documents(ForecastChanges))
    as_of: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    what_if: bool = False
    grounded_at: datetime = Field(default_factory=lambda: datetime.now(UTC), sa_type=DateTime(timezone=True))
    queue_ids: tuple[uuid.UUID, ...] = Field(sa_type=Documents(tuple[uuid.UUID, ...]))
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    refusals: tuple[QueueRefusal, ...] = Field(default=(), sa_type=Documents(tuple[QueueRefusal, ...]))


class ForecastQueue(SQLModel, table=True):
    """One queue of a forecast; ``contacts`` over all days, ``wape`` and ``ratio`` of its backtest.

    ``mean_handle_seconds`` is weighted by contacts.
    """

    __tablename__ = "forecast_queue"
    __table_args__: Any = (
        within_tenant("forecast_id", "forecast", ondelete="CASCADE"),
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    forecast_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
    interval_minutes: int
    method: str
    contacts: float
    mean_handle_seconds: float | None = None
    wape: float | None = None
    ratio: float | None = None
    document: ForecastDocument = Field(sa_type=Documents(ForecastDocument))
