"""Rosters of early and late shifts, after a late one carried in."""

from tests.solver.builders import a_problem, a_shift, a_template
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=(4, 6), tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(templates=KINDS, days=3)),
    Case(
        a_problem(
            templates=KINDS, carried_in=[a_shift("anna", "2026-03-01", "18:00", 8, template="late")], days=2
        ),
        {"hours": 12},
        name="after a late shift carried in",
    ),
    Case(
        a_problem(templates=KINDS, days=4),
        {"until": {"weekday": 3, "clock": "06:00"}, "hours": None},
        name="not before Thursday at six",
    ),
)
