"""Rosters of two sites that own twelve hours each, a shift still running from before."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

OWNERS = [
    {"site": "manila", "zone": "Asia/Manila", "starts": "08:00:00"},
    {"site": "dublin", "zone": "Europe/Dublin", "starts": "12:00:00"},
]
PROBLEM = a_problem(
    agents=[
        an_agent("anna", zone="Asia/Manila", site="manila"),
        an_agent("ben", zone="Europe/Dublin", site="dublin"),
        an_agent("cleo", zone="Europe/Dublin", site="dublin"),
    ],
    templates=[a_template("long", "08:00", hours=12), a_template("noon", "12:00", hours=13)],
    carried_in=[a_shift("cleo", "2026-03-01", "14:00", 11)],
)

CASES = (
    Case(PROBLEM, {"owners": OWNERS}),
    Case(
        a_problem(
            agents=[an_agent("anna", site="dublin"), an_agent("ben", site="dublin")],
            templates=[a_template("all", "00:00", hours=24), a_template("half", "12:00", hours=12)],
        ),
        {"owners": OWNERS[1:], "least": 2},
        name="one site owns everything",
    ),
)
