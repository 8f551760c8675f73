"""Rosters of people whose days follow closely on one another, split days and history among them."""

from solver.domain.people import Carried
from tests.solver.builders import a_contract, a_problem, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

CROWDED = [
    a_template("early", "06:00", hours=(4, 9)),
    a_template("noon", "12:00", hours=8),
    a_template("night", "22:00", hours=8),
]

CASES = (
    Case(a_problem(templates=CROWDED, days=3)),
    Case(
        a_problem(
            agents=[
                an_agent(
                    contract=a_contract(min_rest_minutes=660),
                    carried=Carried(
                        last_shift_start=utc("2026-03-01 12:00"), last_shift_end=utc("2026-03-01 20:00")
                    ),
                ),
                an_agent("ben", zone="Pacific/Auckland"),
            ],
            templates=[a_template("early", "07:00", hours=8), a_template("late", "15:00", hours=(6, 8))],
            carried_in=[a_shift("ben", "2026-03-02", "06:00", 8, zone="Pacific/Auckland")],
            days=2,
        ),
        name="after shifts of the period before",
    ),
    Case(
        a_problem(
            templates=[
                a_template(f"from {start}", start, hours=2) for start in ("01:00", "05:00", "19:00", "22:00")
            ],
            days=2,
        ),
        {"hours": 16.5},
        name="split days and a long rest",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(
                    carried=Carried(
                        last_shift_start=utc("2026-02-28 08:00"), last_shift_end=utc("2026-02-28 16:00")
                    )
                )
            ],
            templates=[a_template("early", "06:00", hours=8), a_template("late", "14:00", hours=8)],
            carried_in=[a_shift("anna", "2026-03-01", "18:00", 8)],
            days=3,
        ),
        {"hours": 20},
        name="one right after another, after two known shifts",
    ),
    Case(
        a_problem(
            templates=[a_template("early", "09:00", hours=4), a_template("late", "14:00", hours=(8, 9))],
            days=3,
        ),
        {"hours": 11},
        name="just eleven hours",
    ),
)
