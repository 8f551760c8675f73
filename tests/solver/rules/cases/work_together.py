"""Rosters of a learner, who has company from before, and two mentors."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", tags=frozenset({"learner", "mentor"})),
                an_agent("ben", tags=frozenset({"mentor"})),
                an_agent("cleo", tags=frozenset({"mentor"})),
            ],
            templates=[a_template("early", "06:00", hours=4), a_template("late", "08:00", hours=4)],
            carried_in=[a_shift("ben", "2026-03-02", "00:00", 7)],
            days=1,
        )
    ),
    Case(
        a_problem(
            agents=[
                an_agent("anna", tags=frozenset({"learner"})),
                an_agent("ben", tags=frozenset({"mentor"})),
            ],
            templates=[
                a_template("early", "06:00", hours=4),
                a_template("late", "08:00", hours=4, tags=frozenset({"late"})),
            ],
            days=1,
        ),
        {"shifts": {"tags": ["late"]}},
        name="on late shifts",
    ),
)
