"""The rows that say what is to be done, how far it is, and how it ended."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables import TenantRow, created, tenant_key, within_tenant, words


class JobState(StrEnum):
    """Where a job stands; the last five are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    PARKED = "parked"

    @property
    def is_final(self) -> bool:
        """Whether nothing will happen to the job any more."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


class EventKind(StrEnum):
    """What an event of a job tells: that it was enqueued or changed, or new figures of the running work."""

    STATE = "state"
    PROGRESS = "progress"


class Job(TenantRow, table=True):
    """One piece of long work.

    ``attempt`` is raised when a worker begins and never lowered: it is the fence that a worker which lost the
    job cannot pass. ``handed_back`` counts the attempts that ended because a worker was shut down, which is
    no fault of the job. ``queue_number`` is the row of the queue's own table that stands for this job now.
    ``event_count`` is the number of the newest event.
    """

    __tablename__ = "job"
    __table_args__: Any = (
        tenant_key(),
        Index("ix_job_created_at", "organization_id", "created_at", "id"),
        Index("ix_job_subject_id", "organization_id", "subject_id"),
        CheckConstraint(
            "(state IN ('queued', 'running')) = (finished_at IS NULL)", name="finished_when_final"
        ),
        CheckConstraint(
            "(state IN ('failed', 'parked')) = (problem IS NOT NULL)", name="problem_when_failed"
        ),
        CheckConstraint("0 <= handed_back AND handed_back <= attempt", name="attempts_are_counted"),
    )

    kind: str = Field(max_length=100)
    state: JobState = Field(default=JobState.QUEUED, sa_type=words(JobState))
    attempt: int = 0
    handed_back: int = 0
    priority: int = 0
    subject_id: uuid.UUID | None = None
    ids: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    progress: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    stop_requested: bool = False
    result_link: str | None = None
    problem: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    worker: str | None = None
    queue_number: int | None = Field(default=None, sa_type=BigInteger)
    event_count: int = 0
    started_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    finished_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class JobEvent(SQLModel, table=True):
    """Something that happened to a job; ``seq`` counts from 1 without gaps, in the order of the commits."""

    __tablename__ = "job_event"
    __table_args__: Any = (within_tenant("job_id", "job", ondelete="CASCADE"),)

    job_id: uuid.UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    organization_id: uuid.UUID = Field(foreign_key="organization.id", ondelete="CASCADE")
    at: datetime = created()
    kind: EventKind = Field(sa_type=words(EventKind))
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
