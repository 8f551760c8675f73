"""Rosters that reach into one and two steps of overtime."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[a_template("early", "06:00", hours=4), a_template("late", "14:00", hours=5)], days=3
        ),
        {"steps": [{"over_minutes": 500, "percent": 50}, {"over_minutes": 800, "percent": 120}]},
    ),
    Case(
        a_problem(templates=[a_template("early", "06:00", hours=4)], days=2),
        {"steps": [{"over_minutes": 479, "percent": 1}]},
        name="a hundredth of a minute",
    ),
)
