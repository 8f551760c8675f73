"""The loop closed over HTTP: rounds, endings, the draft that comes of it, and what is refused."""

import uuid
from typing import Any

import pytest

from tests.app.planning.builders import Planner
from tests.app.rosters.builders import a_shift, a_team, publish
from tests.app.simulations.builders import FEW, WEEK, Stager, around_the_clock

ASKED: dict[str, Any] = {**FEW, "replications": 40, "rounds": 1, "seconds": 2.0}


def closed(planner: Planner, roster: dict[str, Any], **asked: Any) -> dict[str, Any]:
    return planner.made(f"/v1/rosters/{roster['id']}:close-the-loop", **{**ASKED, **asked})


def test_a_roster_that_falls_short_is_solved_anew_for_more_and_the_better_one_is_a_draft(
    planner: Planner, stager: Stager
) -> None:
    """One agent at a time gives about two thirds within 20 seconds; there are people for twice as many."""
    team = a_team(stager.client, *(f"Agent {number}" for number in range(9)))
    roster = stager.a_draft(*around_the_clock(*team[:3], dates=WEEK[:1]), agents=team, days=1)
    loop = closed(planner, roster)
    log = loop["log"]
    before, after = log["rounds"]
    assert log["best"] == 1
    [queue], [better] = before["queues"], after["queues"]
    assert queue["correction"]["verdict"] == "corrected"
    assert queue["correction"]["short"]
    assert better["required_hours"] > queue["required_hours"] == 24
    assert better["service_level"]["value"] > queue["service_level"]["value"]
    assert after["missed_contacts"] < before["missed_contacts"]
    draft = planner.get(f"/v1/rosters/{loop['result_roster_id']}")
    assert (draft["state"], draft["edition"], draft["parent_id"]) == ("draft", 2, roster["id"])
    assert draft["figures"]["paid_hours"] == after["paid_hours"]
    assert any(f"/v1/loops/{loop['id']}" in warning for warning in draft["warnings"])
    requirement = planner.get(f"/v1/requirements/{draft['requirement_id']}")
    assert requirement["id"] != roster["requirement_id"] == requirement["corrects_id"]
    assert (requirement["version"], requirement["origin"], requirement["state"]) == (2, "simulation", "ready")
    assert requirement["corrected_by"] == {"loop": f"/v1/loops/{loop['id']}", "round": 0}
    [told] = requirement["queues"]
    assert told["correction_reason"] == f"corrected by the simulation of round 0 of /v1/loops/{loop['id']}"
    row = next(change["interval"] for change in queue["correction"]["changes"])
    whole = planner.get(f"/v1/requirements/{requirement['id']}/queues/{told['queue_id']}")
    assert whole["correction"][row] > 0
    address = f"/v1/requirements/{requirement['id']}/queues/{told['queue_id']}/intervals"
    explained = planner.get(f"{address}/{whole['starts'][row]}")
    [figure] = [each for each in explained["figures"] if each["name"] == "correction"]
    assert (figure["formula"], figure["value"]) == (told["correction_reason"], whole["correction"][row])
    first = planner.get(f"/v1/requirements/{roster['requirement_id']}")
    assert (first["version"], first["origin"], first["corrects_id"]) == (1, "forecast", None)
    [simulation] = planner.get(f"/v1/rosters/{draft['id']}/simulations")
    assert simulation["digest"] == after["digest"]
    assert (simulation["state"], simulation["roster_version"]) == ("ready", draft["version"])
    assert planner.get(f"/v1/rosters/{roster['id']}/loops") == [loop]
    again = planner.asked(f"/v1/rosters/{draft['id']}:simulate", replications=40, seed=FEW["seed"])
    assert again["id"] == loop["job"].rpartition("/")[2], "the draft has been simulated already"


def test_a_roster_that_holds_its_goal_ends_at_once_and_makes_no_draft(
    planner: Planner, stager: Stager
) -> None:
    team = a_team(stager.client, *(f"Agent {number}" for number in range(9)))
    shifts = [
        shift
        for third in (team[:3], team[3:6], team[6:])
        for shift in around_the_clock(*third, dates=WEEK[:1])
    ]
    loop = closed(planner, stager.a_draft(*shifts, agents=team, days=1))
    assert loop["log"]["ending"] == "goals_hold"
    assert "holds its goal" in loop["log"]["reason"]
    assert len(loop["log"]["rounds"]) == 1
    assert (loop["log"]["best"], loop["result_roster_id"]) == (0, None)
    [simulation] = planner.get(f"/v1/rosters/{loop['roster_id']}/simulations")
    assert (simulation["digest"], simulation["state"]) == (loop["log"]["rounds"][0]["digest"], "ready")


def test_where_people_are_missing_the_loop_says_that_no_agent_hours_are_left(
    planner: Planner, stager: Stager
) -> None:
    """Nobody is there but Ada, and she works eight of the twenty-four hours."""
    [ada] = a_team(stager.client, "Ada Byrne")
    loop = closed(planner, stager.a_draft(a_shift(ada, WEEK[0], "00:00"), agents=[ada], days=1), rounds=2)
    log = loop["log"]
    assert log["ending"] in ("no_agent_hours", "rounds_spent")
    assert log["rounds"][0]["queues"][0]["correction"]["uncovered"]


@pytest.mark.parametrize(
    "body", [{"rounds": 0}, {"rounds": 11}, {"seconds": 0.5}, {"replications": 1}, {"seconds": "long"}]
)
def test_bounds_are_told_by_name(planner: Planner, body: dict[str, Any]) -> None:
    status, problem = planner.refused(f"/v1/rosters/{uuid.uuid4()}:close-the-loop", **body)
    assert (status, problem["code"]) == (422, "request.invalid")
    assert problem["errors"][0]["loc"][-1] == next(iter(body))


def test_a_roster_unknown_unbuilt_or_changed_is_refused(planner: Planner, stager: Stager) -> None:
    assert planner.refused(f"/v1/rosters/{uuid.uuid4()}:close-the-loop")[0] == 404
    assert planner.client.get(f"/v1/loops/{uuid.uuid4()}").status_code == 404
    [ada] = a_team(stager.client, "Ada Byrne")
    roster = stager.a_draft(a_shift(ada), agents=[ada])
    address = f"/v1/rosters/{roster['id']}:close-the-loop"
    assert planner.client.post(address, json=ASKED, headers={"If-Match": '"77"'}).status_code == 412
    job = planner.asked(address, **ASKED)
    assert publish(planner.client, roster, accept_broken_rules=True).status_code == 200
    ended = planner.performed(job)
    assert (ended["state"], ended["problem"]["code"]) == ("failed", "simulation.roster_changed")
    [loop] = planner.get(f"/v1/rosters/{roster['id']}/loops")
    assert (loop["state"], loop["log"]) == ("failed", None)
