"""Rosters of people whose German expires, and of one who has neither of the languages."""

from datetime import date

from solver.domain.people import AgentSkill
from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=["support", AgentSkill(skill="german", expires=date(2026, 3, 2))]),
                an_agent("ben", zone="Asia/Kolkata"),
            ],
            templates=KINDS,
            days=2,
        )
    ),
)
