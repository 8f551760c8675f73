"""Rosters over three weekends, the first of which is worked already."""

from datetime import date

from tests.solver.builders import a_problem, a_shift, a_template
from tests.solver.rules.conformance import Case

WEEKEND = [a_template("day", "09:00", hours=4, weekdays=frozenset({5, 6}))]

CASES = (
    Case(a_problem(templates=WEEKEND, first_date=date(2026, 3, 7), days=16)),
    Case(
        a_problem(
            templates=WEEKEND,
            first_date=date(2026, 3, 7),
            days=16,
            carried_in=[a_shift("anna", "2026-03-07", "00:00", 3)],
        ),
        name="the first weekend is worked already",
    ),
    Case(
        a_problem(
            templates=[a_template("late", "13:30", hours=4, weekdays=frozenset({4, 5, 6}))],
            first_date=date(2026, 3, 5),
            days=9,
        ),
        {"weekends": 2, "weekend": [4]},
        name="weekends of one day",
    ),
    Case(
        a_problem(templates=WEEKEND, first_date=date(2026, 3, 7), days=9), {"weekends": 1}, name="one weekend"
    ),
)
