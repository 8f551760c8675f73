"""Queues with a history made up from a formula, and jobs that are done at once."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient
from sqlalchemy import Engine

import app.planning  # noqa: F401 - registers what jobs do
from app.jobs.perform import perform
from app.organizations.tables import Organization
from tests.app.builders import a_queue

MONDAY = date(2026, 3, 2)
"""The first day to plan; histories end the day before."""
OFFICE_HOURS = {
    "weekly": [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(5)],
}


class Planner:
    """A caller whose jobs are done while they wait."""

    def __init__(self, client: TestClient, engine: Engine, organization: Organization) -> None:
        self.client = client
        self._engine = engine
        self._organization = organization

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def asked(self, path: str, **body: Any) -> dict[str, Any]:
        """The job that a POST starts, before anybody does it."""
        answer = self.client.post(path, json=body)
        assert answer.status_code == 202, answer.text
        job: dict[str, Any] = answer.json()
        assert answer.headers["Location"] == f"/v1/jobs/{job['id']}"
        assert int(answer.headers["Retry-After"]) > 0
        return job

    def done(self, path: str, **body: Any) -> dict[str, Any]:
        """The job of a POST after it was done, however it ended."""
        return self.performed(self.asked(path, **body))

    def performed(self, job: dict[str, Any]) -> dict[str, Any]:
        perform(self._engine, self._organization.id, UUID(job["id"]), worker="here", handing_back=Event())
        done: dict[str, Any] = self.get(f"/v1/jobs/{job['id']}")
        return done

    def made(self, path: str, **body: Any) -> dict[str, Any]:
        """What the job of a POST made."""
        job = self.done(path, **body)
        assert job["state"] == "succeeded", job
        found: dict[str, Any] = self.get(job["links"]["result"])
        return found

    def refused(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Status and body of a POST that is refused at once."""
        answer = self.client.post(path, json=body)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()

    def imports(self, content: str, **options: Any) -> None:
        answer = self.client.post(
            "/v1/history/imports",
            content=content.encode(),
            params=options,
            headers={"content-type": "text/csv"},
        )
        assert answer.status_code == 201, answer.text

    def a_busy_queue(self, name: str = "Voice English", **fields: Any) -> dict[str, Any]:
        """A queue with 14 weeks of history until MONDAY."""
        queue = a_queue(self.client, name=name, **fields)
        self.imports(history_of(name, fields.get("zone", "Europe/Dublin")))
        return queue

    def a_young_queue(self, name: str = "Voice English", **fields: Any) -> dict[str, Any]:
        """A queue with too little history for a model, so that its forecast is made in no time."""
        queue = a_queue(self.client, name=name, **fields)
        self.imports(history_of(name, fields.get("zone", "Europe/Dublin"), days=42))
        return queue


def history_of(
    queue: str,
    zone: str = "Europe/Dublin",
    *,
    days: int = 98,
    until: date = MONDAY,
    minutes: int = 60,
    scale: float = 8.0,
    handle_seconds: int | None = 300,
) -> str:
    """Counts by the hour (or ``minutes``) of every local day: busy at noon, half as busy on weekends."""
    header = "queue,start,volume" + ("" if handle_seconds is None else ",handle_seconds")
    lines = [header]
    for start, local in _starts(zone, until - timedelta(days=days), until, minutes):
        daily = math.sin(math.pi * (local.hour + 0.5) / 24) ** 2
        wave = 1 + 0.1 * math.sin(start.timestamp() / 7919)
        volume = round(scale * minutes / 60 * daily * (0.5 if local.weekday() > 4 else 1.0) * wave)
        tail = "" if handle_seconds is None else f",{handle_seconds if volume else ''}"
        lines.append(f"{queue},{start:%Y-%m-%dT%H:%M}Z,{volume}{tail}")
    return "\n".join(lines) + "\n"


def _starts(zone: str, first: date, until: date, minutes: int) -> Iterator[tuple[datetime, datetime]]:
    clock = ZoneInfo(zone)
    start = datetime(first.year, first.month, first.day, tzinfo=clock).astimezone(UTC)
    end = datetime(until.year, until.month, until.day, tzinfo=clock).astimezone(UTC)
    while start < end:
        yield start, start.astimezone(clock)
        start += timedelta(minutes=minutes)
