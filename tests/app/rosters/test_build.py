"""One call from history to a roster, with the real libraries doing each step."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from ical.calendar_stream import IcsCalendarStream

from app.calendars.schemas import Breaks
from app.calendars.service import calendar_of
from app.calendars.tokens import FeedSubject
from app.planning import solve_problem
from tests.app.builders import (
    EIGHT_HOURS,
    a_contract,
    a_queue,
    a_rule_set,
    a_shift_template,
    a_skill,
    an_agent,
)
from tests.app.planning.builders import Planner, history_of
from tests.app.rosters.builders import MONDAY, Drawer, a_shift, a_team, as_body, publish

HOUR = timedelta(hours=1)
ASKED: dict[str, Any] = {"first_date": str(MONDAY), "coverage_model": "distributed", "seconds": 2}


def a_call_team(planner: Planner, *names: str) -> list[dict[str, Any]]:
    """Agents with English, and a queue that needs it and was busy until Monday."""
    english = a_skill(planner.client)
    planner.a_busy_queue(skill_ids=[english["id"]])
    return a_team(planner.client, *names, skills=[{"skill_id": english["id"]}])


def test_one_call_makes_a_draft_that_keeps_every_required_rule(planner: Planner) -> None:
    agents = a_call_team(planner)
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
    assert job["progress"]["phase"] == "validate"


def test_a_locked_shift_and_the_roster_before_shape_the_next_one(planner: Planner, drawer: Drawer) -> None:
    ada, ben, _ = a_call_team(planner)
    old = drawer.a_draft(a_shift(ben, "2026-03-03", "10:00"), agents=[ada, ben])
    locked = as_body([a_shift(ada, "2026-03-08", "13:00")])["shifts"]
    roster = planner.made("/v1/rosters", **ASKED, locked=locked, previous_roster_id=old["id"])
    (kept,) = [shift for shift in roster["shifts"] if shift["locked"]]
    assert (kept["agent_id"], kept["start"]) == (ada["id"], "2026-03-08T13:00:00Z")
    assert roster["edition"] == 2
    assert "stability" in {rule["rule"] for rule in roster["rule_set"]["rules"]}


def test_contradictory_rules_give_a_roster_to_look_at_that_names_what_it_breaks(planner: Planner) -> None:
    a_call_team(planner, "Ada Byrne")
    rule_set = a_rule_set(
        planner.client,
        coverage_model="distributed",
        rules=[
            {"rule": "max_weekly_minutes", "minutes": 600},
            {"rule": "contract_hours", "limits": "min", "min_minutes": 1200},
        ],
    )
    roster = planner.made("/v1/rosters", **ASKED, rule_set_id=rule_set["id"])
    assert roster["report"]["status"] == roster["figures"]["status"] == "required_rules_broken"
    broken = [each for each in roster["violations"] if each["required"]]
    assert {each["rule"] for each in broken} <= {"max_weekly_minutes", "contract_hours"}
    assert broken
    assert all("Ada Byrne" in each["message"] for each in broken)
    assert roster["figures"]["required_violations"] == len(broken)


def test_who_and_what_is_missing_is_named(planner: Planner) -> None:
    """Nobody speaks German, Ben has no contract, and Cleo's contract is too small for any shift."""
    english, german = a_skill(planner.client), a_skill(planner.client, name="German")
    planner.a_busy_queue(skill_ids=[english["id"]])
    planner.a_busy_queue("Chat German", skill_ids=[german["id"]])
    skills = [{"skill_id": english["id"]}]
    small = a_contract(planner.client, name="two hours", max_daily_minutes=120)
    a_team(planner.client, "Ada Byrne", skills=skills)
    an_agent(planner.client, name="Ben Kelly", skills=skills)
    an_agent(planner.client, name="Cleo Walsh", skills=skills, contract_id=small["id"])
    roster = planner.made("/v1/rosters", **ASKED)
    warnings = " ".join(roster["warnings"])
    assert "they have no contract: Ben Kelly" in warnings
    assert "No shift is possible under the required rules for Cleo Walsh" in warnings
    assert "Nobody has what Chat German needs: German" in warnings
    coverage = planner.get(f"/v1/rosters/{roster['id']}/coverage")
    german_queue = next(queue for queue in coverage["queues"] if queue["queue"] == "Chat German")
    assert german_queue["summary"]["coverage"] == 0
    assert german_queue["summary"]["reachable_coverage"] is None
    assert sum(german_queue["short"]) > 0


def test_a_team_of_nobody_gets_an_empty_roster_that_says_so(planner: Planner) -> None:
    planner.a_busy_queue()
    roster = planner.made("/v1/rosters", **ASKED)
    assert roster["shifts"] == []
    assert roster["figures"]["coverage"] == 0
    assert "There are no agents: nothing can be covered." in roster["warnings"]


def test_a_history_too_short_to_forecast_fails_with_the_reason(planner: Planner) -> None:
    a_team(planner.client)
    a_queue(planner.client)
    planner.imports(history_of("Voice English", days=3))
    job = planner.done("/v1/rosters", **ASKED)
    assert job["state"] == "failed"
    assert job["problem"]["code"] == "forecast.nothing"
    assert job["problem"]["errors"][0]["queue"] == "Voice English"
    assert planner.get(f"/v1/rosters/{job['subject_id']}")["state"] == "failed"


