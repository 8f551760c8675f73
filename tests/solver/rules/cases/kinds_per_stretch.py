"""Rosters of shifts of three kinds, one template bearing two of them."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
                a_template("both", "11:00", hours=4, tags=frozenset({"early", "late", "other"})),
                a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
            ],
            days=3,
        ),
        {"kinds": ["early", "late"], "per": {"rolling_days": 2}},
    ),
)
