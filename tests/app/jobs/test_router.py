"""Jobs over HTTP."""

import base64
import json
import threading
import time
import uuid

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.jobs.attempt import Attempt
from app.jobs.tables import JobState
from app.organizations.tables import Organization
from tests.app.jobs.builders import a_job, performed


def events(body: str) -> list[dict[str, str]]:
    """The fields of each event of a stream, without its comments."""
    blocks = (block.splitlines() for block in body.split("\n\n"))
    fields = ([line.partition(": ")[::2] for line in block if not line.startswith(":")] for block in blocks)
    return [dict(each) for each in fields if each]


def test_a_job_tells_where_it_stands_and_where_to_read_on(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    waiting = client.get(f"/v1/jobs/{job_id}")
    assert waiting.headers["retry-after"] == "1"
    assert (waiting.json()["state"], waiting.json()["attempt"]) == ("queued", 0)
    assert waiting.json()["links"] == {
        "self": f"/v1/jobs/{job_id}",
        "events": f"/v1/jobs/{job_id}/events",
        "cancel": f"/v1/jobs/{job_id}:cancel",
        "result": None,
    }
    performed(engine, organization, job_id)
    done = client.get(f"/v1/jobs/{job_id}")
    assert "retry-after" not in done.headers
    assert (done.json()["state"], done.json()["progress"]) == ("succeeded", {"figure": 1})
    assert (done.json()["links"]["cancel"], done.json()["links"]["result"]) == (None, "/v1/results/1")


def test_a_job_that_does_not_exist_is_a_problem_on_every_route(client: TestClient) -> None:
    nowhere = f"/v1/jobs/{uuid.uuid4()}"
    answers = [client.get(nowhere), client.post(f"{nowhere}:cancel"), client.get(f"{nowhere}/events")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert {answer.json()["code"] for answer in answers} == {"not_found"}


def test_jobs_are_listed_in_pages_and_by_state(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    ids = [str(a_job(engine, organization)) for _ in range(3)]
    performed(engine, organization, uuid.UUID(ids[1]))
    first = client.get("/v1/jobs", params={"limit": 2}).json()
    second = client.get("/v1/jobs", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [each["id"] for each in first["items"] + second["items"]] == ids
    queued = client.get("/v1/jobs", params={"state": "queued"}).json()["items"]
    assert [each["id"] for each in queued] == [ids[0], ids[2]]
    assert client.get("/v1/jobs", params={"subject_id": str(uuid.uuid4())}).json()["items"] == []


def test_jobs_are_read_backwards_in_pages_and_by_kind(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    made = [str(a_job(engine, organization)) for _ in range(3)]
    first = client.get("/v1/jobs", params={"newest_first": True, "limit": 2}).json()
    rest = client.get(
        "/v1/jobs", params={"newest_first": True, "limit": 2, "cursor": first["next_cursor"]}
    ).json()
    assert [job["id"] for job in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    kind = first["items"][0]["kind"]
    assert len(client.get("/v1/jobs", params={"kind": kind}).json()["items"]) == 3
    assert client.get("/v1/jobs", params={"kind": "sing"}).json()["items"] == []


def test_cancelling_answers_with_the_job_and_cancelling_the_ended_is_a_conflict(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)
    answer = client.post(f"/v1/jobs/{job_id}:cancel")
    assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
    assert answer.headers["location"] == f"/v1/jobs/{job_id}"
    again = client.post(f"/v1/jobs/{job_id}:cancel")
    assert (again.status_code, again.json()["code"], again.json()["state"]) == (
        409,
        "job.finished",
        "cancelled",
    )


def test_the_events_of_an_ended_job_are_streamed_and_the_stream_ends(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization))
    answer = client.get(f"/v1/jobs/{job.id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert [(each["id"], each["event"]) for each in told] == [
        ("1", "state"), ("2", "state"), ("3", "progress"), ("4", "state"),
    ]  # fmt: skip
    assert '"final":true' in told[-1]["data"].replace(" ", "")


def test_a_stream_is_resumed_after_the_last_event_received(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    job = performed(engine, organization, a_job(engine, organization))
    answer = client.get(f"/v1/jobs/{job.id}/events", headers={"Last-Event-ID": "2"})
    assert [each["id"] for each in events(answer.text)] == ["3", "4"]


@pytest.mark.parametrize("last", ["-1", "two", "99999999999"])
def test_a_last_event_that_is_no_number_of_an_event_is_refused(
    client: TestClient, engine: Engine, organization: Organization, last: str
) -> None:
    job_id = a_job(engine, organization)
    answer = client.get(f"/v1/jobs/{job_id}/events", headers={"Last-Event-ID": last})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


def test_a_stream_tells_what_happens_while_it_is_read(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    job_id = a_job(engine, organization)

    def work() -> None:
        time.sleep(0.7)
        attempt = Attempt.begin(engine, organization.id, job_id, "worker")
        assert attempt is not None
        time.sleep(0.7)
        attempt.finish(JobState.SUCCEEDED, None)

    worker = threading.Thread(target=work)
    worker.start()
    answer = client.get(f"/v1/jobs/{job_id}/events")
    worker.join()
    assert [each["id"] for each in events(answer.text)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "order", [["2026-10-25T01:30:00", str(uuid.UUID(int=1))], ["today", "1"], [1, 2], []]
)
def test_a_forged_cursor_is_refused(client: TestClient, order: list[object]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(order).encode()).decode()
    answer = client.get("/v1/jobs", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor.invalid")
