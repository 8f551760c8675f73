"""Rosters of early and late shifts in which sequences of days stand or are broken off."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

CASES = (
    Case(a_problem(days=6)),
    Case(
        a_problem(templates=KINDS, days=4),
        {"elements": [{"tags": ["late"]}, "any", {"tags": ["early"]}]},
        name="early two days after late",
    ),
    Case(
        a_problem(
            agents=[an_agent(zone="Pacific/Auckland")],
            templates=KINDS,
            carried_in=[a_shift("anna", "2026-03-02", "01:00", 2, zone="Pacific/Auckland")],
            days=4,
        ),
        {"elements": ["work", {"tags": ["late"]}, "off"], "wish": "completed", "first_weekdays": [0, 1]},
        name="a day off after late",
    ),
)
