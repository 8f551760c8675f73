"""Rosters for a requirement that a planner made and chose."""

from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, a_team


def test_a_chosen_requirement_is_rostered_with_its_overrides(planner: Planner) -> None:
    queue = planner.a_busy_queue()
    a_team(planner.client)
    doubled = planner.made(
        "/v1/requirements",
        first_date=str(MONDAY),
        days=8,
        overrides=[{"queue": queue["name"], "volume_factor": 2.0}],
    )
    asked = {"first_date": str(MONDAY), "days": 7, "coverage_model": "distributed", "seconds": 2}
    plain = planner.made("/v1/rosters", **asked)
    chosen = planner.made("/v1/rosters", **asked, requirement_id=doubled["id"])
    assert chosen["requirement_id"] == doubled["id"]
    assert chosen["figures"]["required_hours"] > 1.2 * plain["figures"]["required_hours"]


def test_a_requirement_of_other_dates_fails_in_words(planner: Planner) -> None:
    planner.a_busy_queue()
    a_team(planner.client)
    short = planner.made("/v1/requirements", first_date=str(MONDAY), days=3)
    job = planner.done(
        "/v1/rosters",
        first_date=str(MONDAY),
        coverage_model="distributed",
        seconds=2,
        requirement_id=short["id"],
    )
    assert job["state"] == "failed"
    assert job["problem"]["code"] == "requirement.elsewhere"
    assert "takes 7 days from 2026-03-02, the requirement 3 from 2026-03-02" in job["problem"]["detail"]


def test_an_unknown_requirement_and_a_second_source_of_work_are_refused(planner: Planner) -> None:
    planner.a_busy_queue()
    a_team(planner.client)
    asked = {
        "first_date": str(MONDAY),
        "coverage_model": "distributed",
        "requirement_id": "00000000-0000-0000-0000-000000000000",
    }
    answer = planner.client.post("/v1/rosters", json=asked)
    assert answer.status_code == 422
    assert answer.json()["code"] == "reference.unknown"
    both = planner.client.post("/v1/rosters", json={**asked, "basis": "P80"})
    assert both.status_code == 422
    assert "neither basis nor queues" in both.text
