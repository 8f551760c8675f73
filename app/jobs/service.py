"""What callers may do with jobs: enqueue, look, cancel, and follow their events."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from app.database import TenantSession
from app.jobs import queue
from app.jobs.problems import JobFinished
from app.jobs.tables import EventKind, Job, JobEvent, JobState
from app.problems import NotFound, Problem, body

MOST_EVENTS = 500


def enqueue(
    session: TenantSession,
    kind: str,
    subject_id: uuid.UUID | None = None,
    *,
    priority: int = 0,
    **ids: uuid.UUID,
) -> Job:
    """Have a worker do the task registered for ``kind``, once this session commits and not otherwise.

    ``subject_id`` is the row the work is about and ``ids`` are further rows it needs: a job carries ids only,
    the worker reads the rest. A higher ``priority`` is begun earlier.
    """
    job = Job(
        organization_id=session.organization_id,
        kind=kind,
        subject_id=subject_id,
        priority=priority,
        ids={name: str(value) for name, value in ids.items()},
    )
    session.add(job)
    session.flush()
    put_into_queue(session, job)
    return job


def put_into_queue(session: TenantSession, job: Job) -> None:
    """Make ``job`` wait for a worker, whether for the first time or again."""
    job.state = JobState.QUEUED
    job.queue_number = queue.defer(session, job.organization_id, job.id, job.priority)
    tell(session, job, EventKind.STATE, {"state": job.state, "attempt": job.attempt})


def try_again(session: TenantSession, job: Job) -> None:
    """Let another attempt be made at ``job``, unless somebody asked for it to stop meanwhile."""
    if job.stop_requested:
        # What the last attempt had found is gone, and nobody wants it sought again.
        end(session, job, JobState.CANCELLED)
    else:
        put_into_queue(session, job)


def end(
    session: TenantSession,
    job: Job,
    state: JobState,
    *,
    result_link: str | None = None,
    problem: Problem | None = None,
) -> None:
    """Bring ``job`` to its final ``state``; failed and parked jobs say with which ``problem``."""
    job.state = state
    job.finished_at = datetime.now(UTC)
    job.result_link = result_link
    if problem is not None:
        job.problem = body(problem.status, problem.code, str(problem), problem.extra)
    tell(session, job, EventKind.STATE, {"state": state, "attempt": job.attempt, "final": True})


def tell(session: TenantSession, job: Job, kind: EventKind, data: Mapping[str, Any]) -> None:
    """Add an event to ``job``, whose row this session has locked or just made."""
    job.event_count += 1
    session.add(
        JobEvent(
            organization_id=job.organization_id,
            job_id=job.id,
            seq=job.event_count,
            kind=kind,
            data=dict(data),
        )
    )
    session.add(job)
    session.flush()


def find(session: TenantSession, job_id: uuid.UUID) -> Job:
    """The job with this id; raises NotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFound
    return job


def cancel(session: TenantSession, job_id: uuid.UUID) -> Job:
    """End a waiting job as cancelled; ask a running one to stop early and keep its best result.

    Asking twice is asking once. Raises NotFound, and JobFinished when there is nothing left to cancel.
    """
    job = session.exec(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
    if job is None:
        raise NotFound
    if job.state.is_final:
        raise JobFinished(job.state)
    if job.state is JobState.QUEUED:
        queue.withdraw(session, job.queue_number)
        end(session, job, JobState.CANCELLED)
    elif not job.stop_requested:
        job.stop_requested = True
        tell(
            session,
            job,
            EventKind.STATE,
            {"state": job.state, "attempt": job.attempt, "stop_requested": True},
        )
    return job


def events_after(session: TenantSession, job_id: uuid.UUID, seq: int) -> list[JobEvent]:
    """The first MOST_EVENTS events of a job that follow number ``seq``, oldest first."""
    return list(
        session.exec(
            select(JobEvent)
            .where(JobEvent.job_id == job_id, col(JobEvent.seq) > seq)
            .order_by(col(JobEvent.seq))
            .limit(MOST_EVENTS)
        )
    )
