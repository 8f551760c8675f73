"""Rosters of two temporary people and two others."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

TEAM = [
    an_agent("anna"),
    an_agent("ben"),
    an_agent("cleo", tags=frozenset({"agency"})),
    an_agent("dan", tags=frozenset({"agency"})),
]

CASES = (
    Case(
        a_problem(agents=TEAM, templates=[a_template("early", "06:00", hours=4)], days=2),
        {"percent": 50},
        name="half as many",
    ),
    Case(
        a_problem(agents=TEAM, templates=[a_template("early", "06:00", hours=4)], days=2),
        {"percent": 130, "shifts": {"weekdays": [0]}},
        name="a third more, on Mondays",
    ),
    Case(
        a_problem(agents=TEAM[1:], templates=[a_template("early", "06:00", hours=4)], days=1),
        {"percent": 99},
        name="one less in a hundred",
    ),
)
