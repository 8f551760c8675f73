"""Rosters in which a skill runs out and a lead has none."""

from datetime import date

from solver.domain.people import AgentSkill, Preference, Wish
from tests.solver.builders import a_problem, a_queue, a_span, an_agent
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
    Case(
        a_problem(
            agents=[
                an_agent(
                    "anna",
                    skills=[AgentSkill(skill="support", proficiency=0.5)],
                    preferences=[
                        Preference(wish=Wish.WANTS, span=a_span("2026-03-02 00:00", "2026-03-04 00:00"))
                    ],
                )
            ],
            queues=[a_queue(min_proficiency=0.6), a_queue("chat", skills=["support"], min_proficiency=0.7)],
            days=2,
        ),
        name="too little of a skill, though they want to",
    ),
)
