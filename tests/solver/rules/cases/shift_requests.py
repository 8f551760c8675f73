"""Rosters with requests granted and refused, one of them for a shift there is not."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[an_agent("anna"), an_agent("ben", zone="Asia/Kolkata")],
    templates=[a_template("early", "06:00", hours=4), a_template("late", "14:00", hours=(4, 6))],
    days=2,
)

CASES = (
    Case(
        PROBLEM,
        {
            "requests": [
                {"agent": "anna", "date": "2026-03-02", "template": "early", "weight": 3},
                {"agent": "ben", "date": "2026-03-03", "template": "late", "wish": "avoids", "weight": 2},
            ]
        },
    ),
    Case(
        PROBLEM,
        {
            "scope": {"agents": ["ben"]},
            "requests": [
                {"agent": "anna", "date": "2026-03-02", "template": "early"},
                {"agent": "ben", "date": "2026-03-02", "template": "early"},
            ],
        },
        name="of one agent of the scope",
    ),
)
