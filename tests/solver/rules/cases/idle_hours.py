"""Rosters with more people on duty than one queue needs, one who serves nothing needed, and due work."""

from solver.domain.due_work import DueWork
from solver.domain.work import Channel
from tests.solver.builders import a_break, a_problem, a_queue, a_template, an_agent, utc
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
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=("voice", "email")),
                an_agent("ben", skills=("email",)),
            ],
            queues=[a_queue("voice"), a_queue("email", channel=Channel.EMAIL)],
            templates=[a_template("early", "08:00", hours=4), a_template("late", "10:00", hours=4)],
            need={"voice": lambda start: 0.6 * (8 <= start.hour < 11)},
            due_work=(
                DueWork(
                    queue="email",
                    released=utc("2026-03-02 08:00"),
                    due=utc("2026-03-02 14:00"),
                    minutes=300,
                ),
            ),
        ),
        name="beside work that may wait",
    ),
)
