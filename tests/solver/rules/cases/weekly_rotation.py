"""Rosters of two and a half weeks with few shifts of three kinds."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("early", "06:00", hours=4, tags=frozenset({"early"}), weekdays=frozenset({0})),
                a_template("late", "14:00", hours=4, tags=frozenset({"late"}), weekdays=frozenset({0})),
                a_template("free", "19:00", hours=4, weekdays=frozenset({0})),
            ],
            days=15,
        ),
        {"kinds": ["early", "late"]},
    ),
)
