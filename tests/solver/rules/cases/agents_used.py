"""Rosters of one, two or three people."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo", tags=frozenset({"reserve"}))],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "18:00", hours=4)],
            days=1,
        ),
        {"most": 1, "scope": {"without_tags": ["reserve"]}},
    ),
)
