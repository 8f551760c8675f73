"""Rosters with split days."""

from solver.domain.roster import Activity
from tests.solver.builders import a_break, a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

UNPAID = a_break(60, 120, 120, paid=False, activity=Activity.MEAL.value)
SPLIT = [a_template("early", "06:00", hours=(4, 6), breaks=[UNPAID]), a_template("late", "14:00", hours=5)]

CASES = (
    Case(
        a_problem(
            agents=[an_agent(contract=a_contract(max_daily_minutes=420)), an_agent("ben")],
            templates=SPLIT,
            days=2,
        )
    ),
    Case(a_problem(templates=SPLIT, days=2), {"minutes": 299}, name="a limit below every length but one"),
)
