"""Queues, shift templates, contracts and rule sets."""

import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import (
    EIGHT_HOURS,
    a_contract,
    a_queue,
    a_rule_set,
    a_shift_template,
    a_site,
    a_skill,
    role_named,
)


def test_a_queue_is_read_with_its_skills_sites_hours_and_goal(client: TestClient) -> None:
    fields: dict[str, Any] = {
        "skill_ids": sorted([a_skill(client)["id"], a_skill(client, name="Billing", kind="product")["id"]]),
        "site_ids": [a_site(client)["id"]],
        "opening_hours": {
            "weekly": [{"weekday": 0, "opens": "08:00", "closes": "24:00"}],
            "exceptions": [{"date": "2026-12-25", "windows": [], "reason": "Christmas"}],
        },
        "service_goal": {
            "share": 0.9,
            "within_seconds": 14400,
            "max_average_wait_seconds": None,
            "max_abandonment": None,
        },
        "concurrency": [1.0, 1.3, 1.8],
        "channel": "chat",
        "patience_seconds": 90.0,
    }
    queue = a_queue(client, **fields)
    read = client.get(f"/v1/queues/{queue['id']}").json()
    assert {key: read[key] for key in fields} == fields


def test_a_queue_is_open_around_the_clock_and_for_every_site_unless_told_otherwise(
    client: TestClient,
) -> None:
    queue = a_queue(client)
    assert len(queue["opening_hours"]["weekly"]) == 7
    assert queue["site_ids"] is None
    assert queue["skill_ids"] == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"channel": "fax"}, "voice"),
        ({"priority": 11}, "less than or equal to 10"),
        ({"shrinkage": 1.0}, "less than 1"),
        ({"occupancy_cap": 0}, "greater than 0"),
        ({"patience_seconds": 0}, "greater than 0"),
        ({"concurrency": [1.5, 2]}, "begin with 1"),
        ({"concurrency": [1, 3, 2]}, "rising order"),
        ({"service_goal": {}}, "share with within_seconds"),
        ({"service_goal": {"share": 0.8}}, "together"),
        ({"skill_ids": [str(uuid.UUID(int=1))] * 2}, "every id in skill_ids once"),
        (
            {"opening_hours": {"weekly": [{"weekday": 7, "opens": "08:00", "closes": "09:00"}]}},
            "less than or equal to 6",
        ),
    ],
)
def test_a_queue_that_cannot_be_is_refused_with_what_was_expected(
    client: TestClient, fields: dict[str, Any], expected: str
) -> None:
    answer = client.post("/v1/queues", json={"name": "q", "channel": "voice", "zone": "UTC"} | fields)
    assert answer.status_code == 422
    assert expected in answer.json()["errors"][0]["message"]


def test_replacing_a_queue_replaces_its_skills(client: TestClient) -> None:
    queue = a_queue(client, skill_ids=[a_skill(client)["id"]])
    body = {"name": queue["name"], "channel": "voice", "zone": "UTC"}
    assert client.put(f"/v1/queues/{queue['id']}", json=body).json()["skill_ids"] == []


def test_a_shift_template_is_read_with_lengths_breaks_sites_and_roles(client: TestClient) -> None:
    fields: dict[str, Any] = {
        "zone": "Europe/Dublin",
        "earliest_start": "22:00:00",
        "latest_start": "23:00:00",
        "weekdays": [0, 1, 2, 3, 4],
        "keep": "wall_time",
        "tags": ["night"],
        "site_ids": [a_site(client)["id"]],
        "role_ids": [role_named(client)["id"]],
    }
    template = a_shift_template(client, name="night", **fields)
    read = client.get(f"/v1/shift-templates/{template['id']}").json()
    assert {key: read[key] for key in fields} == fields
    assert [plan["name"] for plan in read["lengths"][0]["breaks"]] == ["coffee", "lunch"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"earliest_start": "11:00"}, "earliest_start not after latest_start"),
        ({"lengths": []}, "at least 1 item"),
        ({"lengths": [EIGHT_HOURS, EIGHT_HOURS]}, "nothing twice in lengths"),
        ({"lengths": [{**EIGHT_HOURS, "minutes": 240}]}, "past the end of the shift"),
        ({"weekdays": [0, 0]}, "nothing twice in weekdays"),
        ({"earliest_start": "07:00+01:00"}, "without offset"),
        ({"keep": "rhythm"}, "duration"),
    ],
)
def test_a_shift_template_that_cannot_be_is_refused_with_what_was_expected(
    client: TestClient, fields: dict[str, Any], expected: str
) -> None:
    body = {
        "name": "t",
        "earliest_start": "07:00",
        "latest_start": "10:00",
        "lengths": [EIGHT_HOURS],
    } | fields
    answer = client.post("/v1/shift-templates", json=body)
    assert answer.status_code == 422
    assert expected in answer.json()["errors"][0]["message"]


