"""What every kind of question about a roster can do once it was asked: be read, adopted and deleted."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.questions.problems import QuestionNotReady
from app.settings import Settings
from solver.rules import RuleSet
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import QUEUE_ID, Drawer, a_shift, a_team, as_body, publish

CONTRADICTORY = RuleSet(
    name="hours and a floor",
    rules=[
        {"rule": "max_weekly_minutes", "minutes": 240},
        {"rule": "contract_hours", "min_minutes": 480, "limits": "min"},
        {"rule": "service_coverage", "weight": 1},
    ],
)
MORNING = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T11:00:00Z"}
INTERVAL = {"about": "interval", "queue_id": QUEUE_ID, **MORNING}
SURGE = {
    "event": "surge",
    "queue_id": QUEUE_ID,
    "starts_at": MORNING["start"],
    "ends_at": MORNING["end"],
    "factor": 2.0,
}
KINDS = {
    "explain": ("explanations", INTERVAL),
    "repair": ("repairs", {"events": [SURGE], "seconds": 1}),
    "weigh-levers": ("escalations", {"event": SURGE, "seconds": 1}),
    "simulate": ("simulations", {}),
    "close-the-loop": ("loops", {}),
}


def a_roster(drawer: Drawer, **fields: Any) -> dict[str, Any]:
    """Ada works on Monday, Ben and Cleo are there."""
    team = a_team(drawer.client)
    return drawer.a_draft(a_shift(team[0]), agents=team, days=2, **fields)


def contradiction(planner: Planner, roster: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = planner.made(f"/v1/rosters/{roster['id']}:explain", about="conflict", seconds=3.0)
    return found


def sundial_roster_adopt(settings: Settings, *arguments: str) -> "subprocess.CompletedProcess[str]":
    assert settings.database_url is not None
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "roster", "adopt", *arguments],
        env={**os.environ, "DATABASE_URL": settings.database_url, "SUNDIAL_HOME": str(settings.home)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def adopted(planner: Planner, address: str, version: int | None) -> tuple[int, dict[str, Any]]:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = planner.client.post(f"{address}:adopt", headers=headers)
    if answer.status_code == 200:
        assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    return answer.status_code, answer.json()


@pytest.mark.e2e
def test_the_repair_of_a_conflict_becomes_a_draft_that_is_judged_and_only_once(
    planner: Planner, drawer: Drawer, settings: Settings
) -> None:
    roster = a_roster(drawer, rules=CONTRADICTORY)
    found = contradiction(planner, roster)
    address = f"/v1/explanations/{found['id']}"
    assert found["result_roster_id"] is None
    status, draft = adopted(planner, address, roster["version"])
    assert (status, draft["state"], draft["parent_id"], draft["edition"]) == (200, "draft", roster["id"], 2)
    repair = found["answer"]["conflict"]["repair"]
    assert draft["figures"]["required_violations"] == len(repair["actions"]) == 3
    assert draft["warnings"] == [f"Repaired: {action['said']}" for action in repair["actions"]]
    whole = planner.get(f"/v1/rosters/{draft['id']}")
    assert len(whole["shifts"]) == len(repair["roster"]["assignments"])
    assert adopted(planner, address, roster["version"])[1]["id"] == draft["id"]
    assert planner.get(address)["result_roster_id"] == draft["id"]
    assert planner.client.delete(f"/v1/rosters/{draft['id']}").status_code == 204
    assert planner.get(address)["result_roster_id"] is None
    assert sundial_roster_adopt(settings, found["id"], "--version", "77").returncode == 2
    again = sundial_roster_adopt(settings, found["id"], "--version", str(roster["version"]))
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith(
        f"Draft {planner.get(address)['result_roster_id']}, version 2: 3 violations"
    )


def test_the_draft_that_a_repair_made_is_what_it_is_adopted_as(planner: Planner, drawer: Drawer) -> None:
    roster = a_roster(drawer)
    repair = planner.made(
        f"/v1/rosters/{roster['id']}:repair", events=[SURGE], as_of="2026-03-01T00:00:00Z", seconds=2
    )
    status, draft = adopted(planner, f"/v1/repairs/{repair['id']}", roster["version"])
    assert (status, draft["id"]) == (200, repair["result_roster_id"])


def test_a_roster_that_changed_since_takes_no_answer_over(planner: Planner, drawer: Drawer) -> None:
    roster = a_roster(drawer, rules=CONTRADICTORY)
    address = f"/v1/explanations/{contradiction(planner, roster)['id']}"
    assert adopted(planner, address, None)[1]["code"] == "precondition.required"
    assert adopted(planner, address, roster["version"] + 1)[0] == 412
    edited = planner.client.put(
        f"/v1/rosters/{roster['id']}/shifts",
        json=as_body([a_shift(roster["shifts"][0]["agent_id"], start="10:00")]),
        headers={"If-Match": f'"{roster["version"]}"'},
    )
    assert edited.status_code == 200
    assert adopted(planner, address, roster["version"])[0] == 412
    status, told = adopted(planner, address, roster["version"] + 1)
    assert (status, told["code"]) == (409, "explanation.roster_changed")


def test_an_answer_without_a_roster_or_one_that_is_not_there_yet_cannot_be_adopted(
    planner: Planner, drawer: Drawer
) -> None:
    roster = a_roster(drawer)
    waiting = planner.asked(f"/v1/rosters/{roster['id']}:explain", **INTERVAL)
    [asked] = planner.get(f"/v1/rosters/{roster['id']}/explanations")
    address = f"/v1/explanations/{asked['id']}"
    assert adopted(planner, address, roster["version"])[1]["code"] == QuestionNotReady.code
    planner.performed(waiting)
    assert adopted(planner, address, roster["version"])[1]["code"] == "question.nothing_to_adopt"
    assert publish(planner.client, roster).status_code == 200
    assert planner.get(address)["current"] is True, "publishing leaves the shifts as they are"


@pytest.mark.parametrize("verb", KINDS)
def test_a_question_is_deleted_once_its_job_has_ended_and_not_before(
    planner: Planner, drawer: Drawer, verb: str
) -> None:
    many, body = KINDS[verb]
    roster = a_roster(drawer)
    job = planner.asked(f"/v1/rosters/{roster['id']}:{verb}", **body)
    [asked] = planner.get(f"/v1/rosters/{roster['id']}/{many}")
    assert (asked["state"], asked["current"], asked["roster_version"]) == (
        "pending",
        True,
        roster["version"],
    )
    address = f"/v1/{many}/{asked['id']}"
    refused = planner.client.delete(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "question.unfinished")
    assert planner.client.post(f"/v1/jobs/{job['id']}:cancel").status_code < 300
    assert planner.get(address)["state"] == "failed"
    assert planner.client.delete(address).status_code == 204
    assert planner.client.get(address).status_code == 404
    assert planner.get(f"/v1/rosters/{roster['id']}/{many}") == []
