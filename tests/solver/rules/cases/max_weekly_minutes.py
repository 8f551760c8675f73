"""Rosters of two weeks and a part of a third."""

from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent(contract=a_contract(max_weekly_minutes=960))],
            templates=[a_template(hours=8, weekdays=frozenset({0, 1, 2}))],
            days=16,
        )
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver")],
            templates=[a_template("evening", "18:00", hours=4), a_template("noon", "12:00", hours=3)],
            days=8,
        ),
        {"minutes": 120},
        name="dates outside the period count with the nearest week",
    ),
)
