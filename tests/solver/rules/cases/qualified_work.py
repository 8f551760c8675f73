"""Rosters in which a skill runs out and a lead has none."""

from datetime import date

from solver.domain.people import AgentSkill
from tests.solver.builders import a_problem, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=[AgentSkill(skill="support", expires=date(2026, 3, 3))]),
                an_agent("ben", skills=(), role="lead"),
            ],
            days=3,
        )
    ),
)
