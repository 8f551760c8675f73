"""Rosters of a beginner and an expert on chat, and someone on the phone alone."""

from solver.domain.work import Channel
from tests.solver.builders import a_problem, a_queue, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=["chat"], tags=frozenset({"new"})),
                an_agent("ben", skills=["chat"]),
                an_agent("cleo", skills=["phone"]),
            ],
            queues=[a_queue("chat", channel=Channel.CHAT), a_queue("phone")],
            need={"chat": lambda instant: 1.2 if 8 <= instant.hour < 16 else 0.0, "phone": 1.0},
            templates=[a_template("early", "06:00", hours=6), a_template("late", "12:00", hours=6)],
            days=1,
        )
    ),
)
