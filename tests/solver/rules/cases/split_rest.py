"""Rosters that leave several rests, one long one, or too little of them."""

from solver.domain.people import Carried
from tests.solver.builders import a_problem, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

PARTS = [a_template("early", "06:00", hours=5), a_template("late", "17:00", hours=6)]

CASES = (
    Case(a_problem(templates=PARTS, days=4), {"hours": 24, "pieces": 2, "days": 4}, name="two pieces"),
    Case(
        a_problem(templates=PARTS, days=4),
        {"hours": 20, "pieces": 1, "total_hours": 60, "days": 4},
        name="a total in pieces",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="Asia/Kolkata",
                    carried=Carried(
                        last_shift_start=utc("2026-03-01 12:00"), last_shift_end=utc("2026-03-02 02:00")
                    ),
                )
            ],
            templates=PARTS,
            days=3,
        ),
        {"hours": 12, "pieces": 2, "total_hours": 30, "days": 2, "rolling": True},
        name="rolling, after a known shift",
    ),
    Case(
        a_problem(
            templates=[a_template("night", "00:00", hours=8), a_template("late", "16:00", hours=8)], days=2
        ),
        {"hours": 24, "pieces": 1, "days": 2},
        name="from midnight to midnight",
    ),
)
