"""Rosters over two weekends, the clocks of the agent a day ahead."""

from datetime import date

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent(zone="Pacific/Auckland")],
            templates=[a_template("late", "13:30", hours=4, weekdays=frozenset({4, 5, 6, 0}))],
            first_date=date(2026, 3, 6),
            days=9,
        ),
        {"most": 1},
    ),
    Case(
        a_problem(
            templates=[a_template("late", "13:30", hours=4, weekdays=frozenset({3, 4, 5, 6, 0}))],
            first_date=date(2026, 3, 6),
            days=10,
        ),
        {"least": 1, "most": 1, "weekend": [4, 5, 6]},
        name="at least one of three days",
    ),
)
