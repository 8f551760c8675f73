"""Rosters of night blocks with day shifts after them, history included."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

NIGHTS = [a_template("night", "22:00", hours=(7, 8)), a_template("day", "10:00", hours=8)]

CASES = (
    Case(a_problem(templates=NIGHTS, days=5), {"nights": 2, "hours": 46}),
    Case(
        a_problem(templates=[NIGHTS[0], a_template("early", "06:00", hours=4)], days=4),
        {"nights": 1, "hours": 25},
        name="after a single night",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    carried=Carried(
                        last_shift_start=utc("2026-02-28 22:00"),
                        last_shift_end=utc("2026-03-01 06:00"),
                        consecutive_nights=3,
                    )
                )
            ],
            templates=NIGHTS,
            days=4,
        ),
        {"nights": 3, "hours": 53},
        name="a block before the period",
    ),
    Case(
        a_problem(
            templates=[
                a_template("small hours", "00:30", hours=5),
                a_template("noon", "12:00", hours=4),
                a_template("night", "22:30", hours=7),
            ],
            carried_in=[a_shift("anna", "2026-03-01", "22:00", 4)],
            days=3,
        ),
        {"nights": 1, "hours": 24},
        name="two nights on one date and a night carried in",
    ),
)
