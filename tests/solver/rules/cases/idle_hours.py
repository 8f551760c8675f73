"""Rosters with more people on duty than the one queue needs, and one who can serve nothing that is needed."""

from tests.solver.builders import a_break, a_problem, a_queue, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna", skills=("voice", "chat")), an_agent("ben", skills=("chat",))],
            queues=[a_queue("voice"), a_queue("chat")],
            templates=[
                a_template("early", "08:00", hours=4, breaks=[a_break(60, 60, 120)]),
                a_template("late", "10:00", hours=4, breaks=[a_break(60, 60, 120)]),
            ],
            need={"voice": lambda start: 0.6 * (8 <= start.hour < 14)},
        )
    ),
)
