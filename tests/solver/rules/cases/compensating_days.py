"""Rosters over two holidays next to each other, and one whose days after reach beyond the period."""

from datetime import date

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

HOLIDAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7))

CASES = (
    Case(
        a_problem(
            agents=[an_agent(holidays=HOLIDAYS)], templates=[a_template("early", "06:00", hours=4)], days=7
        ),
        {"days": 3},
    ),
)
