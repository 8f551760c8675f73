"""Real worker processes, killed, frozen and told to end in the middle of a job."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, text

from app.database import owner_engine, tenant_session
from app.jobs.service import cancel
from app.jobs.tables import Job, JobState
from app.organizations.tables import Organization
from tests.app.jobs.builders import a_job, queue_entries, the_events, the_job, times_written
from tests.app.jobs.worker_process import QUICK

pytestmark = pytest.mark.e2e

CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(database: URL, tmp_path: Path) -> Iterator[Start]:
    """Starts workers by name; whichever is left at the end of the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, pulse: str = "quick") -> "subprocess.Popen[bytes]":
        url = database.render_as_string(hide_password=False)
        with (tmp_path / f"{name}.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.app.jobs.worker_process", url, name, pulse],
                env={**os.environ, "SUNDIAL_TEST_EFFECTS": str(tmp_path)},
                stderr=log,
            )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def eventually(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.05)


class Watched:
    """A job that real workers work on."""

    def __init__(self, engine: Engine, organization: Organization, folder: Path, kind: str) -> None:
        self.engine, self.organization = engine, organization
        self.id = a_job(engine, organization, kind)
        self.effects = folder / str(self.id)

    def row(self) -> Job:
        return the_job(self.engine, self.organization, self.id)

    def begun(self) -> list[str]:
        return self.effects.read_text().splitlines() if self.effects.exists() else []

    def wait_begun(self, attempt: int = 1) -> None:
        eventually(lambda: len(self.begun()) >= attempt, f"attempt {attempt}")

    def wait_final(self) -> Job:
        eventually(lambda: self.row().state.is_final, "the job's end")
        return self.row()


@pytest.fixture
def watched(engine: Engine, organization: Organization, tmp_path: Path) -> Callable[[str], Watched]:
    return lambda kind: Watched(engine, organization, tmp_path, kind)


def test_a_job_whose_worker_is_killed_is_finished_once_by_the_next_worker(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.slow")
    first = start("first", "ordinary")
    job.wait_begun()
    start("second", "ordinary")
    first.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    done = job.wait_final()
    assert time.monotonic() - killed < 20
    assert (done.state, done.attempt, done.worker) == (JobState.SUCCEEDED, 2, "second")
    assert job.begun() == ["begun 1", "begun 2"]
    assert times_written(engine, organization) == 1
    eventually(lambda: queue_entries(engine) == [], "an empty queue")


def test_a_worker_frozen_until_its_job_was_done_elsewhere_writes_nothing(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.frozen")
    first = start("first")
    job.wait_begun()
    first.send_signal(signal.SIGSTOP)
    time.sleep(QUICK.stalled_seconds + 0.5)
    second = start("second")  # and strikes the first off the list of workers
    done = job.wait_final()
    assert (done.state, done.attempt, done.worker) == (JobState.SUCCEEDED, 2, "second")
    first.send_signal(signal.SIGCONT)
    time.sleep(1)
    assert job.row() == done
    assert times_written(engine, organization) == 1
    second.terminate()
    second.wait(timeout=15)
    assert watched("test.quick").wait_final().worker == "first", "the thawed worker enlists again"


def test_a_worker_frozen_while_it_writes_the_result_loses_it_to_the_next(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.frozen_writing")
    first = start("first")
    job.wait_begun()
    start("second")
    done = job.wait_final()
    first.send_signal(signal.SIGCONT)
    time.sleep(1)
    assert (done.state, done.attempt, done.worker) == (JobState.SUCCEEDED, 2, "second")
    assert job.row() == done
    assert times_written(engine, organization) == 1
    assert first.poll() is None, "the thawed worker goes on working"


def test_a_job_that_kills_its_workers_is_parked_and_the_next_job_gets_its_turn(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.poison")
    for attempt in range(1, 4):
        worker = start(f"victim {attempt}")
        worker.wait(timeout=30)
    next_job = watched("test.quick")
    start("survivor")
    done = job.wait_final()
    assert next_job.wait_final().state == JobState.SUCCEEDED
    assert (done.state, done.attempt) == (JobState.PARKED, 3)
    assert done.problem is not None
    assert (done.problem["code"], done.problem["attempts"]) == ("job.parked", 3)
    assert job.begun() == ["begun 1", "begun 2", "begun 3"]


def test_a_running_search_that_is_cancelled_keeps_its_best(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.search")
    start("only")
    eventually(lambda: job.row().progress == {"searching": True}, "the search")
    asked = time.monotonic()
    with tenant_session(engine, organization.id) as session:
        cancel(session, job.id)
    done = job.wait_final()
    assert time.monotonic() - asked < 4
    assert (done.state, done.result_link) == (JobState.STOPPED, "/v1/results/1")
    with tenant_session(engine, organization.id) as session:
        assert session.get_one(Organization, organization.id).name.endswith("+best")


def test_a_worker_told_to_end_hands_its_job_back_and_the_next_one_finishes_it(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.slow")
    first = start("first")
    job.wait_begun()
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=15) == 0
    row = job.row()
    assert (row.state, row.attempt, row.handed_back) == (JobState.QUEUED, 1, 1)
    start("second")
    done = job.wait_final()
    assert (done.state, done.attempt, done.worker) == (JobState.SUCCEEDED, 2, "second")
    assert [event.data.get("state") for event in the_events(engine, organization, job.id)] == [
        "queued", "running", "queued", "running", "succeeded",
    ]  # fmt: skip


def test_a_worker_whose_database_goes_away_finishes_its_job_when_it_is_back(
    database: URL, engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    job = watched("test.frozen")
    start("only")
    job.wait_begun()
    maintenance = owner_engine(database.set(database="postgres")).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with maintenance.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS false"))
        connection.execute(text(CUT_OFF), {"name": database.database})
        time.sleep(2.8)
        connection.execute(text(f"ALTER DATABASE {database.database} ALLOW_CONNECTIONS true"))
    maintenance.dispose()
    done = job.wait_final()
    assert (done.state, done.attempt) == (JobState.SUCCEEDED, 2)
    assert times_written(engine, organization) == 1
    assert watched("test.quick").wait_final().worker == "only"


def test_two_workers_share_the_waiting_jobs(
    engine: Engine, organization: Organization, start: Start, watched: Callable[[str], Watched]
) -> None:
    slow = watched("test.slow")
    start("one")
    slow.wait_begun()
    quick: list[uuid.UUID] = [watched("test.quick").id for _ in range(3)]
    start("two")
    eventually(
        lambda: all(the_job(engine, organization, each).worker == "two" for each in quick), "the quick jobs"
    )
    assert slow.row().state == JobState.RUNNING
