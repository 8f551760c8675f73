"""Rosters with pauses between shifts, time off in one of them, after a known shift."""

from solver.domain.people import TimeOff
from tests.solver.builders import a_problem, a_shift, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

PARTS = [
    a_template("early", "06:00", hours=5),
    a_template("late", "17:00", hours=6, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(templates=PARTS, days=3), {"hours": 20}),
    Case(
        a_problem(
            agents=[an_agent(time_off=(TimeOff(span=a_span("2026-03-03 00:00", "2026-03-04 00:00")),))],
            templates=PARTS,
            carried_in=[a_shift("anna", "2026-03-01", "09:00", 5)],
            days=4,
        ),
        {"hours": 30},
        name="time off between, after a known shift",
    ),
    Case(a_problem(templates=PARTS, days=4), {"hours": 24, "shifts": {"tags": ["late"]}}, name="of one kind"),
    Case(
        a_problem(
            templates=[
                a_template("early", "06:00", hours=4),
                a_template("noon", "10:00", hours=4),
                a_template("late", "20:00", hours=2),
            ],
            days=2,
        ),
        {"hours": 18},
        name="one right after another",
    ),
)
