"""Rosters of two people in two zones who start at many times."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben", zone="Asia/Kolkata")],
            templates=[a_template("day", "06:00", "12:00", step_minutes=360, hours=4)],
            days=2,
        )
    ),
)