@pytest.mark.parametrize(
    ("zone", "first_date", "night", "hours", "paid"),
    [
        ("America/Denver", "2026-03-02", "2026-03-07", 7, 390),
        ("Europe/Dublin", "2026-10-19", "2026-10-24", 9, 510),
    ],
)
def test_in_a_week_with_a_clock_change_paid_hours_rests_and_calendar_agree_with_elapsed_time(
    planner: Planner, drawer: Drawer, zone: str, first_date: str, night: str, hours: int, paid: int
) -> None:
    """Night shifts from ten to six by the wall: the one in which the clock changes is longer or shorter."""
    english = a_skill(planner.client)
    queue = a_queue(planner.client, skill_ids=[english["id"]], zone=zone)
    planner.imports(history_of(queue["name"], zone, scale=2.0))
    lengths = [EIGHT_HOURS]
    starts = {"earliest_start": "22:00", "latest_start": "22:00", "keep": "wall_time"}
    a_shift_template(planner.client, name="night", lengths=lengths, **starts)
    contract = a_contract(planner.client)
    skills = [{"skill_id": english["id"]}]
    ada = an_agent(planner.client, contract_id=contract["id"], skills=skills, zone=zone)
    rules = [{"rule": "min_rest"}, {"rule": "service_coverage", "weight": 1}]
    rule_set = a_rule_set(planner.client, coverage_model="distributed", rules=rules)
    asked = {**ASKED, "first_date": first_date, "zone": zone, "rule_set_id": rule_set["id"]}
    roster = planner.made("/v1/rosters", **asked)
    spans = [(_instant(shift["start"]), _instant(shift["end"])) for shift in roster["shifts"]]
    worked = {shift["local_date"]: shift["paid_minutes"] for shift in roster["shifts"]}
    lasted = {
        shift["local_date"]: (end - start) / HOUR
        for shift, (start, end) in zip(roster["shifts"], spans, strict=True)
    }
    assert (lasted.pop(night), worked.pop(night)) == (hours, paid)
    assert (set(lasted.values()), set(worked.values())) == ({8.0}, {450})
    assert all(later[0] - earlier[1] == 16 * HOUR for earlier, later in pairwise(spans))
    (measured,) = planner.get(f"/v1/rosters/{roster['id']}/measures")["measures"]["agents"]
    assert measured["paid_hours"] == sum((paid, *worked.values())) / 60
    assert publish(planner.client, roster).status_code == 200
    with drawer.session() as session:
        subject = FeedSubject(agent_id=UUID(ada["id"]))
        calendar = calendar_of(session, subject, Breaks.NONE, spans[0][0])
    read = IcsCalendarStream.calendar_from_ics(calendar.written().decode()).events
    assert [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in read] == spans


def test_a_roster_that_is_cancelled_while_it_is_solved_keeps_the_best_so_far(planner: Planner) -> None:
    a_call_team(planner, *(f"Agent {number}" for number in range(8)))
    job = planner.asked("/v1/rosters", **{**ASKED, "seconds": 60})
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(planner.performed, job)
        deadline = time.monotonic() + 240
        while "tier" not in planner.get(f"/v1/jobs/{job['id']}")["progress"]:
            assert time.monotonic() < deadline, "waited in vain for a first roster"
            assert not done.done(), done.result()
            time.sleep(0.2)
        assert planner.client.post(f"/v1/jobs/{job['id']}:cancel").status_code == 202
        ended = done.result(timeout=60)
    assert ended["state"] == "stopped"
    assert {"tier", "value", "bound", "gap"} <= ended["progress"].keys()
    roster = planner.get(ended["links"]["result"])
    assert (roster["state"], roster["report"]["status"]) == ("draft", "stopped")
    assert roster["figures"]["required_violations"] == 0
    assert roster["shifts"]


def test_a_solver_that_does_not_end_in_time_is_killed_and_its_best_roster_kept(
    planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        solve_problem, "FUNCTION", "tests.app.rosters.child_functions:keeps_a_roster_and_hangs"
    )
    a_call_team(planner)
    job = planner.done("/v1/rosters", **{**ASKED, "seconds": 1})
    assert job["state"] == "stopped", job
    roster = planner.get(job["links"]["result"])
    assert (roster["report"]["status"], roster["figures"]["required_violations"]) == ("stopped", 0)
    assert any("ended early (deadline)" in warning for warning in roster["warnings"])
    tiers = {tier["tier"]: tier for tier in roster["report"]["tiers"]}
    assert tiers[0] == {
        "tier": 0,
        "value": 0,
        "bound": 0,
        "gap": 0,
        "proved": True,
        "unit": "excess × weight",
    }
    quarters = round(roster["figures"]["short_hours"] * 4 * 10)
    assert tiers[2]["value"] == quarters * 5, "tenths of an agent, times the priority of the queue"
    assert (tiers[2]["bound"], tiers[2]["gap"], tiers[2]["proved"]) == (0, 1, False)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
