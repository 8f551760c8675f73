"""Rosters over more than a week, after known work, by block and rolling."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

SPLIT = [a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=8)]

CASES = (
    Case(a_problem(templates=SPLIT, days=4), {"days": 4, "hours": 40}),
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="America/Denver",
                    carried=Carried(
                        last_shift_start=utc("2026-03-01 20:00"), last_shift_end=utc("2026-03-02 09:00")
                    ),
                )
            ],
            templates=SPLIT,
            carried_in=[a_shift("anna", "2026-03-02", "03:00", 1, zone="America/Denver")],
            days=4,
        ),
        {"days": 3, "hours": 24, "rolling": True},
        name="rolling, after known work",
    ),
)
