"""Rules and layers looked over before any roster is asked for."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.builders import a_contract, a_rule_layer, a_rule_set, a_shift_template, a_site, an_agent

EARLY = {"tags": ["early"]}


def judged(client: TestClient, status: int = 200, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/rule-sets:validate", json={"first_date": "2026-03-02", **asked})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def told(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(issue["code"], issue["where"]) for issue in found["issues"]]


@pytest.fixture
def team(client: TestClient) -> dict[str, Any]:
    site = a_site(client, zone="UTC")
    a_shift_template(client, tags=["early"])
    contract = a_contract(client, max_daily_minutes=540)
    an_agent(client, site_id=site["id"], contract_id=contract["id"])
    return site


@pytest.mark.parametrize(
    ("rules", "code", "where", "severity"),
    [
        ([{"rule": "min_rest", "hours": 100}], "rule_not_understood", "rules[0].min_rest.hours", "error"),
        (
            [{"rule": "barred_shifts", "shifts": {"tags": ["nihgt"]}}],
            "unknown_template_tag",
            "rules[0]",
            "warning",
        ),
        (
            [{"rule": "shift_pairing", "first": EARLY, "second": EARLY, "days_later": 1}],
            "cyclic_pairing",
            "rules[0]",
            "error",
        ),
        (
            [{"rule": "fixed_rotation", "steps": ["work", "off"] * 10, "first_date": "2026-03-02"}],
            "rotation_longer_than_period",
            "rules[0]",
            "warning",
        ),
    ],
)
def test_what_is_wrong_with_rules_is_told_by_code_and_place(
    client: TestClient, team: dict[str, Any], rules: list[Any], code: str, where: str, severity: str
) -> None:
    assert team
    found = judged(client, rules=rules)
    assert any(each == code and place.startswith(where) for each, place in told(found)), found
    assert {issue["severity"] for issue in found["issues"]} == {severity}
    assert found["can_be_kept"] is (severity != "error")


def test_a_stored_rule_set_is_looked_over_with_the_layers_that_are_kept_and_one_more(
    client: TestClient, team: dict[str, Any]
) -> None:
    base = a_rule_set(client, rules=[{"rule": "max_weekly_minutes", "minutes": 1800}])
    assert judged(client, rule_set_id=base["id"]) == {"issues": [], "can_be_kept": True}
    a_rule_layer(client, presets=["philippines"], rules=[])
    kept = judged(client, rule_set_id=base["id"])
    assert [code for code, _ in told(kept)] == ["contract_below_law"]
    assert kept["can_be_kept"]
    asked = {"rule": {"rule": "minutes_per_stretch", "least": 2400, "shifts": {"tags": ["late"]}}}
    more = {"site_id": team["id"], "rules": [{"rule": {"rule": "minutes_per_stretch", "least": 2400}}, asked]}
    found = judged(client, rule_set_id=base["id"], layers=[more])
    assert ("unknown_template_tag", "layers[0].rules[1].shifts.tags") in told(found)
    grave = [issue for issue in found["issues"] if issue["severity"] == "error"]
    assert [issue["values"]["source"] for issue in grave] == [f"site {team['name']}"]
    assert not found["can_be_kept"]
    assert client.get("/v1/rule-layers").json()["items"][1:] == []


def test_rules_and_a_stored_rule_set_at_once_are_refused(client: TestClient) -> None:
    base = a_rule_set(client)
    answer = judged(client, 422, rule_set_id=base["id"], rules=[{"rule": "min_rest"}])
    assert "expected rules or a rule_set_id, not both" in str(answer)
    assert judged(client, 404, rule_set_id="00000000-0000-0000-0000-000000000000")["code"] == "not_found"
