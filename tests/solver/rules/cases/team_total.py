"""Rosters of two people of different pay, counted together."""

from tests.solver.builders import a_break, a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[
        an_agent("anna", contract=a_contract(cost_per_hour=17.35)),
        an_agent("ben", zone="Pacific/Auckland", contract=a_contract(cost_per_hour=20)),
    ],
    templates=[
        a_template("early", "06:00", hours=4, breaks=[a_break(30, 60, 120, paid=False)]),
        a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
    ],
    days=2,
)

CASES = (
    Case(PROBLEM, {"of": "pay", "most": 140, "per": {"rolling_days": 2}}),
    Case(PROBLEM, {"of": "minutes", "least": 300, "most": 700, "per": "period"}, name="minutes"),
    Case(
        PROBLEM,
        {"of": "shifts", "least": 1, "most": 1, "per": "period", "shifts": {"tags": ["late"]}},
        name="late shifts",
    ),
)
