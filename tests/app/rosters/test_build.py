"""One call from history to a roster, with the real libraries doing each step."""

from datetime import datetime
from typing import Any

from tests.app.builders import a_skill
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, a_team

ASKED: dict[str, Any] = {"first_date": str(MONDAY), "coverage_model": "distributed", "seconds": 2}


def test_one_call_makes_a_draft_that_keeps_every_required_rule(planner: Planner) -> None:
    english = a_skill(planner.client)
    agents = a_team(planner.client, skills=[{"skill_id": english["id"]}])
    planner.a_busy_queue(skill_ids=[english["id"]])
    job = planner.done("/v1/rosters", **ASKED)
    assert job["state"] == "succeeded", job
    roster = planner.get(job["links"]["result"])
    assert roster["id"] == job["subject_id"]
    assert roster["state"] == "draft"
    assert roster["figures"]["required_violations"] == 0
    assert roster["figures"]["coverage"] > 0.3
    assert {tier["tier"] for tier in roster["report"]["tiers"]} >= {2, 3}
    assert all(tier["bound"] <= tier["value"] for tier in roster["report"]["tiers"])
    assert {shift["agent_id"] for shift in roster["shifts"]} == {agent["id"] for agent in agents}
    for shift in roster["shifts"]:
        start, end = datetime.fromisoformat(shift["start"]), datetime.fromisoformat(shift["end"])
        assert (end - start).total_seconds() / 60 - 30 == shift["paid_minutes"]
    assert [each["name"] for each in roster["shifts"][0]["breaks"]] == ["coffee", "lunch"]
    assert "Nobody has a role that leads others: no lead is asked for." in roster["warnings"]
