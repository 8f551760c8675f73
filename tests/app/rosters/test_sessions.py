"""A meeting is planned with the shifts, written down, read back, published, and then stays where it is."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.rosters.problems import ShiftFileRefused
from app.rosters.shift_file import read_shifts
from solver.domain.people import Agent, Contract
from solver.domain.problem import Problem
from solver.domain.session import Session, segment_of
from solver.domain.time import PlanningPeriod
from solver.domain.work import ShiftLength, ShiftTemplate
from tests.app.builders import a_programme, a_skill
from tests.app.planning.builders import Planner
from tests.app.rosters.builders import MONDAY, a_team, publish

KOLKATA = ZoneInfo("Asia/Kolkata")
ASKED: dict[str, Any] = {"first_date": str(MONDAY), "coverage_model": "distributed", "seconds": 2}


def attended(roster: dict[str, Any]) -> dict[str, set[str]]:
    """Who attends what when: starts by agent, of every session."""
    found: dict[str, set[str]] = {}
    for shift in roster["shifts"]:
        for each in shift["breaks"]:
            if each["session"] is not None:
                found.setdefault(shift["agent"], set()).add(each["start"])
    return found


def test_a_weekly_meeting_is_held_and_a_new_version_leaves_it_where_it_is(
    planner: Planner,
) -> None:
    english = a_skill(planner.client)
    planner.a_young_queue(skill_ids=[english["id"]])
    team = a_team(planner.client, skills=[{"skill_id": english["id"]}], zone=KOLKATA.key)
    programme = a_programme(
        planner.client,
        name="Team meeting",
        activity="meeting",
        minutes=30,
        cohorts=[{"name": "A", "agent_ids": [agent["id"] for agent in team]}],
        times_a_week=1,
        opens="10:00",
        closes="13:00",
        zone=KOLKATA.key,
        first_date="2026-01-05",
        favour="attendance",
    )
    roster = planner.made("/v1/rosters", **ASKED)
    starts = attended(roster)
    (start,) = set.union(*starts.values())
    assert 10 <= datetime.fromisoformat(start).astimezone(KOLKATA).hour < 13
    missed = sum(each["excess"] for each in roster["violations"] if each["rule"] == "sessions_held")
    assert missed == len(team) - len(starts)
    assert roster["figures"]["required_violations"] == 0
    written = planner.client.get(f"/v1/rosters/{roster['id']}", params={"format": "csv"}).content
    judged = planner.client.post(
        f"/v1/rosters/{roster['id']}:evaluate", content=written, headers={"content-type": "text/csv"}
    ).json()
    assert judged["violations"] == roster["violations"]
    assert publish(planner.client, roster).status_code == 200
    later = planner.made("/v1/rosters", **ASKED, previous_roster_id=roster["id"])
    assert set.union(*attended(later).values()) == {start}
    ids = {each["session"] for shift in later["shifts"] for each in shift["breaks"]} - {None}
    assert ids == {f"{programme['id']}/A/2026-03-02.1"}


def a_problem() -> Problem:
    """Ada, eight hours from nine in UTC, and two sessions of one name."""
    starts = [datetime.fromisoformat(f"2026-03-0{day}T10:00Z") for day in (2, 3)]
    return Problem(
        period=PlanningPeriod(first_date=MONDAY, days=2, zone="UTC"),
        agents=(Agent(id="ada", name="Ada", zone="UTC", contract=Contract(name="full time")),),
        queues=(),
        templates=(
            ShiftTemplate(
                name="day", earliest_start="09:00", latest_start="09:00", lengths=(ShiftLength(minutes=480),)
            ),
        ),
        sessions=tuple(
            Session(id=f"calls/{day}", name="Calls", minutes=60, starts=(start,), attendees=("ada",))
            for day, start in enumerate(starts)
        ),
    )


def test_sessions_of_one_name_are_told_apart_by_their_moments() -> None:
    problem = a_problem()
    (shift,) = read_shifts(
        b"agent,template,start,end,breaks\n"
        b"Ada,day,2026-03-03T09:00,2026-03-03T17:00,Calls 2026-03-03T10:00/2026-03-03T11:00\n",
        problem,
    )
    second = problem.sessions[1]
    assert shift.breaks == (segment_of(second, second.starts[0]),)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Calls 2026-03-03T10:15/2026-03-03T11:15", "Calls at one of its moments"),
        ("Calls 2026-03-03T10:00/2026-03-03T10:30", "as long as it is"),
        ("Coals 2026-03-03T10:00/2026-03-03T11:00", "a break of day or a session: Calls"),
    ],
)
def test_a_session_at_another_moment_or_of_another_length_is_refused(written: str, expected: str) -> None:
    row = f"agent,template,start,end,breaks\nAda,day,2026-03-03T09:00,2026-03-03T17:00,{written}\n"
    with pytest.raises(ShiftFileRefused) as refused:
        read_shifts(row.encode(), a_problem())
    assert expected in str(refused.value.errors[0]["expected"])
