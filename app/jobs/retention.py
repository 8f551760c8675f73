"""Forgets what nobody follows any more: the events of jobs that ended long ago, not the jobs themselves."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from app.database import directory_connection, tenant_session
from app.jobs.tables import Job, JobEvent
from app.organizations.tables import Organization

KEPT = timedelta(days=30)


def forget_events(engine: Engine, *, older_than: timedelta = KEPT) -> int:
    """Delete the events of jobs that ended more than ``older_than`` ago; returns how many."""
    limit = datetime.now(UTC) - older_than
    with directory_connection(engine) as connection:
        tenants = connection.execute(select(Organization.id)).scalars().all()
    forgotten = 0
    for tenant in tenants:
        with tenant_session(engine, tenant) as session:
            ended = select(Job.id).where(col(Job.finished_at) < limit)
            deletion = delete(JobEvent).where(col(JobEvent.job_id).in_(ended))
            forgotten += session.connection().execute(deletion).rowcount
    return forgotten
