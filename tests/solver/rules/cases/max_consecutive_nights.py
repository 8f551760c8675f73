"""Rosters that continue a run of nights."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

NIGHTS = [a_template("night", "22:00", hours=8), a_template("day", "10:00", hours=8)]

CASES = (
    Case(
        a_problem(agents=[an_agent(carried=Carried(consecutive_nights=1))], templates=NIGHTS, days=4),
        {"nights": 2},
    ),
    Case(
        a_problem(
            templates=[a_template("small hours", "00:30", hours=5), NIGHTS[0]],
            carried_in=[a_shift("anna", "2026-03-01", "23:00", 1.2)],
            days=4,
        ),
        {"nights": 1},
        name="two nights on one date",
    ),
)
