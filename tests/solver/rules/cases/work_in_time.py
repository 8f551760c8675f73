"""Due work beside a queue that cannot wait, of one queue and of two that share people."""

from solver.domain.due_work import DueWork
from tests.solver.builders import a_break, a_problem, a_queue, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case


def work(queue: str, released: str, due: str, minutes: float) -> DueWork:
    return DueWork(
        queue=queue, released=utc(f"2026-03-02 {released}"), due=utc(f"2026-03-02 {due}"), minutes=minutes
    )


EARLY = a_template("early", "08:00", hours=4, breaks=[a_break(60, 60, 120)])
LATE = a_template("late", "12:00", hours=4)

CASES = (
    Case(
        a_problem(
            agents=[an_agent("anna", skills=("voice", "email")), an_agent("ben", skills=("email",))],
            queues=[a_queue("voice"), a_queue("email", priority=9)],
            templates=[EARLY, LATE],
            need={"voice": lambda start: 1.0 * (start.hour == 11)},
            due_work=(
                work("email", "08:00", "10:00", 60),
                work("email", "10:00", "14:00", 100),
                work("email", "15:00", "23:00", 30),
            ),
        ),
        name="one queue",
    ),
    Case(
        a_problem(
            agents=[
                an_agent("anna", skills=("voice", "email", "ticket")),
                an_agent("ben", skills=("email",)),
                an_agent("cem", skills=("email", "ticket")),
            ],
            queues=[a_queue("voice"), a_queue("email", priority=2), a_queue("ticket", priority=7)],
            templates=[a_template("early", "08:00", hours=3), a_template("late", "11:00", hours=3)],
            need={"voice": lambda start: 0.5 * (8 <= start.hour < 12)},
            due_work=(
                work("email", "08:00", "11:00", 150),
                work("email", "09:00", "13:00", 100),
                work("ticket", "08:00", "10:00", 90),
                work("ticket", "10:00", "14:00", 200),
            ),
        ),
        name="two queues that share people",
    ),
    Case(
        a_problem(
            agents=[an_agent("anna", skills=("email",))],
            queues=[a_queue("email")],
            templates=[EARLY, LATE],
            due_work=(
                DueWork(
                    queue="email", released=utc("2026-03-01 20:00"), due=utc("2026-03-02 01:00"), minutes=45
                ),
                work("email", "08:00", "13:00", 180),
                DueWork(
                    queue="email", released=utc("2026-03-02 22:30"), due=utc("2026-03-04 09:00"), minutes=60
                ),
            ),
            carried_in=[a_shift("anna", "2026-03-01", "22:00", 3)],
        ),
        name="work from before and for after the period",
    ),
)
