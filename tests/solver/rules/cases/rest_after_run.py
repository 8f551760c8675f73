"""Rosters with a day of work soon after a run of days, one of them before the period."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(templates=KINDS, days=4), {"days": 2, "hours": 40}),
    Case(a_problem(templates=KINDS[:1], days=5), {"days": 2, "hours": 60}, name="two free days are due"),
    Case(
        a_problem(
            agents=[an_agent(zone="Asia/Kolkata")],
            templates=KINDS,
            carried_in=[a_shift("anna", "2026-03-01", "18:00", 4, zone="Asia/Kolkata", template="late")],
            days=4,
        ),
        {"days": 2, "hours": 30, "shifts": {"tags": ["late"]}, "then": {"tags": ["early"]}},
        name="early after two lates",
    ),
)
