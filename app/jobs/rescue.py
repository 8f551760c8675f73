"""Looks after jobs whose worker is gone: back into the queue, or parked when they keep killing workers."""

import logging
import uuid

from psycopg.errors import LockNotAvailable
from sqlalchemy import Engine, RowMapping, text
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.database import TenantSession, tenant_session
from app.jobs import service
from app.jobs.problems import JobParked
from app.jobs.queue import WORK
from app.jobs.tables import Job, JobState

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""A job that took this many workers down with it is parked."""
# A job is lost when its worker's heartbeat is missing or old, or its worker could not write how it ended.
_LOST = """
FROM procrastinate.procrastinate_jobs AS entry
WHERE (entry.status = 'failed' OR entry.status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate.procrastinate_workers AS worker
    WHERE worker.id = entry.worker_id
      AND worker.last_heartbeat >= clock_timestamp() - make_interval(secs => :stalled)
))
"""
_FIND = text(f"SELECT entry.id, entry.task_name, entry.args {_LOST}")
_TAKE = text(f"DELETE {_LOST} AND entry.id = :number")


def rescue(engine: Engine, *, stalled_seconds: float) -> int:
    """Give every lost job another attempt, or park it; returns how many were put right.

    A worker that has not been heard of for ``stalled_seconds`` is taken for dead.

    The lost entry of the queue is deleted and a new one made in one transaction with the job's own row, so a
    worker that was frozen rather than dead finds neither its entry to acknowledge nor its fence open.
    """
    with engine.connect() as connection:
        lost = connection.execute(_FIND, {"stalled": stalled_seconds}).mappings().all()
    return sum(_put_right(engine, entry, stalled_seconds) for entry in lost)


def _put_right(engine: Engine, entry: RowMapping, stalled_seconds: float) -> bool:
    take = {"number": entry["id"], "stalled": stalled_seconds}
    if entry["task_name"] != WORK:
        with engine.begin() as connection:
            return connection.execute(_TAKE, take).rowcount > 0
    try:
        with tenant_session(engine, uuid.UUID(entry["args"]["organization_id"])) as session:
            statement = select(Job).where(Job.id == uuid.UUID(entry["args"]["job_id"]))
            job = session.exec(statement.with_for_update(nowait=True)).one_or_none()
            if session.connection().execute(_TAKE, take).rowcount == 0:
                return False  # its worker, or another rescuer, was quicker
            if job is not None and job.queue_number == entry["id"] and not job.state.is_final:
                _another_attempt(session, job)
            return True
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            return False  # its worker is just writing, or was frozen doing so: the next round will tell
        raise


def _another_attempt(session: TenantSession, job: Job) -> None:
    counted = job.attempt - job.handed_back
    if job.state is JobState.RUNNING and counted >= MOST_ATTEMPTS:
        logger.error("job %s parked: its worker died in each of %s attempts", job.id, counted)
        service.end(session, job, JobState.PARKED, problem=JobParked(counted))
    else:
        logger.warning("job %s rescued from worker %s after attempt %s", job.id, job.worker, job.attempt)
        service.try_again(session, job)
