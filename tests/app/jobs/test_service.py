"""Enqueuing and cancelling: a job and its place in the queue are committed together, or not at all."""

import uuid

import pytest
from sqlalchemy import Engine

from app.database import TenantSession, tenant_session
from app.jobs.attempt import Attempt
from app.jobs.problems import JobFinished
from app.jobs.service import cancel, enqueue, find
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from app.problems import NotFound
from tests.app.jobs.builders import a_job, fetched, performed, queue_entries, the_events, the_job


def test_a_job_is_in_the_queue_once_its_session_commits(engine: Engine, organization: Organization) -> None:
    job_id = a_job(engine, organization)
    assert queue_entries(engine) == ["todo"]
    assert the_job(engine, organization, job_id).state == JobState.QUEUED


def test_the_job_of_the_highest_priority_is_fetched_first_and_equals_in_their_order(
    engine: Engine, organization: Organization
) -> None:
    with tenant_session(engine, organization.id) as session:
        jobs = [enqueue(session, "test.quick", priority=priority) for priority in (0, 5, -5, 5)]
    order = [fetched(engine) for _ in jobs]
    assert order == [jobs[place].queue_number for place in (1, 3, 0, 2)]


def test_a_session_that_fails_leaves_neither_job_nor_place_in_the_queue(
    engine: Engine, organization: Organization
) -> None:
    with TenantSession(engine, organization.id) as session:
        job_id = enqueue(session, "test.quick").id
        session.rollback()
    assert queue_entries(engine) == []
    with pytest.raises(NotFound):
        the_job(engine, organization, job_id)


def test_a_job_is_invisible_to_another_organization(engine: Engine, organization: Organization) -> None:
    job_id = a_job(engine, organization)
    stranger = Organization(name="Boreal Support", zone="Europe/Oslo")
    with tenant_session(engine, stranger.id) as session:
        session.add(stranger)
    for look in (find, cancel):
        with tenant_session(engine, stranger.id) as session, pytest.raises(NotFound):
            look(session, job_id)


def test_a_waiting_job_that_is_cancelled_is_never_performed(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    with tenant_session(engine, organization.id) as session:
        cancel(session, job_id)
    job = performed(engine, organization, job_id)
    assert (job.state, job.attempt) == (JobState.CANCELLED, 0)
    assert queue_entries(engine) == []


def test_a_running_job_is_asked_to_stop_once_however_often_it_is_cancelled(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    Attempt.begin(engine, organization.id, job_id, "worker")
    for _ in range(2):
        with tenant_session(engine, organization.id) as session:
            assert cancel(session, job_id).stop_requested
    assert the_job(engine, organization, job_id).state == JobState.RUNNING
    assert len(the_events(engine, organization, job_id)) == 3


def test_a_job_that_was_asked_to_stop_gets_no_further_attempt(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    attempt = Attempt.begin(engine, organization.id, job_id, "worker")
    assert attempt is not None
    with tenant_session(engine, organization.id) as session:
        cancel(session, job_id)
    attempt.give_up(handed_back=True)
    assert the_job(engine, organization, job_id).state == JobState.CANCELLED


def test_a_job_that_has_ended_cannot_be_cancelled(engine: Engine, organization: Organization) -> None:
    job = performed(engine, organization, a_job(engine, organization))
    with tenant_session(engine, organization.id) as session, pytest.raises(JobFinished, match="succeeded"):
        cancel(session, job.id)


def test_cancelling_what_does_not_exist_is_not_found(engine: Engine, organization: Organization) -> None:
    with tenant_session(engine, organization.id) as session, pytest.raises(NotFound):
        cancel(session, uuid.uuid4())
