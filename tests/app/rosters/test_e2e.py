"""The whole way over real processes: history, roster, publication, calendar; and a worker that is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import URL, Engine

from app.database import tenant_session
from app.organizations.tables import Organization
from app.rosters.shifts import shifts_of
from tests.app.builders import a_queue, a_site, a_skill
from tests.app.planning.builders import history_of
from tests.app.rosters.builders import a_team

pytestmark = pytest.mark.e2e

TODAY = datetime.now(UTC).date()
NEXT_MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(database: URL, tmp_path: Path) -> Iterator[Start]:
    """Starts the product's own commands; whichever is left at the end of the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        url = database.render_as_string(hide_password=False)
        with (tmp_path / f"{arguments[0]}-{len(started)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *arguments],
                env={**os.environ, "DATABASE_URL": url, "SUNDIAL_HOME": str(tmp_path)},
                stdout=log,
                stderr=log,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def caller(start: Start, organization: Organization) -> Iterator[httpx2.Client]:
    """A caller of the real server, which runs without a worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start("serve", "--port", str(port), "--no-worker")
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as caller:
        eventually(lambda: _healthy(caller), "the server")
        yield caller


def eventually(condition: Callable[[], bool], what: str, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for {what}"
        time.sleep(0.1)


def _healthy(caller: httpx2.Client) -> bool:
    try:
        return caller.get("/v1/health").status_code == 200
    except httpx2.TransportError:
        return False


def a_week_to_plan(caller: Any) -> list[dict[str, Any]]:
    """A team in Dublin with a queue that was busy until yesterday."""
    site, english = a_site(caller), a_skill(caller)
    queue = a_queue(caller, skill_ids=[english["id"]])
    history = history_of(queue["name"], until=TODAY)
    answer = caller.post("/v1/history/imports", content=history, headers={"content-type": "text/csv"})
    assert answer.status_code == 201, answer.text
    return a_team(caller, site_id=site["id"], skills=[{"skill_id": english["id"]}])


def asked(caller: httpx2.Client, seconds: float, first_date: date = NEXT_MONDAY) -> str:
    """The address of the job of a roster that was asked for."""
    body = {"first_date": str(first_date), "coverage_model": "distributed", "seconds": seconds}
    answer = caller.post("/v1/rosters", json=body)
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def test_from_history_to_the_calendar_of_an_agent(caller: httpx2.Client, start: Start) -> None:
    ada, *_ = a_week_to_plan(caller)
    start("worker")
    job = asked(caller, seconds=2)
    eventually(lambda: caller.get(job).json()["links"]["result"] is not None, "the roster")
    address = caller.get(job).json()["links"]["result"]
    roster = caller.get(address)
    version = {"If-Match": roster.headers["etag"]}
    assert caller.post(f"{address}:publish", headers=version).status_code == 200
    feed = caller.post(f"/v1/agents/{ada['id']}/calendar-feed").json()["path"]
    events = IcsCalendarStream.calendar_from_ics(caller.get(feed).text).events
    shifts = [shift for shift in roster.json()["shifts"] if shift["agent_id"] == ada["id"]]
    assert shifts
    assert [event.start.astimezone(UTC) for event in events] == [
        datetime.fromisoformat(shift["start"]) for shift in shifts
    ]
    assert {event.location for event in events} == {"Dublin"}


def test_a_roster_whose_worker_is_killed_is_finished_once_by_the_next(
    caller: httpx2.Client, start: Start, engine: Engine, organization: Organization
) -> None:
    a_week_to_plan(caller)
    first = start("worker", "--name", "first")
    job = asked(caller, seconds=15)
    eventually(lambda: "tier" in caller.get(job).json()["progress"], "the search")
    first.send_signal(signal.SIGKILL)
    start("worker", "--name", "second")
    eventually(lambda: caller.get(job).json()["state"] not in ("queued", "running"), "the job's end")
    done = caller.get(job).json()
    assert (done["state"], done["attempt"]) == ("succeeded", 2)
    roster = caller.get(done["links"]["result"]).json()
    assert (roster["state"], roster["version"]) == ("draft", 2)
    assert roster["figures"]["required_violations"] == 0
    with tenant_session(engine, organization.id) as session:
        assert len(shifts_of(session, roster["id"])) == roster["figures"]["shifts"]
    assert len(caller.get("/v1/rosters").json()["items"]) == 1
