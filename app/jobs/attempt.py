"""One worker's attempt at one job: begins it, keeps others off it, and loses it without doing harm."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Engine, text
from sqlmodel import select

from app.database import TenantSession, tenant_session
from app.jobs import service
from app.jobs.tables import EventKind, Job, JobState
from app.problems import Problem

WRITE_SECONDS = 10
"""How long a transaction may hold a job's row while its worker is silent, frozen for example."""


class FenceLostError(Exception):
    """The job belongs to another attempt or has ended: whatever this attempt has is discarded."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """The right to write about one job, until it is taken over or comes to its end."""

    engine: Engine
    organization_id: uuid.UUID
    job_id: uuid.UUID
    number: int
    counted: int
    """Attempts so far, this one included, without those that a worker handed back at its shutdown."""

    @classmethod
    def begin(cls, engine: Engine, organization_id: uuid.UUID, job_id: uuid.UUID, worker: str) -> Self | None:
        """Take a waiting job; None when it does not wait any more."""
        with tenant_session(engine, organization_id) as session:
            statement = select(Job).where(Job.id == job_id, Job.state == JobState.QUEUED)
            job = session.exec(statement.with_for_update()).one_or_none()
            if job is None:
                return None
            job.state = JobState.RUNNING
            job.attempt += 1
            job.worker = worker
            job.started_at = job.started_at or datetime.now(UTC)
            service.tell(session, job, EventKind.STATE, {"state": job.state, "attempt": job.attempt})
            return cls(engine, organization_id, job_id, job.attempt, job.attempt - job.handed_back)

    def session(self) -> AbstractContextManager[TenantSession]:
        """A session of the job's organization, committed when its block ends well."""
        return tenant_session(self.engine, self.organization_id)

    def row(self, session: TenantSession, *, lock: bool) -> Job:
        """The job's row while it is this attempt's to write; raises FenceLostError when it no longer is."""
        statement = select(Job).where(
            Job.id == self.job_id, Job.attempt == self.number, Job.state == JobState.RUNNING
        )
        if lock:
            # A worker frozen in mid-transaction must not keep the row from the one that takes over.
            session.connection().execute(
                text(f"SET LOCAL idle_in_transaction_session_timeout = '{WRITE_SECONDS}s'")
            )
            statement = statement.with_for_update()
        job = session.exec(statement).one_or_none()
        if job is None:
            raise FenceLostError(f"job {self.job_id}, attempt {self.number}")
        return job

    def report(self, figures: dict[str, object]) -> None:
        """Store the newest figures and tell them to whoever follows the job."""
        with self.session() as session:
            job = self.row(session, lock=True)
            job.progress = {**job.progress, **figures}
            service.tell(session, job, EventKind.PROGRESS, figures)

    def finish(self, state: JobState, write: Callable[[TenantSession], str | None] | None) -> None:
        """Write the result and the job's end in one transaction, or neither."""
        with self.session() as session:
            job = self.row(session, lock=True)
            link = write(session) if write else None
            service.end(session, job, state, result_link=link)

    def fail(self, problem: Problem) -> None:
        """End the job as failed."""
        with self.session() as session:
            service.end(session, self.row(session, lock=True), JobState.FAILED, problem=problem)

    def give_up(self, *, handed_back: bool) -> None:
        """Let another attempt be made; a worker that merely ``handed_back`` work costs the job nothing."""
        with self.session() as session:
            job = self.row(session, lock=True)
            job.handed_back += handed_back
            service.try_again(session, job)
