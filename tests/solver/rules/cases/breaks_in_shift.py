"""Shifts with too short a break, with the break that is due, and too short to owe one."""

from tests.solver.builders import a_break, a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("brief", "00:00", hours=4),
                a_template("bare", "05:00", hours=8, breaks=[a_break(15)]),
                a_template("fed", "14:00", hours=8, breaks=[a_break(30, activity="meal")]),
            ],
            days=1,
            interval_minutes=15,
        ),
        {"over_minutes": 360, "minutes": 30},
    ),
)
