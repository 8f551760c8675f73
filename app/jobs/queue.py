"""The application's side of the Procrastinate queue: its names, and how a job enters and leaves it."""

import json
import uuid

from sqlalchemy import text
from sqlmodel import Session

SCHEMA = "procrastinate"
WORK = "work"
"""Name of the queue, and of its one task, that runs jobs."""
RESCUE = "rescue"
"""Name of the queue, and of its one task, that looks after jobs whose worker is gone."""
RETENTION = "retention"
"""Name of the task that forgets old events."""

_DEFER = text(
    "SELECT (procrastinate.procrastinate_defer_jobs_v1(ARRAY[ROW("
    ":queue, :task, :priority, NULL, NULL, CAST(:args AS jsonb), NULL"
    ")::procrastinate.procrastinate_job_to_defer_v1]))[1]"
)
_WITHDRAW = text("DELETE FROM procrastinate.procrastinate_jobs WHERE id = :id AND status = 'todo'")


def defer(session: Session, organization_id: uuid.UUID, job_id: uuid.UUID, priority: int) -> int:
    """Put a job into the queue in the session's own transaction; returns the queue's number for it."""
    args = json.dumps({"organization_id": str(organization_id), "job_id": str(job_id)})
    row = session.connection().execute(
        _DEFER, {"queue": WORK, "task": WORK, "priority": priority, "args": args}
    )
    return int(row.scalar_one())


def withdraw(session: Session, queue_number: int | None) -> None:
    """Take a job that no worker has fetched yet out of the queue again."""
    session.connection().execute(_WITHDRAW, {"id": queue_number})
