"""Rosters of leads and the people they lead."""

from tests.solver.builders import a_problem, a_shift, a_template, an_agent
from tests.solver.rules.conformance import Case

SHIFTS = [a_template("early", "08:00", hours=6), a_template("late", "12:00", hours=6)]
TEAM = [
    an_agent("anna", role="lead"),
    an_agent("ben"),
    an_agent("cleo"),
    an_agent("dana"),
]
PROBLEM = a_problem(
    agents=TEAM,
    templates=SHIFTS,
    need={"support": lambda start: 1.0 * (10 <= start.hour < 13)},
    minimum={"support": lambda start: int(start.hour == 9)},
    carried_in=[a_shift(agent, "2026-03-01", "22:00", 9) for agent in ("anna", "dana")],
)

CASES = (
    Case(PROBLEM),
    Case(PROBLEM, {"span": 2}, name="a span of two"),
    Case(PROBLEM, {"during": "work_required"}, name="while work is required"),
    Case(PROBLEM, {"during": "work_required", "span": 1}, name="while work is required, a span of one"),
    Case(
        PROBLEM,
        {
            "during": "window",
            "window": {"start": "10:00:00", "end": "16:00:00"},
            "zone": "Europe/Dublin",
            "roles": ["lead", "associate"],
        },
        name="in a window",
    ),
)
