"""Rosters of days in up to three pieces."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("morning", "06:00", hours=(2, 4)),
                a_template("noon", "11:00", hours=2),
                a_template("evening", "16:00", "17:00", step_minutes=60, hours=2),
            ],
            days=1,
        ),
        {"minutes": 180},
    ),
    Case(
        a_problem(
            templates=[
                a_template("morning", "06:00", hours=2),
                a_template("day", "08:00", hours=6),
                a_template("evening", "14:00", hours=2),
            ],
            days=1,
        ),
        {"minutes": 120},
        name="no gap at all",
    ),
    Case(
        a_problem(
            templates=[a_template("early", "06:00", hours=2), a_template("late", "09:00", hours=2)], days=2
        ),
        {"minutes": 0},
        name="no gap wanted",
    ),
)
