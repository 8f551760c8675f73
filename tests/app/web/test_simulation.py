"""The service a roster gives, on the page."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.organizations.tables import Organization
from app.web.simulation import goal_in_words, verdict_of
from forecasting.simulation.result import Estimate, ServiceSpan
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    ResponseGoal,
    ServiceGoal,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
)
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import a_shift, a_team, as_body
from tests.app.simulations.builders import FEW, WEEK, Stager, around_the_clock
from tests.app.web.reading import Read

LEVEL = ServiceLevelGoal(share=0.8, within_seconds=20)
UNKNOWN = Estimate(value=None, half_width=None)


def a_span(**figures: Estimate) -> ServiceSpan:
    names = ("service_level", "wait_seconds", "answer_seconds", "abandonment", "occupancy")
    return ServiceSpan(
        name="2026-03-02", contacts=9, goal_met=None, **{**dict.fromkeys(names, UNKNOWN), **figures}
    )


def test_the_page_shows_the_simulated_service_beside_the_goal_and_how_it_is_known(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    stager, planner = Stager(client, engine, organization), Planner(client, engine, organization)
    team = a_team(client)
    roster = stager.a_draft(*around_the_clock(*team, dates=WEEK[:1]), agents=team, days=1)
    address = f"/?roster={roster['id']}"
    assert "Simulated service" not in client.get(address).text
    found = planner.made(f"/v1/rosters/{roster['id']}:simulate", **FEW)
    page = Read(client.get(address).text)
    level = found["queues"][0]["total"]["service_level"]
    assert f"{100 * level['value']:.1f} ± {100 * level['half_width']:.1f} %" in page.text
    assert "80.0 % within 20 s" in page.text
    assert found["digest"] in page.text
    assert "8, seed 5" in page.text
    assert "been edited since" not in page.text
    assert f"/v1/simulations/{found['id']}?format=csv" in {each["href"] for each in page.all("a")}
    body = as_body([a_shift(team[0])])
    tag = {"If-Match": f'"{roster["version"]}"'}
    assert client.put(f"/v1/rosters/{roster['id']}/shifts", json=body, headers=tag).status_code == 200
    assert "been edited since" in client.get(address).text


def test_a_roster_that_a_loop_made_shows_the_service_before_and_where_to_read_every_round(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    stager, planner = Stager(client, engine, organization), Planner(client, engine, organization)
    team = a_team(client, *(f"Agent {number}" for number in range(9)))
    roster = stager.a_draft(*around_the_clock(*team[:3], dates=WEEK[:1]), agents=team, days=1)
    asked = {**FEW, "replications": 40, "rounds": 1, "seconds": 2.0}
    loop = planner.made(f"/v1/rosters/{roster['id']}:close-the-loop", **asked)
    level = loop["log"]["rounds"][0]["queues"][0]["service_level"]
    page = Read(client.get(f"/?roster={loop['result_roster_id']}").text)
    assert f"{100 * level['value']:.1f} ± {100 * level['half_width']:.1f} %" in page.text
    assert "The requirement was corrected by simulation, after 1 round." in page.text
    draft = planner.get(f"/v1/rosters/{loop['result_roster_id']}")
    links = {each["href"] for each in page.all("a")}
    assert {f"/v1/loops/{loop['id']}", f"/v1/requirements/{draft['requirement_id']}"} <= links
    first = Read(client.get(f"/?roster={roster['id']}").text)
    assert f"/v1/loops/{loop['id']}" in {each["href"] for each in first.all("a")}


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        (LEVEL, "80.0 % within 20 s"),
        (ResponseGoal(share=0.95, within_open_seconds=14_400), "95.0 % within 4.0 open hours"),
        (SpeedOfAnswerGoal(max_seconds=90), "mean wait up to 1 min 30 s"),
        (AbandonmentGoal(max_share=0.05), "abandonment up to 5.0 %"),
    ],
)
def test_goals_are_told_in_words(goal: ServiceGoal, words: str) -> None:
    assert goal_in_words(goal) == words


@pytest.mark.parametrize(
    ("goal", "figure", "value", "width", "verdict"),
    [
        (LEVEL, "service_level", 0.85, 0.02, "above the goal"),
        (LEVEL, "service_level", 0.79, 0.02, "at the goal"),
        (LEVEL, "service_level", 0.70, 0.02, "below the goal"),
        (SpeedOfAnswerGoal(max_seconds=30), "answer_seconds", 20.0, 1.0, "above the goal"),
        (SpeedOfAnswerGoal(max_seconds=30), "answer_seconds", 40.0, 1.0, "below the goal"),
        (AbandonmentGoal(max_share=0.05), "abandonment", 0.09, 0.01, "below the goal"),
        (LEVEL, "service_level", None, None, "no contacts"),
    ],
)
def test_whether_a_goal_is_met_is_said_only_beyond_chance(
    goal: ServiceGoal, figure: str, value: float | None, width: float | None, verdict: str
) -> None:
    assert verdict_of(goal, a_span(**{figure: Estimate(value=value, half_width=width)})) == verdict
