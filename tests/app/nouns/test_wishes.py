"""Time off, availability and preferences."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_preference, an_agent, some_availability, some_time_off

JULY = {"starts_at": "2026-07-01T00:00:00Z", "ends_at": "2026-07-15T00:00:00Z"}
REST_OF_JULY = {"starts_at": "2026-07-15T00:00:00Z", "ends_at": "2026-08-01T00:00:00Z"}
MID_JULY = {"starts_at": "2026-07-14T23:00:00Z", "ends_at": "2026-07-16T00:00:00Z"}


@pytest.fixture
def agent(client: TestClient) -> str:
    found: str = an_agent(client)["id"]
    return found


def test_approved_time_off_of_an_agent_never_overlaps(client: TestClient, agent: str) -> None:
    some_time_off(client, agent_id=agent, status="approved", **JULY)
    answer = client.post("/v1/time-off", json={"agent_id": agent, "status": "approved", **MID_JULY})
    assert (answer.status_code, answer.json()["code"]) == (409, "overlapping")


def test_time_off_may_begin_when_other_time_off_ends(client: TestClient, agent: str) -> None:
    some_time_off(client, agent_id=agent, status="approved", **JULY)
    some_time_off(client, agent_id=agent, status="approved", **REST_OF_JULY)


def test_time_off_of_two_agents_may_overlap(client: TestClient, agent: str) -> None:
    some_time_off(client, agent_id=agent, status="approved", **JULY)
    other = an_agent(client, name="Ben")["id"]
    some_time_off(client, agent_id=other, status="approved", **MID_JULY)


def test_a_request_may_overlap_until_it_is_approved(client: TestClient, agent: str) -> None:
    some_time_off(client, agent_id=agent, status="approved", **JULY)
    request = some_time_off(client, agent_id=agent, **MID_JULY)
    body = {"agent_id": agent, "status": "approved", **MID_JULY}
    assert client.put(f"/v1/time-off/{request['id']}", json=body).status_code == 409


@pytest.mark.parametrize(
    "span",
    [
        {"starts_at": "2026-07-15T00:00:00Z", "ends_at": "2026-07-15T00:00:00Z"},
        {"starts_at": "2026-07-15T00:00:00Z", "ends_at": "2026-07-01T00:00:00Z"},
        {"starts_at": "2026-07-15T00:00:00Z", "ends_at": "2030-07-15T00:00:00Z"},
        {"starts_at": "2026-07-15T00:00:00", "ends_at": "2026-07-16T00:00:00"},
    ],
    ids=["empty", "backwards", "years", "naive"],
)
def test_time_off_runs_forwards_for_a_sensible_time(
    client: TestClient, agent: str, span: dict[str, str]
) -> None:
    assert client.post("/v1/time-off", json={"agent_id": agent, **span}).status_code == 422


def test_time_off_can_be_asked_for_by_agent_status_and_span(client: TestClient, agent: str) -> None:
    early = some_time_off(client, agent_id=agent, status="approved", **JULY)["id"]
    late = some_time_off(client, agent_id=agent, **REST_OF_JULY)["id"]

    def asked(**params: str) -> list[str]:
        return [item["id"] for item in client.get("/v1/time-off", params=params).json()["items"]]

    assert asked(agent_id=agent) == [early, late]
    assert asked(status="approved") == [early]
    assert asked(ends_after="2026-07-15T00:00:00Z") == [late]
    assert asked(starts_before="2026-07-15T00:00:00Z") == [early]


def test_deleting_an_agent_deletes_what_only_concerns_them(client: TestClient, agent: str) -> None:
    some_time_off(client, agent_id=agent)
    some_availability(client, agent_id=agent)
    a_preference(client, agent_id=agent)
    assert client.delete(f"/v1/agents/{agent}").status_code == 204
    for path in ("time-off", "availability", "preferences"):
        assert client.get(f"/v1/{path}").json()["items"] == []


def test_availability_may_run_past_midnight(client: TestClient, agent: str) -> None:
    made = some_availability(client, agent_id=agent, weekday=4, starts="22:00", ends="06:00")
    assert (made["starts"], made["ends"]) == ("22:00:00", "06:00:00")


def test_dates_of_availability_are_in_order(client: TestClient, agent: str) -> None:
    body = {"agent_id": agent, "weekday": 0, "starts": "08:00", "ends": "09:00"}
    dates = {"valid_from": "2026-02-01", "valid_until": "2026-01-31"}
    assert client.post("/v1/availability", json=body | dates).status_code == 422
    assert client.post("/v1/availability", json=body | {"weekday": 7}).status_code == 422


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "wants_day_off", "weekday": 6},
        {"kind": "wants_day_off", "on_date": "2026-12-24", "weight": 10},
        {"kind": "avoids", "starts": "22:00", "ends": "06:00"},
        {"kind": "wants", "weekday": 0, "starts": "06:00", "ends": "14:00"},
        {"kind": "avoids", "template_tag": "night"},
        {"kind": "avoids", "weekday": 5},
    ],
)
def test_wishes_about_days_windows_and_kinds_of_shift_are_kept(
    client: TestClient, agent: str, wish: dict[str, Any]
) -> None:
    made = a_preference(client, agent_id=agent, **{"weekday": None, **wish})
    assert made["kind"] == wish["kind"]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"kind": "wants_day_off"}, "weekday or on_date for a day off"),
        ({"kind": "wants_day_off", "weekday": 1, "template_tag": "night"}, "neither a window"),
        ({"kind": "avoids"}, "weekday, on_date, starts with ends, or template_tag"),
        ({"kind": "avoids", "weekday": 1, "on_date": "2026-01-05"}, "not both"),
        ({"kind": "avoids", "starts": "08:00"}, "starts and ends together"),
        ({"kind": "avoids", "weekday": 1, "weight": 11}, "less than or equal to 10"),
    ],
)
def test_a_wish_that_says_nothing_or_two_things_is_refused(
    client: TestClient, agent: str, wish: dict[str, Any], expected: str
) -> None:
    answer = client.post("/v1/preferences", json={"agent_id": agent, **wish})
    assert answer.status_code == 422
    assert expected in answer.json()["errors"][0]["message"]
