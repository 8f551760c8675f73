"""Rosters of people who earn differently."""

from tests.solver.builders import a_break, a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[
        an_agent("anna", contract=a_contract(cost_per_hour=17.35)),
        an_agent("ben", contract=a_contract(cost_per_hour=0)),
    ],
    templates=[a_template("day", "09:00", hours=8, breaks=[a_break(30, 120, 180, paid=False)])],
    days=2,
)

CASES = (
    Case(PROBLEM),
    Case(PROBLEM, {"priced": False}, name="plain hours"),
    Case(
        a_problem(
            templates=[
                a_template("call", "06:00", hours=4, breaks=[a_break(240, 0, 0, paid=False)]),
                a_template("visit", "12:00", hours=0.25),
            ],
            days=1,
        ),
        {"priced": False},
        name="a quarter of an hour",
    ),
)
