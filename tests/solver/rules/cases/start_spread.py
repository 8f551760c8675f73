"""Rosters whose starts move over the day."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent(zone="Asia/Kolkata")],
            templates=[
                a_template("early", "06:00", "08:00", step_minutes=120, hours=4),
                a_template("late", "15:30", hours=4),
            ],
            days=3,
        ),
        {"minutes": 60},
    ),
    Case(
        a_problem(
            templates=[a_template("early", "06:00", hours=4), a_template("late", "15:30", hours=4)], days=4
        ),
        {"minutes": 30, "per": {"rolling_days": 2}, "shifts": {"weekdays": [0, 2, 3]}},
        name="some weekdays",
    ),
    Case(
        a_problem(
            templates=[a_template("early", "06:00", hours=(4, 7)), a_template("late", "15:30", hours=4)],
            days=2,
        ),
        {"minutes": 240, "plus_length": True},
        name="starts and lengths",
    ),
)
