"""Rosters of early, late and night shifts in and out of turn, in stints too long and too short."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=4, tags=frozenset({"late"})),
    a_template("night", "20:00", hours=4, tags=frozenset({"night", "late"})),
]

CASES = (
    Case(a_problem(templates=KINDS, days=3), {"kinds": ["early", "late", "night"], "most_days": 2}),
    Case(
        a_problem(templates=KINDS[:2], days=4),
        {"kinds": ["early", "late"], "least_days": 2, "most_days": None},
        name="stints of two days",
    ),
    Case(
        a_problem(templates=KINDS[:2], days=4),
        {"kinds": ["early", "late"], "least_days": 2, "most_days": 3},
        name="two days or three",
    ),
    Case(
        a_problem(templates=KINDS[:2], days=4),
        {"kinds": ["early", "late"], "least_days": 3},
        name="stints of three days with days off in them",
    ),
)
