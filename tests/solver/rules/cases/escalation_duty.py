"""Tiers that share one of three people, with and without a backup, in hours of work, a window, or always."""

from datetime import time

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PEOPLE = [
    an_agent("anna", tags=frozenset({"two"})),
    an_agent("ben", tags=frozenset({"two", "three"})),
    an_agent("cleo", tags=frozenset({"three"}), zone="Asia/Kolkata"),
]
TEMPLATES = [a_template("early", "06:00", hours=8), a_template("late", "14:00", hours=8)]
TWO = {"name": "two", "holders": {"tags": ["two"]}}
THREE = {"name": "three", "holders": {"tags": ["three"]}, "backup": False}

CASES = (
    Case(
        a_problem(agents=PEOPLE, templates=TEMPLATES, need={"support": lambda at: 6 <= at.hour < 14}),
        {"tiers": [TWO]},
        name="a primary and a backup",
    ),
    Case(
        a_problem(agents=PEOPLE, templates=TEMPLATES),
        {
            "tiers": [{**TWO, "backup": False}, THREE],
            "during": "window",
            "window": {"start": time(13), "end": time(15)},
            "zone": "Asia/Kolkata",
        },
        name="two tiers, one of them in both, half an hour off",
    ),
    Case(
        a_problem(
            agents=PEOPLE[1:],
            templates=[a_template("whole", "00:00", hours=24, zone="UTC")],
            carried_in=[a_shift("ben", "2026-03-01", "20:00", 6)],
        ),
        {"tiers": [THREE], "during": "always"},
        name="always",
    ),
)
