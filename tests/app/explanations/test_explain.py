"""A roster explained over HTTP: the three questions, what is kept, and what is refused."""

import uuid
from typing import Any

import pytest

from solver.rules import RuleSet
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import QUEUE_ID, Drawer, a_shift, a_team, as_body, publish

CONTRADICTORY = RuleSet(
    name="hours and a floor",
    rules=[
        {"rule": "min_rest"},
        {"rule": "max_weekly_minutes", "minutes": 240},
        {"rule": "contract_hours", "min_minutes": 480, "limits": "min"},
        {"rule": "service_coverage", "weight": 1},
    ],
)
UNKNOWN = str(uuid.UUID(int=5))
MORNING = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T11:00:00Z"}


def a_roster(drawer: Drawer, **fields: Any) -> dict[str, Any]:
    """Ada works on Monday, Ben and Cleo are there."""
    team = a_team(drawer.client)
    return drawer.a_draft(a_shift(team[0]), agents=team, days=2, **fields)


def explained(planner: Planner, roster: dict[str, Any], **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = planner.made(f"/v1/rosters/{roster['id']}:explain", **asked)
    return found


def test_contradictory_rules_are_told_with_people_proof_and_a_repair_that_solves(
    planner: Planner, drawer: Drawer
) -> None:
    roster = a_roster(drawer, rules=CONTRADICTORY)
    found = explained(planner, roster, about="conflict", seconds=3.0)
    conflict = found["answer"]["conflict"]
    assert (found["state"], found["current"]) == ("ready", True)
    assert found["roster_version"] == roster["version"]
    assert (conflict["answer"], conflict["proved"]) == ("contradiction", True)
    assert {member["rule"] for member in conflict["members"]} == {"max_weekly_minutes", "contract_hours"}
    [agent] = {agent for member in conflict["members"] for agent in member["agents"]}
    assert found["agents"][agent] in found["said"]
    repair = conflict["repair"]
    assert (repair["solved"], repair["validated"], repair["cheapest"]) == (True, True, True)
    assert len(repair["actions"]) == 3, "one for each of the team"
    assert planner.get(f"/v1/rosters/{roster['id']}/explanations") == [found]


def test_a_short_queue_is_explained_agent_by_agent_with_options(planner: Planner, drawer: Drawer) -> None:
    roster = a_roster(drawer)
    night = {"start": "2026-03-02T20:00:00Z", "end": "2026-03-02T22:00:00Z"}
    found = explained(planner, roster, about="interval", queue_id=QUEUE_ID, **night)
    gap = found["answer"]["interval"]
    assert (gap["required_hours"], gap["covered_hours"]) == (2, 0)
    assert len(gap["considered"]) == 3
    assert sum(gap["reasons"].values()) == 3
    best = gap["options"][0]
    assert (best["allowed"], best["gained_hours"]) == (True, 2)
    assert found["said"].startswith("Voice English has 0 of 2 agent-hours on Mon 2 Mar from 20:00 to 22:00")


def test_a_shift_is_explained_by_what_is_lost_without_it(planner: Planner, drawer: Drawer) -> None:
    roster = a_roster(drawer)
    [shift] = roster["shifts"]
    asked = {"about": "assignment", "agent_id": shift["agent_id"], "start": shift["start"]}
    found = explained(planner, roster, **asked)
    answer = found["answer"]["assignment"]
    assert answer["without"]["gained_hours"] == -8
    assert {other["reason"] for other in answer["others"]} == {"possible"}
    assert "Ada Byrne works 09:00–17:00 on Mon 2 Mar (Europe/Dublin)." in found["said"]


def test_the_same_question_is_answered_once_and_an_edited_roster_asks_anew(
    planner: Planner, drawer: Drawer
) -> None:
    roster = a_roster(drawer)
    address = f"/v1/rosters/{roster['id']}:explain"
    asked = {"about": "interval", "queue_id": QUEUE_ID, **MORNING}
    first = planner.asked(address, **asked)
    assert planner.asked(address, **asked)["id"] == first["id"]
    done = planner.performed(first)
    assert planner.asked(address, **asked)["links"] == done["links"]
    edited = planner.client.put(
        f"/v1/rosters/{roster['id']}/shifts",
        json=as_body([a_shift(roster["shifts"][0]["agent_id"], start="10:00")]),
        headers={"If-Match": f'"{roster["version"]}"'},
    )
    assert edited.status_code == 200, edited.text
    assert planner.get(done["links"]["result"])["current"] is False
    assert planner.asked(address, **asked)["id"] != first["id"]


def test_a_version_that_is_gone_is_refused_before_and_during_the_work(
    planner: Planner, drawer: Drawer
) -> None:
    roster = a_roster(drawer)
    address = f"/v1/rosters/{roster['id']}:explain"
    asked = {"about": "interval", "queue_id": QUEUE_ID, **MORNING}
    stale = planner.client.post(address, json=asked, headers={"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition.failed")
    waiting = planner.asked(address, **asked)
    assert publish(planner.client, roster).status_code == 200
    job = planner.performed(waiting)
    assert (job["state"], job["problem"]["code"]) == ("failed", "explanation.roster_changed")


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        ({"about": "weather"}, "request.invalid", "about"),
        ({"about": "interval", "queue_id": QUEUE_ID, "start": MORNING["start"]}, "request.invalid", "end"),
        (
            {"about": "interval", "queue_id": QUEUE_ID, "start": MORNING["end"], "end": MORNING["start"]},
            "request.invalid",
            "later than start",
        ),
        (
            {"about": "interval", "queue_id": str(uuid.UUID(int=5)), **MORNING},
            "reference.unknown",
            "queue_id",
        ),
        (
            {
                "about": "interval",
                "queue_id": QUEUE_ID,
                "start": "2027-03-02T09:00:00Z",
                "end": "2027-03-02T10:00:00Z",
            },
            "explanation.question_invalid",
            "period",
        ),
        (
            {"about": "assignment", "agent_id": UNKNOWN, "start": MORNING["start"]},
            "reference.unknown",
            "agent_id",
        ),
        ({"about": "conflict", "seconds": 0}, "request.invalid", "seconds"),
        ({"about": "conflict", "seconds": 10_000}, "request.invalid", "seconds"),
    ],
)
def test_questions_about_what_is_not_there_are_refused_by_name(
    planner: Planner, drawer: Drawer, asked: dict[str, Any], code: str, told: str
) -> None:
    roster = a_roster(drawer)
    status, problem = planner.refused(f"/v1/rosters/{roster['id']}:explain", **asked)
    assert (status, problem["code"]) == (422, code)
    assert told in str(problem)


def test_a_moment_at_which_no_shift_begins_is_refused_with_those_that_do(
    planner: Planner, drawer: Drawer
) -> None:
    roster = a_roster(drawer)
    [shift] = roster["shifts"]
    status, problem = planner.refused(
        f"/v1/rosters/{roster['id']}:explain",
        about="assignment",
        agent_id=shift["agent_id"],
        start="2026-03-02T10:00:00Z",
    )
    assert (status, problem["code"]) == (422, "explanation.question_invalid")
    assert "2026-03-02T09:00:00" in problem["detail"]


def test_an_unknown_roster_has_no_explanations(planner: Planner) -> None:
    unknown = uuid.uuid4()
    assert planner.refused(f"/v1/rosters/{unknown}:explain", about="conflict")[0] == 404
    assert planner.client.get(f"/v1/rosters/{unknown}/explanations").status_code == 404
    assert planner.client.get(f"/v1/explanations/{unknown}").status_code == 404