def test_weekly_minutes_of_a_contract_are_in_order(client: TestClient) -> None:
    answer = client.post("/v1/contracts", json={"name": "c", "min_weekly_minutes": 2500})
    assert answer.status_code == 422
    assert "min_weekly_minutes ≤ target_weekly_minutes" in answer.json()["errors"][0]["message"]


def test_a_contract_allows_every_template_or_those_it_names(client: TestClient) -> None:
    assert a_contract(client)["templates"] is None
    assert a_contract(client, name="days only", templates=["day"])["templates"] == ["day"]


def test_a_rule_set_keeps_its_rules_with_their_parameters(client: TestClient) -> None:
    made = a_rule_set(
        client, rules=[{"rule": "min_rest", "hours": 11.5}, {"rule": "service_coverage", "weight": 2}]
    )
    rest, coverage = client.get(f"/v1/rule-sets/{made['id']}").json()["rules"]
    assert (rest["rule"], rest["hours"], rest["weight"]) == ("min_rest", 11.5, None)
    assert (coverage["rule"], coverage["weight"]) == ("service_coverage", 2)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"rule": 1},
        {"rule": "no_such_rule"},
        {"hours": 11},
        {"rule": "min_rest", "hours": -1},
        {"rule": "min_rest", "ours": 11},
    ],
)
def test_a_rule_that_does_not_exist_or_has_wrong_parameters_is_refused_and_its_place_told(
    client: TestClient, rule: dict[str, Any]
) -> None:
    body = {"name": "r", "coverage_model": "distributed", "rules": [{"rule": "service_coverage"}, rule]}
    answer = client.post("/v1/rule-sets", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:3] == ["body", "rules", "1"]


def test_every_rule_of_the_catalogue_comes_with_an_example_that_a_rule_set_accepts(
    client: TestClient,
) -> None:
    catalogue = client.get("/v1/rules").json()
    assert len(catalogue) >= 25
    assert all(rule["sentence"] and rule["unit"] and rule["tier_name"] for rule in catalogue)
    made = a_rule_set(client, rules=[rule["example"] for rule in catalogue])
    assert [rule["rule"] for rule in made["rules"]] == [rule["rule"] for rule in catalogue]


def test_the_rules_say_every_family_of_the_table(client: TestClient) -> None:
    told = {rule["rule"]: set(rule["families"]) for rule in client.get("/v1/rules").json()}
    table = client.get("/v1/rule-families").json()
    assert len(table) == 56 + 38 + 5 + 10
    for family in table:
        assert family["by"] in ("rule", "data", "composition")
        assert family["tests"]
        assert all(family["id"] in told[rule] for rule in family["rules"])


def test_every_kind_of_validation_issue_is_listed_with_what_to_do(client: TestClient) -> None:
    listed = client.get("/v1/validation-issues").json()
    codes = [kind["code"] for kind in listed]
    assert len(set(codes)) == len(codes)
    assert {"unknown_agent_tag", "cyclic_pairing", "rotation_longer_than_period"} <= set(codes)
    assert all(kind["says"] and kind["remedy"] and kind["about"] for kind in listed)
    assert {kind["severity"] for kind in listed} == {"error", "warning", "information"}
