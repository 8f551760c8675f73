"""Rosters of shifts that change queues half way."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[an_agent("anna"), an_agent("ben")],
    templates=[
        a_template("both", "06:00", hours=4),
        a_template("mail", "07:00", hours=3),
    ],
    days=1,
)
TURNS = [
    {"template": "both", "queues": ["voice", "mail"], "minutes": [150]},
    {"template": "mail", "queues": ["mail"]},
]
NEEDS = [
    {"queue": "voice", "heads": [0] * 6 + [1, 2, 1] + [0] * 15},
    {"queue": "mail", "heads": [0] * 8 + [1, 1] + [0] * 14},
]

CASES = (
    Case(
        PROBLEM,
        {
            "turns": TURNS,
            "needs": [{"queue": "voice", "heads": [0] * 6 + [1, 1]}],
            "scope": {"agents": ["ben"]},
        },
    ),
    Case(PROBLEM, {"of": "surplus", "turns": TURNS, "needs": NEEDS}, name="surplus"),
    Case(
        PROBLEM,
        {"turns": TURNS, "needs": [{"queue": "voice", "heads": [0] * 6 + [1, 0] + [0] * 16}]},
        name="nobody is missing where nobody is needed",
    ),
)
