"""What holds for every noun: it can be created, read, listed, replaced and deleted, and by its owner only."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.access.service import Access, Scope, access_of_request
from app.organizations.schemas import OrganizationBody
from app.organizations.service import found
from tests.app import builders

Made = Callable[[TestClient], dict[str, Any]]


def _of_an_agent(build: Callable[..., dict[str, Any]]) -> Made:
    return lambda client: build(client, agent_id=builders.an_agent(client)["id"])


NOUNS: dict[str, Made] = {
    "sites": builders.a_site,
    "skills": builders.a_skill,
    "roles": builders.a_role,
    "contracts": builders.a_contract,
    "agents": builders.an_agent,
    "queues": builders.a_queue,
    "shift-templates": builders.a_shift_template,
    "rule-sets": builders.a_rule_set,
    "rule-layers": builders.a_rule_layer,
    "programmes": builders.a_programme,
    "time-off": _of_an_agent(builders.some_time_off),
    "availability": _of_an_agent(builders.some_availability),
    "preferences": _of_an_agent(builders.a_preference),
}
NAMED = [noun for noun in NOUNS if noun not in ("time-off", "availability", "preferences", "rule-layers")]
KEPT = ("id", "created_at", "updated_at")


@pytest.fixture(params=NOUNS)
def path(request: pytest.FixtureRequest) -> str:
    return f"/v1/{request.param}"


@pytest.fixture
def made(client: TestClient, path: str) -> dict[str, Any]:
    return NOUNS[path.removeprefix("/v1/")](client)


@pytest.fixture
def foreign_id(
    engine: Engine, organization: object, client: TestClient, path: str, made: object
) -> Iterator[str]:
    """The id of a thing of the same kind that belongs to another organization."""
    other = found(engine, OrganizationBody(name="Elsewhere", zone="UTC")).id
    app: Any = client.app
    app.dependency_overrides[access_of_request] = lambda: Access(other, frozenset(Scope))
    foreign = NOUNS[path.removeprefix("/v1/")](client)["id"]
    app.dependency_overrides.clear()
    return foreign


def test_what_was_created_is_read_back_where_location_says(
    client: TestClient, path: str, made: dict[str, Any]
) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    if "name" in body:
        body["name"] = "another"
    if path == "/v1/time-off":
        body |= {"starts_at": "2027-01-01T00:00:00Z", "ends_at": "2027-01-02T00:00:00Z"}
    if "external_ref" in body:
        body["external_ref"] = "other"
    answer = client.post(path, json=body)
    assert answer.status_code == 201
    assert client.get(answer.headers["location"]).json() == answer.json()
    assert {key: value for key, value in answer.json().items() if key not in KEPT} == body


def test_what_was_created_is_in_the_list(client: TestClient, path: str, made: dict[str, Any]) -> None:
    assert made in client.get(path).json()["items"]


def test_putting_back_what_was_read_changes_nothing(
    client: TestClient, path: str, made: dict[str, Any]
) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    answer = client.put(f"{path}/{made['id']}", json=body)
    assert answer.status_code == 200, answer.text
    assert {**answer.json(), "updated_at": None} == {**made, "updated_at": None}


def test_what_was_deleted_is_not_found_any_more(client: TestClient, path: str, made: dict[str, Any]) -> None:
    assert client.delete(f"{path}/{made['id']}").status_code == 204
    assert client.get(f"{path}/{made['id']}").status_code == 404
    assert client.delete(f"{path}/{made['id']}").status_code == 404


def test_what_belongs_to_others_is_answered_like_what_does_not_exist(
    client: TestClient, path: str, made: dict[str, Any], foreign_id: str
) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    for method, arguments in (("GET", {}), ("PUT", {"json": body}), ("DELETE", {})):
        foreign = client.request(method, f"{path}/{foreign_id}", **arguments)
        unknown = client.request(method, f"{path}/{uuid.uuid4()}", **arguments)
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
        assert foreign.headers == unknown.headers


def test_nothing_that_the_service_decides_can_be_sent(
    client: TestClient, path: str, made: dict[str, Any]
) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    for field in ("id", "organization_id", "created_at", "unheard_of"):
        answer = client.put(f"{path}/{made['id']}", json={**body, field: str(uuid.uuid4())})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["loc"] == ["body", field]
    assert client.get(f"{path}/{made['id']}").json() == made


@pytest.mark.parametrize("path", NAMED, indirect=True)
def test_a_name_is_taken_once_per_organization(client: TestClient, path: str, made: dict[str, Any]) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    answer = client.post(path, json=body)
    assert answer.status_code == 409
    assert answer.json()["code"] == "already_exists"
    assert answer.json()["field"] == "name"


@pytest.mark.parametrize("path", NAMED, indirect=True)
def test_control_characters_in_text_are_refused(client: TestClient, path: str, made: dict[str, Any]) -> None:
    body = {key: value for key, value in made.items() if key not in KEPT}
    for bad in ("a\u0000b", "a\nb", "a\u2028b", " a", ""):
        answer = client.put(f"{path}/{made['id']}", json={**body, "name": bad})
        assert answer.status_code == 422, repr(bad)
        assert answer.json()["errors"][0]["loc"] == ["body", "name"]
