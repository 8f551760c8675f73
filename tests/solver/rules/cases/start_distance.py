"""Rosters of split days and starts that move, after a known shift."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

TIMES = [
    a_template("early", "06:00", hours=4),
    a_template("late", "13:00", "16:00", step_minutes=180, hours=4),
]

CASES = (
    Case(a_problem(templates=TIMES, days=3)),
    Case(
        a_problem(
            agents=[
                an_agent(
                    carried=Carried(
                        last_shift_start=utc("2026-03-01 16:00"), last_shift_end=utc("2026-03-01 20:00")
                    )
                )
            ],
            templates=TIMES,
            days=2,
        ),
        {"hours": 20},
        name="after a known shift",
    ),
)
