"""Rosters counted in any row of hours: shifts and minutes, after known shifts and on a condition."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PARTS = [
    a_template("early", "06:00", "08:00", step_minutes=120, hours=5, tags=frozenset({"early"})),
    a_template("late", "17:00", hours=6, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(templates=PARTS, days=3), {"hours": 20, "of": "minutes", "most": 540}, name="minutes"),
    Case(
        a_problem(
            agents=[an_agent(zone="Asia/Kolkata")],
            templates=PARTS,
            carried_in=[a_shift("anna", "2026-03-01", "08:00", 5), a_shift("anna", "2026-03-01", "15:00", 5)],
            days=2,
        ),
        {"hours": 30, "of": "shifts", "most": 1},
        name="shifts, after known ones",
    ),
    Case(
        a_problem(templates=PARTS, days=3),
        {
            "hours": 36,
            "of": "shifts",
            "most": 1,
            "shifts": {"tags": ["early", "late"]},
            "only_if": {"shifts": {"tags": ["late"]}, "least": 1},
        },
        name="shifts, on a condition",
    ),
    Case(
        a_problem(
            templates=PARTS,
            carried_in=[a_shift("anna", "2026-03-01", "17:00", 5)],
            days=2,
        ),
        {"hours": 30, "of": "shifts", "most": 1},
        name="after one known shift",
    ),
    Case(
        a_problem(
            templates=[a_template("long", "06:00", hours=8), a_template("short", "08:00", hours=2)], days=3
        ),
        {"hours": 26, "of": "minutes", "most": 240},
        name="one shift or another",
    ),
)
