"""Rosters of people who are available for part of a day only."""

from tests.solver.builders import a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent(
                    "anna",
                    available=(a_span("2026-03-02 06:00", "2026-03-03 12:00"),),
                    unavailable=(
                        a_span("2026-03-02 20:00", "2026-03-02 21:00"),
                        a_span("2026-03-03 13:00", "2026-03-03 14:00"),
                    ),
                ),
                an_agent("ben", unavailable=(a_span("2026-03-02 10:00", "2026-03-02 10:30"),)),
            ],
            templates=[a_template("early", "06:00"), a_template("late", "16:00", hours=6)],
            days=2,
        )
    ),
)
