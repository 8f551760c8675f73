"""Builders of what the API accepts: each makes the smallest valid thing and takes what the test is about."""

from typing import Any

from fastapi.testclient import TestClient

EIGHT_HOURS = {
    "minutes": 480,
    "breaks": [
        {"name": "coffee", "minutes": 15, "earliest_offset": 60, "latest_offset": 150},
        {
            "name": "lunch",
            "activity": "meal",
            "minutes": 30,
            "paid": False,
            "earliest_offset": 180,
            "latest_offset": 300,
        },
    ],
}


def created(client: TestClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the service answers to a POST that it accepts."""
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def a_site(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(
        client, "/v1/sites", {"name": "Dublin", "zone": "Europe/Dublin", "country": "IE", **fields}
    )


def a_skill(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(client, "/v1/skills", {"name": "English", "kind": "language", **fields})


def a_role(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(client, "/v1/roles", {"name": "specialist", **fields})


def a_contract(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(client, "/v1/contracts", {"name": "full time", **fields})


def role_named(client: TestClient, name: str = "associate") -> dict[str, Any]:
    """One of the roles every organization founded over HTTP starts with, made when it is missing."""
    found = client.get("/v1/roles", params={"name": name}).json()["items"]
    return found[0] if found else a_role(client, name=name)


def an_agent(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {"name": "Ada Byrne", "zone": "Europe/Dublin", "role_id": role_named(client)["id"], **fields}
    return created(client, "/v1/agents", body)


def a_queue(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {"name": "Voice English", "channel": "voice", "zone": "Europe/Dublin", **fields}
    return created(client, "/v1/queues", body)


def a_shift_template(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {
        "name": "day",
        "earliest_start": "07:00",
        "latest_start": "10:00",
        "lengths": [EIGHT_HOURS],
        **fields,
    }
    return created(client, "/v1/shift-templates", body)


def a_rule_set(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {"name": "sun", "coverage_model": "follow_the_sun", "rules": [{"rule": "min_rest"}], **fields}
    return created(client, "/v1/rule-sets", body)


def a_rule_layer(client: TestClient, **fields: Any) -> dict[str, Any]:
    rule = {"rule": {"rule": "weekly_rest"}, "mode": "tighten"}
    return created(client, "/v1/rule-layers", {"presets": ["ireland"], "rules": [rule], **fields})


def some_time_off(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {"starts_at": "2026-07-01T00:00:00+01:00", "ends_at": "2026-07-15T00:00:00+01:00", **fields}
    return created(client, "/v1/time-off", body)


def some_availability(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(client, "/v1/availability", {"weekday": 0, "starts": "08:00", "ends": "16:00", **fields})


def a_preference(client: TestClient, **fields: Any) -> dict[str, Any]:
    return created(client, "/v1/preferences", {"kind": "wants_day_off", "weekday": 6, **fields})


def a_programme(client: TestClient, **fields: Any) -> dict[str, Any]:
    body = {
        "name": "Crisis desk",
        "minutes": 60,
        "cohorts": [{"name": "A", "tags": ["new"]}],
        "zone": "Europe/Dublin",
        "first_date": "2026-11-02",
        **fields,
    }
    return created(client, "/v1/programmes", body)
