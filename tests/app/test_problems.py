import gzip
import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from app.dependencies import engine_of
from app.main import create_app
from app.problems import every_problem, meaning
from app.settings import Settings
from tests.app.builders import a_site


def assert_problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"/v1/problems#{code}"
    assert body["title"]
    assert body["detail"]
    return body


def test_an_address_that_leads_nowhere_is_a_problem(client: TestClient) -> None:
    assert_problem(client.get("/v1/nothing"), 404, "not_found")


def test_a_method_that_a_resource_lacks_is_a_problem(client: TestClient) -> None:
    answer = client.delete("/v1/sites")
    assert_problem(answer, 405, "http.method_not_allowed")
    assert "allow" in answer.headers


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", ""])
def test_json_that_is_not_called_json_is_told_by_which_name_to_send_it(
    client: TestClient, content_type: str
) -> None:
    sent = b'{"name": "Cork", "zone": "UTC"}'
    answer = client.post("/v1/sites", content=sent, headers={"content-type": content_type})
    (error,) = assert_problem(answer, 422, "request.invalid")["errors"]
    assert error["message"] == "expected a JSON object, sent with Content-Type: application/json"


def test_a_body_that_cannot_be_parsed_at_all_is_told_what_was_expected(client: TestClient) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = client.post("/v1/sites", content=gzip.compress(b"{}"), headers=headers)
    assert "not compressed" in assert_problem(answer, 400, "body.unreadable")["detail"]


def test_a_time_without_offset_is_told_to_bring_one(client: TestClient) -> None:
    answer = client.get("/v1/history", params={"queue": "any", "from": "2026-01-01T00:00:00"})
    (error,) = assert_problem(answer, 422, "request.invalid")["errors"]
    assert (error["loc"], error["message"][:33]) == (["query", "from"], "expected a time with its offset, ")


def test_a_malformed_body_names_the_place_and_never_repeats_what_was_sent(client: TestClient) -> None:
    answer = client.post("/v1/sites", json={"name": "Dublin", "zone": "geheim", "wage": "streng-geheim"})
    errors = assert_problem(answer, 422, "request.invalid")["errors"]
    assert [error["loc"] for error in errors] == [["body", "zone"], ["body", "wage"]]
    assert all(set(error) == {"loc", "type", "message"} for error in errors)
    assert "geheim" not in answer.text


@pytest.mark.parametrize(
    "content",
    [
        b'{"name": "x", "zone": "UTC", "name',
        b"\xff\xfe",
        b'{"name": "\xff", "zone": "UTC"}',
        b"[" * 100_000,
        b"NaN",
        b'{"name": ' + b"9" * 5000 + b"}",
        b'{"\\ud800": 1, "name": "\\ud800", "zone": "UTC"}',
        b'{"' + b"k" * 5000 + b'": 1}',
        b"",
    ],
    ids=["cut", "utf-16", "latin-1", "deep", "nan", "digits", "surrogates", "long key", "empty"],
)
def test_a_body_that_is_no_proper_json_is_a_problem_and_not_a_failure(
    client: TestClient, content: bytes
) -> None:
    answer = client.post("/v1/sites", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 2000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "true", '"0.5"', "9" * 800])
def test_numbers_that_are_none_are_refused(client: TestClient, number: str) -> None:
    body = '{"name": "q", "channel": "voice", "zone": "UTC", "shrinkage": ' + number + "}"
    answer = client.post("/v1/queues", content=body, headers={"content-type": "application/json"})
    errors = assert_problem(answer, 422, "request.invalid")["errors"]
    assert errors[0]["loc"] == ["body", "shrinkage"]


def test_a_body_that_is_too_large_is_a_problem_whether_its_length_is_told_or_not(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"max_body_bytes": 1000}))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        client.post("/v1/organizations", json={"name": "Tiny", "zone": "UTC"})
        body = json.dumps({"name": "x" * 5000, "zone": "UTC"}).encode()
        headers = {"content-type": "application/json"}
        for content in (body, iter([body[:2500], body[2500:]])):
            answer = client.post("/v1/sites", content=content, headers=headers)
            assert_problem(answer, 413, "body.too_large")
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_failure_of_the_service_tells_nothing_but_a_request_id(
    client: TestClient, application: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("password=geheim")

    application.dependency_overrides[engine_of] = fail
    answer = client.get("/v1/health")
    body = assert_problem(answer, 500, "unexpected")
    assert "geheim" not in answer.text
    assert body["request_id"] in caplog.text


def test_a_database_that_does_not_answer_is_a_503_to_be_tried_again(
    client: TestClient, application: FastAPI
) -> None:
    def fail() -> None:
        raise OperationalError("SELECT geheim", {}, ConnectionError("refused"))

    application.dependency_overrides[engine_of] = fail
    answer = client.get("/v1/health")
    assert_problem(answer, 503, "database.unavailable")
    assert "geheim" not in answer.text
    assert int(answer.headers["retry-after"]) > 0


def test_what_others_refer_to_cannot_be_deleted(client: TestClient) -> None:
    site = a_site(client)
    role = client.post("/v1/roles", json={"name": "associate"}).json()
    agent = {"name": "Ada", "site_id": site["id"], "role_id": role["id"]}
    assert client.post("/v1/agents", json=agent).status_code == 201
    body = assert_problem(client.delete(f"/v1/sites/{site['id']}"), 409, "still_in_use")
    assert body["used_by"] == "agent"
    assert client.get(f"/v1/sites/{site['id']}").status_code == 200


def test_the_list_of_problems_holds_every_code_with_its_meaning(client: TestClient) -> None:
    listed = {problem["code"]: problem for problem in client.get("/v1/problems").json()}
    assert listed["still_in_use"] == {
        "code": "still_in_use",
        "status": 409,
        "meaning": "This cannot be deleted while a {used_by} refers to it.",
        "fields": ["used_by"],
    }
    assert set(listed) == {problem.code for problem in every_problem()}


def test_every_problem_has_a_code_of_its_own_and_a_sentence() -> None:
    problems = list(every_problem())
    assert len({problem.code for problem in problems}) == len(problems)
    assert all(len(meaning(problem)) > 20 for problem in problems)
