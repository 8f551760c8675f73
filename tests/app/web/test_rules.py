"""The rules of an agent on the page: what they ask, how strictly, and where they came from."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.database import tenant_session
from app.organizations.tables import Organization
from app.rule_sets.service import planned_by
from app.web.choice import Choice
from app.web.rules import _line
from solver.domain.people import Contract
from solver.domain.selection import DateSpan
from solver.law.layers import Layer, LayerRule, Level, Sourced, layered
from solver.rules.min_rest import MinRest
from solver.rules.night_pay import NightPay
from solver.rules.overtime_pay import OvertimePay
from tests.app.builders import a_rule_layer, a_site
from tests.app.web.reading import AGENT, Planned, Read
from tests.solver.builders import a_rule_set, an_agent

ON = date(2026, 3, 2)


@pytest.fixture
def site(client: TestClient) -> dict[str, Any]:
    return a_site(client, name="Dublin")


def test_each_rule_of_a_roster_is_told_with_the_layer_it_came_from(
    client: TestClient, engine: Engine, organization: Organization, site: dict[str, Any]
) -> None:
    a_rule_layer(client, site_id=site["id"], presets=["ireland"], rules=[])
    team = [an_agent("ada", site="Dublin"), an_agent("ben", site="Manila")]
    laid = layered(
        a_rule_set(MinRest()), [Layer(level=Level.SITE, subject="Dublin", presets=("ireland",))], team
    )
    with tenant_session(engine, organization.id) as session:
        ada, ben = (planned_by(session, laid.rule_set, agent, ON) for agent in team)
    assert [(each.name, each.source) for each in ben] == [("min_rest", f"rule set {laid.rule_set.name}")]
    # The rule set and the law ask for the same rest: each is told as its own.
    rests = [(each.name, each.citation) for each in ada if each.rule.rule == "min_rest"]
    assert rests == [("min_rest", None), ("daily_rest", "Organisation of Working Time Act 1997 s. 11")]
    assert {each.source for each in ada[1:]} == {"preset ireland, site Dublin"}
    assert _line(ada[1], team[0]).sentence == "Eleven consecutive hours of rest in each 24 hours."


def test_a_rule_of_a_layer_that_is_gone_is_told_as_the_rule_sets_own(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    valid = DateSpan(first_date=ON, last_date=ON)
    layer = Layer(level=Level.ORGANIZATION, rules=(LayerRule(rule=MinRest(hours=13, valid=valid)),))
    agent = an_agent()
    rule_set = layered(a_rule_set(), [layer], [agent]).rule_set
    with tenant_session(engine, organization.id) as session:
        (found,) = planned_by(session, rule_set, agent, ON)
        assert planned_by(session, rule_set, agent, ON + timedelta(days=1)) == ()
    assert found.source == f"rule set {rule_set.name}"


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (MinRest(hours=11), ("hours 12 (of the contract Long rests)",)),
        (
            OvertimePay(steps=({"over_minutes": 480, "percent": 25},), per="day", weight=1),
            ("steps over minutes 480, percent 25", "per day"),
        ),
        (
            NightPay(window={"start": "22:00", "end": "06:00"}, percent=10, weight=1),
            ("window start 22:00, end 06:00", "percent 10"),
        ),
    ],
)
def test_what_a_rule_asks_is_written_in_words(rule: Any, values: tuple[str, ...]) -> None:
    agent = an_agent(contract=Contract(name="Long rests", min_rest_minutes=720))
    line = _line(Sourced(rule, rule.rule, f"agent {agent.id}"), agent)
    assert line.source == f"agent {agent.name}"
    assert line.strictness == ("required" if rule.required else "preferred, weight 1")
    assert line.values == values
    assert not re.search(r"[{}\[\]_]", " ".join(line.values))


def test_the_page_tells_the_rules_of_the_first_agent_and_lets_another_and_a_date_be_chosen(
    planned: Planned, page: Read
) -> None:
    assert "What this roster was planned by for" in page.text
    assert {each["name"] for each in planned.agents} <= set(page.words)
    chosen = next(each for each in planned.agents if each["name"] == AGENT)
    address = Choice(agent=chosen["id"], on=planned.first_date).address("rules")
    assert address == f"/?agent={chosen['id']}&on={planned.first_date}#rules"
    dates = [each for each in page.all("input") if each["name"] == "on"]
    assert [(each["min"], each["max"]) for each in dates] == [("2026-03-02", "2026-03-08")]
    assert "Everyone rests long enough between two days' work." in page.text
