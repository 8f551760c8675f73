"""The bodies of jobs and their events."""

import uuid
from datetime import datetime
from typing import Any, Self

from pydantic import Field

from app.fields import Document
from app.jobs.tables import EventKind, Job, JobEvent, JobState


class JobLinks(Document):
    """Where to read on."""

    self: str
    events: str
    cancel: str | None = Field(description="Absent once the job is final.")
    result: str | None = Field(description="What the job made, once it is there.")


class JobRead(Document):
    """A piece of long work: where it stands and how it ended."""

    id: uuid.UUID
    kind: str
    state: JobState
    attempt: int = Field(description="How often a worker has begun it.")
    priority: int
    subject_id: uuid.UUID | None = Field(description="The row the work is about.")
    progress: dict[str, Any] = Field(description="The newest figures of the running work.")
    stop_requested: bool
    problem: dict[str, Any] | None = Field(description="Why it failed or was parked: an RFC 9457 body.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    links: JobLinks

    @classmethod
    def of(cls, job: Job) -> Self:
        address = job_address(job.id)
        links = JobLinks(
            self=address,
            events=f"{address}/events",
            cancel=None if job.state.is_final else f"{address}:cancel",
            result=job.result_link,
        )
        columns = cls.model_fields.keys() - {"links"}
        return cls(**{name: getattr(job, name) for name in columns}, links=links)


class JobEventRead(Document):
    """Something that happened to a job: a change of state, or new figures."""

    at: datetime
    kind: EventKind
    data: dict[str, Any]

    @classmethod
    def of(cls, event: JobEvent) -> Self:
        return cls.model_validate(event)


def job_address(job_id: uuid.UUID) -> str:
    """The address of a job's resource."""
    return f"/v1/jobs/{job_id}"
