"""Rosters over three weekends, after one that was worked."""

from datetime import date

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

WEEKEND = [a_template("day", "09:00", hours=4, weekdays=frozenset({5, 6}))]

CASES = (
    Case(a_problem(templates=WEEKEND, first_date=date(2026, 3, 7), days=16), {"weekends": 2}),
    Case(
        a_problem(
            agents=[
                an_agent(
                    carried=Carried(
                        last_shift_start=utc("2026-02-28 09:00"), last_shift_end=utc("2026-02-28 17:00")
                    )
                )
            ],
            templates=WEEKEND,
            first_date=date(2026, 3, 2),
            days=14,
        ),
        {"weekends": 1},
        name="after a weekend worked",
    ),
    Case(
        a_problem(
            templates=[a_template("day", "09:00", hours=4, weekdays=frozenset({4, 5}))],
            first_date=date(2026, 3, 6),
            days=15,
        ),
        {"weekends": 1, "weekend": [4, 5]},
        name="Friday and Saturday",
    ),
)
