"""Rosters of people away for a day, told in two overlapping absences."""

from solver.domain.people import TimeOff
from tests.solver.builders import a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent(
                    time_off=(
                        TimeOff(span=a_span("2026-03-02 12:00", "2026-03-03 07:00")),
                        TimeOff(span=a_span("2026-03-02 13:00", "2026-03-02 23:00")),
                    )
                )
            ],
            templates=[a_template("early", "06:00"), a_template("late", "16:00", hours=6)],
            days=3,
        )
    ),
)
