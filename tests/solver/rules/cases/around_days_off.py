"""Rosters around a day off that begins on another day in UTC."""

from solver.domain.people import Preference, TimeOff, Wish
from tests.solver.builders import a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent(
                    zone="Asia/Kolkata",
                    time_off=(TimeOff(span=a_span("2026-03-03 18:30", "2026-03-04 18:30")),),
                ),
                an_agent(
                    "ben",
                    preferences=(
                        Preference(wish=Wish.AVOIDS, span=a_span("2026-03-03 00:00", "2026-03-04 00:00")),
                        Preference(wish=Wish.WANTS, span=a_span("2026-03-04 00:00", "2026-03-05 00:00")),
                    ),
                ),
            ],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "15:00", hours=4)],
            days=3,
        ),
    ),
)
