"""Rosters over two holidays next to each other, and one whose days after reach beyond the period."""

from datetime import date

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

HOLIDAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7))

CASES = (
    Case(
        a_problem(
            agents=[an_agent(holidays=HOLIDAYS)], templates=[a_template("early", "06:00", hours=4)], days=7
        ),
        {"days": 3},
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver", holidays=HOLIDAYS[:1])],
            templates=[a_template("early", "06:00", hours=4)],
            carried_in=[a_shift("anna", "2026-03-02", "00:10", 1, zone="America/Denver")],
            days=3,
        ),
        {"days": 2},
        name="the holiday is worked already",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver", holidays=HOLIDAYS[:1])],
            templates=[a_template("early", "06:00", hours=4)],
            carried_in=[a_shift("anna", "2026-03-03", "00:10", 1, zone="America/Denver")],
            days=3,
        ),
        {"days": 2},
        name="a day after it is worked already",
    ),
)
