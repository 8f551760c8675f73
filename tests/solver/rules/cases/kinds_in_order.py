"""Rosters of split days in any order."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("desk", "06:00", hours=3, tags=frozenset({"desk"})),
                a_template("counter", "10:00", hours=3, tags=frozenset({"counter"})),
                a_template("desk again", "14:00", hours=3, tags=frozenset({"desk"})),
                a_template("other", "18:00", hours=3),
            ],
            days=2,
        )
    ),
)
