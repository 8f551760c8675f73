"""Rosters of early and late shifts, paired on one date and over two."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[an_agent(zone="Pacific/Auckland")],
    templates=[
        a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
        a_template("late", "14:00", hours=(4, 6), tags=frozenset({"late"})),
    ],
    days=3,
)

CASES = (
    Case(PROBLEM),
    Case(PROBLEM, {"days_later": 1, "wish": "apart"}, name="never the day after"),
    Case(
        PROBLEM,
        {"first": {"tags": ["early"]}, "second": {"tags": ["other"]}},
        name="its fellow is never offered",
    ),
)
