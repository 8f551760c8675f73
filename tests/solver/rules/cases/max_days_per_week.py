"""Rosters of nine days: a week and two days of the next."""

from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(a_problem(agents=[an_agent(contract=a_contract(max_weekly_days=3))], days=8)),
    Case(
        a_problem(
            agents=[an_agent(zone="Pacific/Auckland")],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=3,
        ),
        {"days": 1},
        name="split days",
    ),
)
