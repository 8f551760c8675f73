"""Rosters with late and early shifts to count, per week and on a condition about other shifts."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

CASES = (
    Case(
        a_problem(agents=[an_agent(), an_agent("ben", zone="Pacific/Auckland")], templates=KINDS, days=2),
        {"least": 1, "most": 1, "per": "period", "shifts": {"tags": ["late"]}},
    ),
    Case(
        a_problem(templates=KINDS, days=4),
        {
            "most": 1,
            "per": {"rolling_days": 3},
            "shifts": {"tags": ["late"]},
            "only_if": {"shifts": {"tags": ["early"]}, "least": 2},
        },
        name="only after early shifts",
    ),
)
