"""Rosters in which one of two people should have no shift that begins late."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna", tags=frozenset({"carer"})), an_agent("ben")],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=2,
        ),
        {"scope": {"tags": ["carer"]}, "shifts": {"starts": {"start": "17:00", "end": "19:00"}}},
    ),
)
