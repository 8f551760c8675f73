"""A roster simulated over HTTP: what is answered, what is kept, and what is refused."""

import csv
import io
import uuid
from typing import Any

import pytest

from tests.app.planning.builders import Planner
from tests.app.rosters.builders import a_shift, a_team, as_body, publish
from tests.app.simulations.builders import FEW, Stager, around_the_clock


def a_roster(stager: Stager) -> dict[str, Any]:
    """Three agents around the clock, one at a time, for calls that keep a third of one busy."""
    team = a_team(stager.client)
    return stager.a_draft(*around_the_clock(*team), agents=team)


def simulation_of(planner: Planner, roster: dict[str, Any], **asked: Any) -> dict[str, Any]:
    return planner.made(f"/v1/rosters/{roster['id']}:simulate", **{**FEW, **asked})


def test_a_simulation_tells_service_with_intervals_and_how_often_the_goal_is_met(
    planner: Planner, stager: Stager
) -> None:
    roster = a_roster(stager)
    found = simulation_of(planner, roster)
    assert (found["state"], found["roster_version"], found["current"]) == ("ready", roster["version"], True)
    assert len(found["digest"]) == 64
    assert found["assumptions"]
    [queue] = found["queues"]
    assert queue["work"]["contacts"] == pytest.approx(4 * 168)
    assert queue["work"]["day_factor_cv"] == pytest.approx(0.1)
    level = queue["total"]["service_level"]
    assert 0.5 < level["value"] < 0.8
    assert 0 < level["half_width"] < 0.1
    assert [each["name"] for each in queue["days"]] == [f"2026-03-{day:02d}" for day in range(2, 9)]
    assert 0 <= queue["days"][0]["goal_met"]["low"] <= queue["days"][0]["goal_met"]["share"]
    assert len(queue["weeks"]) == 1
    [intervals] = found["result"]["queues"]
    assert len(intervals["service_level"]["value"]) == len(found["result"]["starts"]) == 168
    assert 0.2 < queue["total"]["occupancy"]["value"] < 0.5
    listed = planner.get(f"/v1/rosters/{roster['id']}/simulations")
    assert listed == [{key: value for key, value in found.items() if key != "result"}]


def test_the_same_question_is_answered_once_and_another_seed_is_another_question(
    planner: Planner, stager: Stager
) -> None:
    roster = a_roster(stager)
    address = f"/v1/rosters/{roster['id']}:simulate"
    first = planner.asked(address, **FEW)
    assert planner.asked(address, **FEW)["id"] == first["id"]
    done = planner.performed(first)
    assert planner.asked(address, **FEW)["links"] == done["links"]
    other = simulation_of(planner, roster, seed=6)
    assert planner.get(done["links"]["result"])["result"] != other["result"]
    assert len(planner.get(f"/v1/rosters/{roster['id']}/simulations")) == 2


def test_a_simulation_that_was_cancelled_can_be_asked_for_again(planner: Planner, stager: Stager) -> None:
    address = f"/v1/rosters/{a_roster(stager)['id']}:simulate"
    first = planner.asked(address, **FEW)
    assert planner.client.post(f"/v1/jobs/{first['id']}:cancel").status_code == 202
    [waiting] = planner.get(address.replace(":simulate", "/simulations"))
    assert (waiting["state"], waiting["queues"], waiting["digest"]) == ("failed", [], None)
    found = planner.made(address, **FEW)
    assert (found["id"], found["state"]) == (waiting["id"], "ready")


@pytest.mark.parametrize(("per", "rows"), [("interval", 168), ("day", 7), ("week", 1)])
def test_a_simulation_is_had_as_csv(planner: Planner, stager: Stager, per: str, rows: int) -> None:
    found = simulation_of(planner, a_roster(stager))
    answer = planner.client.get(f"/v1/simulations/{found['id']}", params={"format": "csv", "per": per})
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(table) == rows
    total = sum(float(row["contacts"]) for row in table)
    assert total == pytest.approx(found["queues"][0]["total"]["contacts"], rel=1e-4)
    assert ("goal_met" in table[0]) is (per != "interval")


def test_publishing_keeps_a_simulation_current_and_editing_does_not(planner: Planner, stager: Stager) -> None:
    roster = a_roster(stager)
    found = simulation_of(planner, roster)
    edited = planner.client.put(
        f"/v1/rosters/{roster['id']}/shifts",
        json=as_body([a_shift(roster["shifts"][0]["agent_id"])]),
        headers={"If-Match": f'"{roster["version"]}"'},
    )
    assert edited.status_code == 200, edited.text
    assert planner.get(f"/v1/simulations/{found['id']}")["current"] is False
    again = simulation_of(planner, roster)
    assert (again["current"], again["roster_version"]) == (True, roster["version"] + 1)
    assert publish(planner.client, planner.get(f"/v1/rosters/{roster['id']}")).status_code == 200
    assert planner.get(f"/v1/simulations/{again['id']}")["current"] is True


@pytest.mark.parametrize(
    "body",
    [{"replications": 1}, {"replications": 2001}, {"replications": 10.5}, {"seed": -1}, {"processes": 2}],
)
def test_replications_out_of_bounds_are_refused_by_name(planner: Planner, body: dict[str, Any]) -> None:
    status, problem = planner.refused(f"/v1/rosters/{uuid.uuid4()}:simulate", **body)
    assert (status, problem["code"]) == (422, "request.invalid")
    assert problem["errors"][0]["loc"][-1] == next(iter(body))


def test_an_unknown_roster_and_one_that_is_not_built_are_refused(planner: Planner, stager: Stager) -> None:
    assert planner.refused(f"/v1/rosters/{uuid.uuid4()}:simulate")[0] == 404
    assert planner.client.get(f"/v1/rosters/{uuid.uuid4()}/simulations").status_code == 404
    assert planner.client.get(f"/v1/simulations/{uuid.uuid4()}").status_code == 404
    a_team(planner.client)
    planner.a_busy_queue()
    job = planner.asked("/v1/rosters", first_date="2026-03-02", coverage_model="distributed")
    status, problem = planner.refused(f"/v1/rosters/{job['subject_id']}:simulate")
    assert (status, problem["code"], problem["state"]) == (409, "roster.not_built", "building")


def test_a_version_that_is_gone_is_refused_before_and_during_the_work(
    planner: Planner, stager: Stager
) -> None:
    roster = a_roster(stager)
    address = f"/v1/rosters/{roster['id']}:simulate"
    stale = planner.client.post(address, json=FEW, headers={"If-Match": f'"{roster["version"] - 1}"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition.failed")
    fresh = planner.client.post(address, json=FEW, headers={"If-Match": f'"{roster["version"]}"'})
    assert fresh.status_code == 202
    assert publish(planner.client, roster).status_code == 200
    job = planner.performed(fresh.json())
    assert (job["state"], job["problem"]["code"]) == ("failed", "simulation.roster_changed")
    assert (job["problem"]["asked"], job["problem"]["version"]) == (roster["version"], roster["version"] + 1)


def test_what_is_not_ready_has_no_csv(planner: Planner, stager: Stager) -> None:
    job = planner.asked(f"/v1/rosters/{a_roster(stager)['id']}:simulate", **FEW)
    answer = planner.client.get(f"/v1/simulations/{job['subject_id']}?format=csv")
    assert (answer.status_code, answer.json()["code"]) == (409, "simulation.not_ready")
