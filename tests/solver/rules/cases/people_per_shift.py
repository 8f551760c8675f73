"""Rosters of two people in zones a day apart, with heads wanted per shift."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben", zone="Pacific/Auckland")],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "14:00", hours=4)],
            days=2,
        ),
        {
            "targets": [
                {"date": "2026-03-02", "template": "early", "wanted": 1, "under": 7, "over": 2},
                {"date": "2026-03-03", "template": "late", "wanted": 0, "over": 3},
            ]
        },
    ),
    Case(
        a_problem(
            agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo")],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "14:00", hours=4)],
            days=1,
        ),
        {
            "targets": [
                {"date": "2026-03-02", "template": "early", "wanted": 1, "under": 1, "over": 0},
                {"date": "2026-03-02", "template": "late", "wanted": 2, "under": 1, "over": 9},
            ]
        },
        name="a price of one",
    ),
)
