"""Rosters at two offices on one day and the next, after a known shift."""

from tests.solver.builders import a_problem, a_shift, a_template
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
            templates=OFFICES,
            carried_in=[a_shift("anna", "2026-03-01", "20:00", 9, template="east")],
            days=2,
        ),
        {"places": PLACES, "km_per_hour": 60},
    ),
    Case(a_problem(templates=OFFICES, days=2), {"places": PLACES, "minutes": 1_200, "km_per_hour": None}),
)
