"""A shift is found in what the templates offer without listing everything they offer."""

from datetime import date, timedelta

import pytest

from solver.domain.roster import Assignment
from solver.domain.shift import possible_shifts, shifts_like
from tests.solver.builders import a_break, a_problem, a_template, an_agent

LONG = a_break(30, 120, 240, paid=False)
TEMPLATES = (
    a_template("early", "00:00", "06:30", hours=(4, 8), breaks=[]),
    a_template("lunch", "00:00", "06:30", hours=8, breaks=[LONG], step_minutes=15),
    a_template("night", "22:00", "23:45", hours=8, keep="wall_time", zone="Europe/Dublin"),
    a_template("weekday", "09:00", "10:00", hours=8, weekdays=frozenset(range(5))),
    a_template("elsewhere", "09:00", "10:00", sites=("denver",)),
)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Dublin", "2026-03-27"),
        ("Europe/Dublin", "2026-10-23"),
        ("Africa/Cairo", "2026-04-22"),
        ("Asia/Kolkata", "2026-03-27"),
        ("Australia/Lord_Howe", "2026-10-02"),
        ("Pacific/Apia", "2011-12-28"),
        ("Pacific/Kiritimati", "2026-03-27"),
    ],
)
def test_every_possible_shift_is_found_again_and_its_neighbours_are_not(zone: str, first: str) -> None:
    agent = an_agent(zone=zone)
    problem = a_problem(
        agents=[agent], templates=TEMPLATES, first_date=date.fromisoformat(first), days=5, zone=zone
    )
    offered: dict[tuple[object, ...], set[object]] = {}
    for template in TEMPLATES:
        for shift in possible_shifts(problem.model_copy(update={"templates": (template,)}), agent):
            offered.setdefault((shift.template, shift.start, shift.end), set()).add(shift.length)
    assert offered
    for template_name, start, end in list(offered):
        for moved in (0, 5, 60):
            at = start + timedelta(minutes=moved)
            assignment = Assignment(
                agent=agent.id, template=template_name, start=at, end=end + timedelta(minutes=moved)
            )
            if not problem.period.start <= at < problem.period.end:
                continue
            found = {shift.length for shift in shifts_like(problem, agent, assignment)}
            assert found == offered.get((template_name, at, assignment.end), set())
