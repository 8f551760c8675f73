"""Rosters that step back and forth between early, late and night, split days and history among them."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

CREWS = [
    a_template("early", "06:00", hours=6),
    a_template("day", "08:00", hours=8),
    a_template("late", "14:00", hours=8),
    a_template("night", "22:00", hours=8),
]

CASES = (
    Case(a_problem(templates=CREWS, days=3), {"tolerance_minutes": 60}),
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="Asia/Kolkata",
                    carried=Carried(
                        last_shift_start=utc("2026-03-01 08:30"), last_shift_end=utc("2026-03-01 16:30")
                    ),
                )
            ],
            templates=CREWS[:3],
            days=3,
        ),
        {"tolerance_minutes": 0},
        name="after the last shift before the period",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver")],
            templates=CREWS[:3],
            carried_in=[a_shift("anna", "2026-03-01", "09:00", 9, zone="America/Denver")],
            days=3,
        ),
        {"tolerance_minutes": 120},
        name="the first date is worked already",
    ),
)
