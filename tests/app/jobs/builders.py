"""Enqueues jobs, performs them in this process, and reads what became of them."""

import uuid
from threading import Event

from sqlalchemy import Engine, text
from sqlmodel import select

from app.database import tenant_session
from app.jobs.perform import perform
from app.jobs.service import enqueue, events_after, find
from app.jobs.tables import Job, JobEvent
from app.organizations.tables import Organization

REGISTER = "INSERT INTO procrastinate.procrastinate_workers (last_heartbeat) VALUES ({heard}) RETURNING id"
FETCH = "SELECT (procrastinate.procrastinate_fetch_job_v2(ARRAY['work']::varchar[], :worker)).id"


def a_job(engine: Engine, organization: Organization, kind: str = "test.quick") -> uuid.UUID:
    with tenant_session(engine, organization.id) as session:
        return enqueue(session, kind).id


def performed(
    engine: Engine, organization: Organization, job_id: uuid.UUID, handing_back: Event | None = None
) -> Job:
    perform(engine, organization.id, job_id, worker="here", handing_back=handing_back or Event())
    return the_job(engine, organization, job_id)


def the_job(engine: Engine, organization: Organization, job_id: uuid.UUID) -> Job:
    with tenant_session(engine, organization.id) as session:
        return find(session, job_id)


def the_events(engine: Engine, organization: Organization, job_id: uuid.UUID) -> list[JobEvent]:
    with tenant_session(engine, organization.id) as session:
        return events_after(session, job_id, 0)


def times_written(engine: Engine, organization: Organization) -> int:
    """How often a task's result was committed."""
    with tenant_session(engine, organization.id) as session:
        return session.exec(select(Organization)).one().name.count("+")


def queue_entries(engine: Engine) -> list[str]:
    """The status of every entry of the queue that stands for a job."""
    entries = (
        "SELECT status::text FROM procrastinate.procrastinate_jobs WHERE queue_name = 'work' ORDER BY id"
    )
    with engine.connect() as connection:
        return list(connection.execute(text(entries)).scalars())


def fetched(engine: Engine, *, silent_seconds: float = 0) -> int:
    """A worker that was last heard of so long ago fetches the next job; returns its entry in the queue."""
    heard = f"now() - interval '{silent_seconds} seconds'"
    with engine.begin() as connection:
        worker = connection.execute(text(REGISTER.format(heard=heard))).scalar_one()
        return int(connection.execute(text(FETCH), {"worker": worker}).scalar_one())
