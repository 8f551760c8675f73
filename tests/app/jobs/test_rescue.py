"""The rescue of lost jobs, with workers that exist on paper only."""

import pytest
from sqlalchemy import Engine, text

from app.database import tenant_session
from app.jobs.attempt import Attempt
from app.jobs.rescue import rescue
from app.jobs.service import cancel
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from tests.app.jobs.builders import a_job, fetched, queue_entries, the_job


def begin(engine: Engine, organization: Organization, silent_seconds: float = 0) -> Attempt:
    job_id = a_job(engine, organization)
    fetched(engine, silent_seconds=silent_seconds)
    attempt = Attempt.begin(engine, organization.id, job_id, "on paper")
    assert attempt is not None
    return attempt


def test_a_job_whose_worker_fell_silent_waits_again(engine: Engine, organization: Organization) -> None:
    attempt = begin(engine, organization, silent_seconds=7)
    assert rescue(engine, stalled_seconds=6) == 1
    assert the_job(engine, organization, attempt.job_id).state == JobState.QUEUED
    assert queue_entries(engine) == ["todo"]
    assert rescue(engine, stalled_seconds=6) == 0


def test_a_job_whose_worker_was_just_heard_of_is_left_alone(
    engine: Engine, organization: Organization
) -> None:
    attempt = begin(engine, organization, silent_seconds=4)
    assert rescue(engine, stalled_seconds=6) == 0
    assert the_job(engine, organization, attempt.job_id).state == JobState.RUNNING


def test_a_job_fetched_but_never_begun_waits_again_without_counting_an_attempt(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    fetched(engine, silent_seconds=7)
    rescue(engine, stalled_seconds=6)
    job = the_job(engine, organization, job_id)
    assert (job.state, job.attempt) == (JobState.QUEUED, 0)


def test_a_job_that_ended_before_its_worker_could_say_so_stays_ended(
    engine: Engine, organization: Organization
) -> None:
    attempt = begin(engine, organization, silent_seconds=7)
    attempt.finish(JobState.SUCCEEDED, None)
    assert rescue(engine, stalled_seconds=6) == 1
    assert the_job(engine, organization, attempt.job_id).state == JobState.SUCCEEDED
    assert queue_entries(engine) == []


def test_a_job_whose_end_could_not_be_written_waits_again(engine: Engine, organization: Organization) -> None:
    attempt = begin(engine, organization)
    with engine.begin() as connection:
        connection.execute(text("UPDATE procrastinate.procrastinate_jobs SET status = 'failed'"))
    assert rescue(engine, stalled_seconds=6) == 1
    assert the_job(engine, organization, attempt.job_id).state == JobState.QUEUED


def test_a_job_somebody_is_just_writing_is_left_for_the_next_round(
    engine: Engine, organization: Organization
) -> None:
    attempt = begin(engine, organization, silent_seconds=7)
    with attempt.session() as session:
        attempt.row(session, lock=True)
        assert rescue(engine, stalled_seconds=6) == 0
    assert rescue(engine, stalled_seconds=6) == 1


def test_a_job_asked_to_stop_is_cancelled_when_its_worker_dies(
    engine: Engine, organization: Organization
) -> None:
    attempt = begin(engine, organization, silent_seconds=7)
    with tenant_session(engine, organization.id) as session:
        cancel(session, attempt.job_id)
    rescue(engine, stalled_seconds=6)
    assert the_job(engine, organization, attempt.job_id).state == JobState.CANCELLED


@pytest.mark.parametrize("handed_back", [0, 2])
def test_a_job_is_parked_after_three_dead_workers_not_counting_those_that_handed_it_back(
    engine: Engine, organization: Organization, handed_back: int
) -> None:
    job_id = a_job(engine, organization)
    for _ in range(handed_back):
        attempt = Attempt.begin(engine, organization.id, job_id, "polite")
        assert attempt is not None
        attempt.give_up(handed_back=True)
    with engine.begin() as connection:
        connection.execute(
            text("DELETE FROM procrastinate.procrastinate_jobs WHERE id <> :latest"),
            {"latest": the_job(engine, organization, job_id).queue_number},
        )
    for _ in range(3):
        assert the_job(engine, organization, job_id).state == JobState.QUEUED
        fetched(engine, silent_seconds=7)
        Attempt.begin(engine, organization.id, job_id, "victim")
        rescue(engine, stalled_seconds=6)
    job = the_job(engine, organization, job_id)
    assert (job.state, job.attempt) == (JobState.PARKED, 3 + handed_back)
    assert job.problem is not None
    assert (job.problem["code"], job.problem["attempts"]) == ("job.parked", 3)
