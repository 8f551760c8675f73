"""Rosters of two sites with different skills around their hand-offs."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

OWNERS = [
    {"site": "manila", "zone": "Asia/Manila", "starts": "07:00:00"},
    {"site": "dublin", "zone": "Europe/Dublin", "starts": "08:00:00"},
]
PROBLEM = a_problem(
    agents=[
        an_agent("anna", zone="Asia/Manila", site="manila", skills=("voice",)),
        an_agent("ben", zone="Europe/Dublin", site="dublin", skills=("voice", "chat")),
        an_agent("cleo", zone="Europe/Dublin", site="dublin", skills=("chat",)),
    ],
    templates=[a_template("early", "07:00", hours=10), a_template("late", "15:00", hours=9)],
    carried_in=[a_shift("cleo", "2026-03-01", "20:00", 4.25)],
    lead_in_minutes=120,
)

CASES = (
    Case(PROBLEM, {"owners": OWNERS}),
    Case(
        a_problem(
            agents=[*PROBLEM.agents, an_agent("dana", zone="Asia/Manila", site="manila", skills=("voice",))],
            templates=[a_template("early", "07:00", hours=(8, 10)), a_template("late", "15:00", hours=9)],
        ),
        {"owners": OWNERS, "skills": ["voice"], "least": 1, "minutes": 60},
        name="one skill on both sides",
    ),
    Case(
        a_problem(
            agents=[
                an_agent(f"{site} {number}", zone=zone, site=site)
                for site, zone in (("manila", "Asia/Manila"), ("dublin", "Europe/Dublin"))
                for number in (1, 2)
            ],
            templates=[a_template("early", "06:30", hours=5), a_template("late", "13:00", hours=11)],
        ),
        {"owners": OWNERS, "least": 2},
        name="two people on both sides",
    ),
    Case(
        a_problem(
            agents=[
                *(an_agent(name, site="manila") for name in ("anna", "dora")),
                *(an_agent(name, site="dublin") for name in ("ben", "cleo")),
            ],
            templates=[a_template("long", "01:00", hours=14), a_template("short", "13:30", hours=2)],
            carried_in=[a_shift("cleo", "2026-03-01", "20:00", 7)],
            interval_minutes=30,
        ),
        {
            "owners": [
                {"site": "manila", "zone": "UTC", "starts": "02:00:00"},
                {"site": "dublin", "zone": "UTC", "starts": "14:00:00"},
            ],
            "least": 2,
        },
        name="one of two is still there",
    ),
)
