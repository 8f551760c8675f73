"""Rosters beside a previous one, part of which is out of reach."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

SHIFTS = [a_template("early", "06:00", "07:00", hours=4), a_template("late", "17:00", hours=6)]

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna")],
            templates=SHIFTS,
            previous=[a_shift("anna", "2026-03-02", "06:00", 4), a_shift("gone", "2026-03-02", "06:00", 4)],
            days=2,
        )
    ),
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben")],
            templates=SHIFTS,
            previous=[
                a_shift("anna", "2026-03-01", "06:00", 4),
                a_shift("anna", "2026-03-02", "06:15", 4.5),
                a_shift("ben", "2026-03-02", "17:00", 6),
            ],
        ),
        {"tolerance_minutes": 30},
        name="half an hour of tolerance",
    ),
    Case(
        a_problem(
            agents=[an_agent("anna")],
            templates=SHIFTS,
            previous=[a_shift("anna", "2026-03-02", "06:00", 4), a_shift("anna", "2026-03-03", "17:00", 6)],
            days=2,
        ),
        {"until": "2026-03-03T06:30:00Z"},
        name="notice",
    ),
)
