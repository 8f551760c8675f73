"""Rosters with single and double days off, by week and by rolling stretch."""

from datetime import date

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(a_problem(days=8), {"days": 2, "together": 2}),
    Case(a_problem(days=8), {"days": 4, "together": 3}, name="a block of three"),
    Case(
        a_problem(
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            carried_in=[a_shift("anna", "2026-03-01", "23:00", 8)],
            agents=[an_agent(carried=Carried(consecutive_days=1))],
            days=5,
        ),
        {"days": 1, "together": 2, "rolling_days": 3},
        name="rolling",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="America/Denver")],
            carried_in=[a_shift("anna", "2026-03-01", "16:30", 1.5, zone="America/Denver")],
            first_date=date(2026, 3, 2),
            zone="Pacific/Kiritimati",
            days=4,
        ),
        {"days": 3, "together": 2, "rolling_days": 4},
        name="far from the period's zone",
    ),
    Case(
        a_problem(
            carried_in=[a_shift("anna", "2026-03-02", "00:00", 2, zone="Asia/Kolkata")],
            agents=[an_agent(zone="Asia/Kolkata")],
            days=3,
        ),
        {"days": 2, "rolling_days": 3},
        name="the first date is worked already",
    ),
    Case(a_problem(days=10), {"days": 3, "together": 1}, name="a part of a week"),
    Case(a_problem(days=4), {"days": 0, "together": 1, "rolling_days": 2}, name="one day in two"),
)
