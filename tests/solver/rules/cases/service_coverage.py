"""Rosters of one- and two-skilled people with breaks to place, for queues of different priority."""

from tests.solver.builders import a_break, a_problem, a_queue, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

PEOPLE = [an_agent("anna", skills=("voice", "chat")), an_agent("ben", skills=("chat",))]
QUEUES = [a_queue("voice", priority=8), a_queue("chat", priority=3)]

CASES = (
    Case(
        a_problem(
            agents=PEOPLE,
            queues=QUEUES,
            templates=[
                a_template("early", "08:00", hours=4, breaks=[a_break(60, 60, 120)]),
                a_template("late", "10:00", hours=4, breaks=[a_break(60, 60, 120)]),
            ],
            need={
                "voice": lambda start: 0.7 * (start.hour == 10),
                "chat": lambda start: (0.3 if start.hour == 10 else 0.8) * (8 <= start.hour < 12),
            },
        )
    ),
    Case(
        a_problem(
            agents=PEOPLE,
            queues=QUEUES,
            templates=[a_template("early", "08:00", hours=4), a_template("late", "12:00", hours=4)],
            need={
                "voice": lambda start: float(start.hour == 9),
                "chat": lambda start: 1.0 * ((start.day, start.hour) in ((2, 5), (2, 13), (3, 13))),
            },
            carried_in=[a_shift("ben", "2026-03-01", "23:00", 10)],
            days=2,
        ),
        name="a shift still running from before",
    ),
)
