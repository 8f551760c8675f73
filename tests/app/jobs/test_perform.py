"""What becomes of a job: every ending of its task is a state, and a result is written once or never."""

from threading import Event

import pytest
from sqlalchemy import Engine

from app.database import tenant_session
from app.jobs import service
from app.jobs.attempt import Attempt, FenceLostError
from app.jobs.registry import task
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from tests.app.jobs.builders import a_job, performed, queue_entries, the_events, the_job, times_written


def test_a_task_that_finishes_makes_its_job_succeed_with_a_link(
    engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization))
    assert (job.state, job.attempt, job.result_link) == (JobState.SUCCEEDED, 1, "/v1/results/1")
    assert job.progress == {"figure": 1}
    assert times_written(engine, organization) == 1


def test_the_events_of_a_job_count_from_one_without_gaps(engine: Engine, organization: Organization) -> None:
    job = performed(engine, organization, a_job(engine, organization))
    events = the_events(engine, organization, job.id)
    assert [event.seq for event in events] == [1, 2, 3, 4]
    told = [event.data.get("state", event.data) for event in events]
    assert told == ["queued", "running", {"figure": 1}, "succeeded"]


def test_a_task_that_only_reports_ends_with_its_figures_stored(
    engine: Engine, organization: Organization
) -> None:
    with tenant_session(engine, organization.id) as session:
        job = service.enqueue(session, "test.ids", organization.id, history_id=organization.id)
    done = performed(engine, organization, job.id)
    assert done.state == JobState.SUCCEEDED
    assert done.progress == {"subject": str(organization.id), "ids": {"history_id": str(organization.id)}}


def test_a_job_is_performed_once_however_often_it_is_fetched(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    performed(engine, organization, job_id)
    assert performed(engine, organization, job_id).attempt == 1
    assert times_written(engine, organization) == 1


def test_a_mistake_in_the_task_fails_the_job_and_tells_nobody_its_message(
    engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization, "test.mistaken"))
    assert job.state == JobState.FAILED
    assert job.problem is not None
    assert job.problem["code"] == "job.failed"
    assert "secret" not in str(job.problem)


def test_a_problem_raised_by_the_task_is_the_problem_of_the_job(
    engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization, "test.problem"))
    assert job.problem is not None
    assert (job.state, job.problem["code"], job.problem["status"]) == (JobState.FAILED, "not_found", 404)


def test_a_kind_that_no_worker_knows_fails_by_its_name(engine: Engine, organization: Organization) -> None:
    job = performed(engine, organization, a_job(engine, organization, "test.nobody_knows"))
    assert job.problem is not None
    assert (job.problem["code"], job.problem["kind"]) == ("job.unknown", "test.nobody_knows")


def test_a_result_that_fails_half_way_leaves_nothing_behind(
    engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization, "test.two_writes"))
    assert (job.state, job.result_link) == (JobState.FAILED, None)
    assert times_written(engine, organization) == 0


def test_an_attempt_that_was_overtaken_cannot_write(engine: Engine, organization: Organization) -> None:
    job_id = a_job(engine, organization)
    stale = Attempt.begin(engine, organization.id, job_id, "first")
    assert stale is not None
    stale.give_up(handed_back=False)
    fresh = Attempt.begin(engine, organization.id, job_id, "second")
    assert fresh is not None
    for write in (
        lambda: stale.report({"figure": 2}),
        lambda: stale.finish(JobState.SUCCEEDED, lambda _session: "/v1/results/stale"),
        lambda: stale.give_up(handed_back=True),
    ):
        with pytest.raises(FenceLostError):
            write()
    fresh.finish(JobState.SUCCEEDED, lambda _session: "/v1/results/fresh")
    job = the_job(engine, organization, job_id)
    assert (job.attempt, job.result_link, job.progress) == (2, "/v1/results/fresh", {})


def test_a_worker_that_shuts_down_hands_its_job_back_at_no_cost_to_it(
    engine: Engine, organization: Organization
) -> None:
    handing_back = Event()
    handing_back.set()
    job_id = a_job(engine, organization, "test.search")
    for attempt in range(1, 6):
        job = performed(engine, organization, job_id, handing_back)
        assert (job.state, job.attempt, job.handed_back) == (JobState.QUEUED, attempt, attempt)
    assert queue_entries(engine) == ["todo"] * 6


def test_two_tasks_for_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match=r"test\.quick"):
        task("test.quick")(lambda _context: None)


@pytest.mark.e2e
def test_a_child_that_dies_gives_the_job_one_more_attempt_and_no_third(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization, "test.child_dies")
    assert performed(engine, organization, job_id).state == JobState.QUEUED
    job = performed(engine, organization, job_id)
    assert job.problem is not None
    assert (job.state, job.problem["code"], job.problem["attempts"]) == (JobState.FAILED, "job.child_died", 2)


@pytest.mark.e2e
def test_a_child_out_of_memory_twice_fails_the_job_as_such(
    engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization, "test.child_out_of_memory")
    performed(engine, organization, job_id)
    job = performed(engine, organization, job_id)
    assert job.problem is not None
    assert (job.state, job.problem["code"]) == (JobState.FAILED, "job.memory")
