"""Rosters of crews with and without overlap."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo", role="lead")],
            templates=[
                a_template("early", "06:00", hours=(8, 9)),
                a_template("late", "13:30", "14:00", hours=8),
            ],
            carried_in=[a_shift("cleo", "2026-03-01", "22:30", 8)],
            interval_minutes=30,
        ),
        {"zone": "UTC", "changes": ["06:00:00", "14:00:00"], "scope": {"roles": ["associate", "lead"]}},
    ),
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo"), an_agent("dana", role="lead")],
            templates=[a_template("early", "05:00", hours=9), a_template("late", "12:00", hours=6)],
        ),
        {"zone": "Europe/Berlin", "changes": ["13:30:00"], "least": 2, "minutes": 60},
        name="two of each crew",
    ),
)
