"""Presets and layers over HTTP, and in the rules a roster is planned by."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.database import tenant_session
from app.organizations.tables import Organization
from app.planning.choose_rules import choose_rules
from app.rosters.tables import Roster
from app.rule_sets.commands import told
from app.rule_sets.problems import LayersContradict
from app.rule_sets.schemas import EffectiveRules
from tests.app.builders import a_contract, a_rule_layer, a_rule_set, a_site, an_agent
from tests.solver.builders import a_problem
from tests.solver.builders import an_agent as a_planned_agent


def the_team(client: TestClient, **contract: Any) -> dict[str, dict[str, Any]]:
    dublin = a_site(client)
    manila = a_site(client, name="Manila", zone="Asia/Manila", country="PH")
    bound = a_contract(client, **contract)
    people = {
        "Ada": an_agent(client, name="Ada", site_id=dublin["id"], contract_id=bound["id"]),
        "Ben": an_agent(client, name="Ben", site_id=manila["id"], contract_id=bound["id"], zone=None),
    }
    return {"dublin": dublin, "manila": manila, **people}


def effective(client: TestClient, agent: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"/v1/agents/{agent['id']}/effective-rules", params={"on": "2026-03-29", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_presets_are_listed_with_article_and_date(client: TestClient) -> None:
    found = {preset["name"]: preset for preset in client.get("/v1/rule-presets").json()}
    assert set(found) == {"european_union", "ireland", "philippines", "united_states_california"}
    assert found["ireland"]["rules"][0]["citation"] == "Organisation of Working Time Act 1997 s. 11"
    assert "not legal advice" in found["ireland"]["advice"]


def test_effective_rules_are_those_of_the_agents_own_layers(client: TestClient) -> None:
    team = the_team(client, max_daily_minutes=480)
    a_rule_layer(client, site_id=team["dublin"]["id"], presets=["ireland"], rules=[])
    a_rule_layer(client, site_id=team["manila"]["id"], presets=["philippines"], rules=[])
    rest = {"rule": {"rule": "weekly_rest", "hours": 36}, "name": "weekly_rest"}
    a_rule_layer(client, agent_id=team["Ben"]["id"], presets=[], rules=[rest])
    base = a_rule_set(client)
    ada, ben = (effective(client, team[name], rule_set_id=base["id"]) for name in ("Ada", "Ben"))
    assert [rule["source"] for rule in ada["rules"]] == ["rule set sun"] + 6 * ["preset ireland, site Dublin"]
    hours = {
        rule["name"]: (rule["rule"]["hours"], rule["source"])
        for rule in ben["rules"]
        if "hours" in rule["rule"]
    }
    assert hours["weekly_rest"] == (36, f"agent {team['Ben']['id']}")
    assert [each["rule"]["citation"] for each in ben["replaced"]] == [
        "Labor Code of the Philippines art. 91 a; Omnibus Rules, book III rule III section 3"
    ]
    assert [issue["code"] for issue in ben["issues"]] == ["law_overridden"]
    assert "not legal advice" in ben["advice"][0]
    assert any("art. 83" in line for line in told(EffectiveRules.model_validate(ben)))
    assert any("daily_rest (min_rest: hours=11" in line for line in told(EffectiveRules.model_validate(ada)))


@pytest.mark.parametrize(
    ("own", "hours", "source"),
    [(600, 11, "preset ireland, organization"), (720, 12, "contract Full time")],
)
def test_a_value_comes_from_the_layer_or_from_the_contract_whichever_is_stricter(
    client: TestClient, own: int, hours: float, source: str
) -> None:
    bound = a_contract(client, name="Full time", min_rest_minutes=own)
    agent = an_agent(client, contract_id=bound["id"])
    a_rule_layer(client, presets=["ireland"], rules=[])
    base = a_rule_set(client, rules=[{"rule": "max_daily_minutes"}, {"rule": "max_consecutive_days"}])
    found = effective(client, agent, rule_set_id=base["id"])
    held = {rule["name"]: {each["name"]: each for each in rule["values"]} for rule in found["rules"]}
    assert held["daily_rest"]["hours"] == {"name": "hours", "value": hours, "source": source}
    for name, value, asked in (("max_daily_minutes", "minutes", 600), ("max_consecutive_days", "days", 6)):
        told_of = {"name": value, "value": asked, "source": "contract Full time"}
        assert held[name][value] == told_of
    assert held["first_break"]["minutes"]["value"] == 15
    assert [issue["code"] for issue in found["issues"]] == ["contract_below_law"] * (own < 660)
    by = "" if own < 660 else " by contract Full time"
    assert any(
        f"daily_rest (min_rest: hours={hours}" in line and by in line
        for line in told(EffectiveRules.model_validate(found))
    )


def test_unknown_presets_and_two_subjects_are_refused_by_name(client: TestClient) -> None:
    team = the_team(client)
    for body, says in (
        ({"presets": ["atlantis"]}, "there is no atlantis"),
        ({"site_id": team["dublin"]["id"], "agent_id": team["Ada"]["id"]}, "expected one of site_id"),
        ({"site_id": team["dublin"]["id"], "rules": [{"rule": {"rule": "service_coverage"}}]}, "everyone"),
    ):
        answer = client.post("/v1/rule-layers", json=body)
        assert answer.status_code == 422
        assert says in answer.text


def test_an_agent_without_contract_has_no_rules_to_tell(client: TestClient) -> None:
    agent = an_agent(client)
    answer = client.get(f"/v1/agents/{agent['id']}/effective-rules", params={"on": "2026-03-29"})
    assert (answer.status_code, answer.json()["code"]) == (409, "agent.no_contract")


def test_a_roster_is_planned_by_the_layers_and_told_of_their_issues(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    team = the_team(client, min_rest_minutes=600)
    a_rule_layer(client, site_id=team["dublin"]["id"], presets=["ireland"], rules=[])
    base = a_rule_set(client)
    agents = [
        a_planned_agent("ada", site="Dublin").model_copy(
            update={"contract": a_planned_agent().contract.model_copy(update={"min_rest_minutes": 600})}
        ),
        a_planned_agent("ben", site="Manila", zone="Asia/Manila"),
    ]
    with tenant_session(engine, organization.id) as session:
        roster = Roster(rule_set_id=base["id"], coverage_model="follow_the_sun")
        chosen, warnings = choose_rules(session, roster, a_problem(agents=agents, days=7))
    held = {agent.id: [rule.rule for rule in chosen.rules if rule.scope.includes(agent)] for agent in agents}
    assert held["ben"] == ["min_rest"]
    assert len(held["ada"]) == 7
    assert "breaks_in_shift" in held["ada"]
    assert any("min_rest_minutes 600" in warning for warning in warnings)


def test_layers_that_nobody_can_keep_stop_the_solve_with_typed_issues(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    team = the_team(client)
    a_rule_layer(client, presets=[], rules=[{"rule": {"rule": "max_weekly_minutes", "minutes": 1800}}])
    asked = {"rule": {"rule": "minutes_per_stretch", "least": 2400}}
    a_rule_layer(client, site_id=team["manila"]["id"], presets=[], rules=[asked])
    roster = Roster(rule_set_id=a_rule_set(client)["id"], coverage_model="follow_the_sun")
    ben = a_planned_agent("ben", site="Manila", zone="Asia/Manila")
    with tenant_session(engine, organization.id) as session, pytest.raises(LayersContradict) as stopped:
        choose_rules(session, roster, a_problem(agents=[ben], days=7))
    (found,) = stopped.value.issues
    assert (found["code"], found["severity"]) == ("contradicting_layers", "error")
    assert found["values"]["elsewhere"] == "organization"
    assert "site Manila asks by minutes_per_stretch for at least 2400" in str(stopped.value)
    with tenant_session(engine, organization.id) as session:
        choose_rules(session, roster, a_problem(agents=[a_planned_agent("ada", site="Dublin")], days=7))
