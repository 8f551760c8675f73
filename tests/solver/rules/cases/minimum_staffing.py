"""Rosters of people who count for one of two queues' minimum at a time."""

from tests.solver.builders import a_break, a_problem, a_queue, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=("voice", "chat")),
                an_agent("ben", skills=("chat",)),
                an_agent("cleo", skills=("voice",)),
            ],
            queues=[a_queue("voice", priority=8), a_queue("chat", priority=3)],
            templates=[
                a_template("early", "08:00", hours=4),
                a_template("late", "10:00", hours=4, breaks=[a_break(60, 60, 120)]),
            ],
            minimum={
                "voice": lambda start: int(8 <= start.hour < 12),
                "chat": lambda start: int(8 <= start.hour < 12),
            },
        )
    ),
)
