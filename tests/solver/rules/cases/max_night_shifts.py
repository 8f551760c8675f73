"""Rosters of nights and evenings over more than a week."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

NIGHTS = [a_template("night", "22:00", hours=8), a_template("evening", "17:00", hours=8)]

CASES = (
    Case(a_problem(templates=NIGHTS, days=4), {"most": 1}),
    Case(a_problem(templates=[NIGHTS[0]], days=9), {"most": 2, "per": "week"}, name="per week"),
    Case(
        a_problem(agents=[an_agent(zone="Asia/Kolkata")], templates=[NIGHTS[0]], days=9),
        {"most": 3, "per": "period"},
        name="per period",
    ),
)
