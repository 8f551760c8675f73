"""Old events are forgotten; their jobs, and the events of recent jobs, are not."""

from datetime import timedelta

from sqlalchemy import Engine

from app.database import tenant_session
from app.jobs.retention import forget_events
from app.jobs.service import find
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from tests.app.jobs.builders import a_job, performed, the_events, the_job


def test_the_events_of_jobs_that_ended_a_month_ago_are_forgotten(
    engine: Engine, organization: Organization
) -> None:
    old = performed(engine, organization, a_job(engine, organization))
    recent = performed(engine, organization, a_job(engine, organization))
    waiting = a_job(engine, organization)
    with tenant_session(engine, organization.id) as session:
        row = find(session, old.id)
        assert row.finished_at is not None
        row.finished_at -= timedelta(days=31)
        session.add(row)
    assert forget_events(engine) == 4
    assert the_events(engine, organization, old.id) == []
    assert the_job(engine, organization, old.id).state == JobState.SUCCEEDED
    assert [len(the_events(engine, organization, each)) for each in (recent.id, waiting)] == [4, 1]
