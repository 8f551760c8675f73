"""Shifts by day, into the night and through it, on two clocks."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben", zone="Asia/Manila")],
            templates=[a_template("day", "08:00", hours=8), a_template("late", "17:00", hours=6)],
            days=2,
        ),
        {"percent": 10},
    ),
)
