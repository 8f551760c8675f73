"""Rosters of split days, counted by rolling window after days before the period."""

from tests.solver.builders import a_problem, a_shift, a_template
from tests.solver.rules.conformance import Case

SPLIT = [a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)]

CASES = (
    Case(a_problem(templates=SPLIT, days=4), {"least": 2, "most": 3, "per": "period"}),
    Case(
        a_problem(templates=SPLIT, carried_in=[a_shift("anna", "2026-03-01", "20:00", 8)], days=4),
        {"most": 2, "per": {"rolling_days": 3}},
        name="rolling",
    ),
)
