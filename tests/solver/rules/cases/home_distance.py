"""Rosters at two offices of people who live near one of them, or nowhere known."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PLACES = [
    {"tag": "galway", "latitude": 53.27, "longitude": -9.06},
    {"tag": "dublin", "latitude": 53.35, "longitude": -6.26},
]
OFFICES = [
    a_template("west", "06:00", hours=4, tags=frozenset({"galway"})),
    a_template("east", "12:00", hours=4, tags=frozenset({"dublin"})),
    a_template("home", "19:00", hours=2),
]

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna", tags=frozenset({"galway"})), an_agent("ben")], templates=OFFICES, days=1
        ),
        {"places": PLACES, "most_km": 100},
    ),
)
