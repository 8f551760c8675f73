"""Rosters of a full-time and a part-time agent and of one without hours."""

from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[
        an_agent("anna"),
        an_agent("ben", contract=a_contract(max_weekly_minutes=1_200)),
        an_agent("cleo", contract=a_contract(max_weekly_minutes=0)),
    ],
    templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=6)],
    days=2,
)

CASES = (
    Case(PROBLEM, {"tolerance": 60}),
    Case(
        PROBLEM,
        {"of": "shifts", "within": "team", "carried": {"anna": 1}, "shifts": {"templates": ["late"]}},
        name="late shifts, some of them from before",
    ),
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben")],
            templates=[a_template("long", "06:00", hours=8), a_template("short", "08:00", hours=2)],
            days=1,
        ),
        name="one shift or another",
    ),
)
