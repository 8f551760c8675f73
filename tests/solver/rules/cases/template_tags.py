"""Rosters from templates of two kinds and one without tags."""

from tests.solver.builders import a_problem, a_template
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            templates=[
                a_template("sun", "09:00", hours=4, tags=frozenset({"sun", "day"})),
                a_template("moon", "09:00", hours=4, tags=frozenset({"moon"})),
                a_template("any", "16:00", hours=4),
            ],
            days=2,
        ),
        {"tags": ["sun"]},
    ),
)
