"""Rosters whose blocks begin and end on any weekday, after a date worked before the period."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(a_problem(days=7), {"first": [0, 1, 4], "last": [4, 6]}),
    Case(
        a_problem(
            agents=[an_agent(carried=Carried(consecutive_days=2))],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=4,
        ),
        {"first": [2], "last": [2]},
        name="a run begun before the period",
    ),
    Case(
        a_problem(carried_in=[a_shift("anna", "2026-03-02", "01:00", 2)], days=4),
        {"first": [2], "last": [1, 3]},
        name="the first date is worked already",
    ),
    Case(a_problem(days=4), {"first": [1, 2], "last": [1, 2]}, name="the first date begins no block"),
)
