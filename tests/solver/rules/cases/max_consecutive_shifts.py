"""Rosters with rows of shifts measured from end to start and from start to start, after known shifts."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PARTS = [
    a_template("early", "06:00", "07:00", step_minutes=60, hours=5),
    a_template("late", "17:00", hours=6, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(templates=PARTS, days=3), {"most": 2, "hours": 8}, name="end to start"),
    Case(
        a_problem(
            agents=[an_agent(zone="Asia/Kolkata")],
            templates=PARTS,
            carried_in=[a_shift("anna", "2026-03-01", "09:00", 5), a_shift("anna", "2026-03-01", "17:00", 5)],
            days=2,
        ),
        {"most": 3, "hours": 12, "measured": "start_to_start"},
        name="start to start, after known ones",
    ),
    Case(
        a_problem(templates=PARTS, days=4),
        {"most": 1, "hours": 24, "shifts": {"tags": ["late"]}},
        name="of one kind",
    ),
    Case(
        a_problem(
            templates=[a_template("day", "06:00", hours=(3, 8)), a_template("late", "18:00", hours=3)], days=2
        ),
        {"most": 1, "hours": 6},
        name="lengths of one start",
    ),
)
