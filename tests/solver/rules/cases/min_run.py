"""Rosters of scattered days, after days before the period."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(a_problem(days=6), {"days": 3}),
    Case(a_problem(days=6), {"days": 3, "of": "off"}, name="days off"),
    Case(
        a_problem(
            agents=[an_agent(carried=Carried(consecutive_days=1))],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=4,
        ),
        {"of": "off"},
        name="split days off after work",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver", carried=Carried(consecutive_days=1))],
            carried_in=[a_shift("anna", "2026-03-02", "00:10", 1, zone="America/Denver")],
            days=5,
        ),
        {"days": 2},
        name="the first date is worked already",
    ),
    Case(a_problem(days=5), {"days": 3, "open_start": True}, name="open start"),
    Case(a_problem(days=5), {"days": 2, "of": "off", "open_start": True}, name="days off from an open start"),
    Case(
        a_problem(agents=[an_agent(carried=Carried(consecutive_days=1))], days=4),
        {"of": "off", "days": 3, "open_start": True},
        name="what is known closes the start",
    ),
)
