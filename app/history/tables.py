"""History as it is kept: counts per queue and interval, the tickets behind them, reports of imports."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB, TSTZMULTIRANGE
from sqlmodel import Field, SQLModel

from app.history.schemas import Shape
from app.tables import TenantRow, tenant_key, within_tenant, words

MOMENT: Any = DateTime(timezone=True)


class HistoryImport(TenantRow, table=True):
    """A file that was imported, and the report about it."""

    __tablename__ = "history_import"
    __table_args__: Any = (
        tenant_key(),
        Index("ix_history_import_created_at", "organization_id", "created_at", "id"),
    )

    digest: str = Field(max_length=64)
    report: dict[str, Any] = Field(sa_type=JSONB)


class HistorySeries(SQLModel, table=True):
    """How the history of a queue is kept: its interval, the zone of its grid, what its rows come from.

    ``zero_spans`` is where an absent interval means that nobody came; elsewhere nothing is known.
    """

    __tablename__ = "history_series"
    __table_args__: Any = (
        # Holds the queue: whoever deletes it forgets its history first, and means it.
        within_tenant("queue_id", "queue"),
        CheckConstraint("interval_minutes IN (15, 30, 60)", name="interval_is_15_30_or_60_minutes"),
    )

    organization_id: uuid.UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    queue_id: uuid.UUID = Field(primary_key=True)
    shape: Shape = Field(sa_type=words(Shape))
    interval_minutes: int
    zone: str
    zero_spans: Any = Field(sa_type=TSTZMULTIRANGE, nullable=False)


class HistoryInterval(SQLModel, table=True):
    """Contacts of a queue that arrived in one interval; ``handle_seconds`` is the sum over ``handled``."""

    __tablename__ = "history_interval"
    __table_args__: Any = (
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
        CheckConstraint("volume >= 0", name="volume_not_negative"),
        CheckConstraint("handled >= 0", name="handled_not_negative"),
        CheckConstraint("handle_seconds >= 0", name="handle_seconds_not_negative"),
        CheckConstraint("abandoned >= 0", name="abandoned_not_negative"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID = Field(primary_key=True)
    start_at: datetime = Field(sa_type=MOMENT, primary_key=True)
    volume: int = Field(sa_type=BigInteger)
    handled: int | None = Field(default=None, sa_type=BigInteger)
    handle_seconds: float | None = None
    abandoned: int | None = Field(default=None, sa_type=BigInteger)


class Ticket(SQLModel, table=True):
    """One contact; ``key`` is a digest of its identity, so that nothing personal is kept.

    ``interval_start`` is the interval that counts it as an arrival.
    """

    __tablename__ = "ticket"
    __table_args__: Any = (
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
        Index("ix_ticket_queue_id", "organization_id", "queue_id", "created"),
        CheckConstraint("first_response >= created", name="answered_after_creation"),
        CheckConstraint("resolved >= created", name="resolved_after_creation"),
        CheckConstraint("csat BETWEEN 1 AND 5", name="csat_from_1_to_5"),
        CheckConstraint("nps BETWEEN 0 AND 10", name="nps_from_0_to_10"),
        CheckConstraint("ces BETWEEN 1 AND 7", name="ces_from_1_to_7"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    key: uuid.UUID = Field(primary_key=True)
    queue_id: uuid.UUID
    channel: str | None = Field(default=None, max_length=40)
    created: datetime = Field(sa_type=MOMENT)
    interval_start: datetime = Field(sa_type=MOMENT)
    first_response: datetime | None = Field(sa_type=MOMENT, default=None)
    resolved: datetime | None = Field(sa_type=MOMENT, default=None)
    handle_seconds: float | None = None
    csat: int | None = Field(default=None, sa_type=SmallInteger)
    nps: int | None = Field(default=None, sa_type=SmallInteger)
    ces: int | None = Field(default=None, sa_type=SmallInteger)
