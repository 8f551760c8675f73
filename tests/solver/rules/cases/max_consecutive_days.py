"""Rosters that continue a run begun before the period."""

from solver.domain.people import Carried, TimeOff
from tests.solver.builders import a_contract, a_problem, a_shift, a_span, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

CASES = (
    Case(a_problem(agents=[an_agent(carried=Carried(consecutive_days=1))], days=7), {"days": 2}),
    Case(
        a_problem(
            agents=[
                an_agent(contract=a_contract(max_consecutive_days=2), carried=Carried(consecutive_days=9))
            ],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=3,
        ),
        name="a run already too long, and split days",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="America/Denver",
                    carried=Carried(
                        last_shift_start=utc("2026-02-28 15:00"),
                        last_shift_end=utc("2026-02-28 23:00"),
                        consecutive_days=2,
                    ),
                )
            ],
            templates=[a_template("late", "18:00", hours=4)],
            carried_in=[a_shift("anna", "2026-03-01", "16:30", 1.5, zone="America/Denver")],
            days=4,
        ),
        {"days": 3},
        name="the first date is worked already",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="Asia/Kolkata",
                    time_off=(TimeOff(span=a_span("2026-03-02 18:30", "2026-03-03 18:30")),),
                )
            ],
            templates=[a_template("early", "06:00", hours=4)],
            days=6,
        ),
        {"days": 2, "over_absences": True},
        name="a day away ends no run",
    ),
)
