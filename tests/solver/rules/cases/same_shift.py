"""Rosters of a learner and two mentors on shifts that are the same or begin together only."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

TEAM = [
    an_agent("anna", tags=frozenset({"learner", "mentor"})),
    an_agent("ben", tags=frozenset({"mentor"})),
    an_agent("cleo", tags=frozenset({"mentor"})),
]
PARTS = [
    a_template("early", "06:00", hours=(4, 5), tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(agents=TEAM, templates=PARTS, days=1), name="together"),
    Case(a_problem(agents=TEAM, templates=PARTS, days=1), {"wish": "apart"}, name="apart"),
    Case(
        a_problem(agents=TEAM[:2], templates=PARTS, days=2),
        {"shifts": {"tags": ["late"]}},
        name="together on late shifts",
    ),
)
