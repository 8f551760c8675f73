"""Three people with a meal that may be taken at two hours, a fixed break, and a session of two of them."""

from datetime import time

from tests.solver.builders import a_break, a_problem, a_segment, a_session, a_shift, a_template, an_agent, utc
from tests.solver.rules.conformance import Case

PEOPLE = [an_agent("anna"), an_agent("ben"), an_agent("cleo", skills=("billing",), tags=frozenset({"new"}))]
DAY = a_template("day", "08:00", hours=6, breaks=[a_break(15, 60, 60), a_break(60, 120, 180)])
NIGHT = a_template("night", "20:00", hours=6, breaks=[a_break(30, 120, 240)])
COHORT = a_session("cohort", ["11:00", "12:00"], ["anna", "cleo"])
CARRIED = a_shift(
    "ben", "2026-03-01", "20:00", 6, template="night", breaks=[a_segment(utc("2026-03-02 01:30"))]
)

CASES = (
    Case(a_problem(agents=PEOPLE, templates=[DAY], need={"support": 1.0}), {"most": 1}, name="staggered"),
    Case(
        a_problem(agents=PEOPLE, templates=[DAY], need={"support": 1.0}, sessions=(COHORT,)),
        {"most": 1, "scope": {"agents": ["anna", "cleo"]}},
        name="with a session",
    ),
    Case(
        a_problem(agents=PEOPLE, templates=[DAY], sessions=(COHORT,)),
        {"most": 0, "of": "sessions", "queue": "support"},
        name="sessions of those who serve a queue",
    ),
    Case(
        a_problem(agents=PEOPLE[:2], templates=[NIGHT], carried_in=[CARRIED], interval_minutes=30, days=2),
        {"most": 0, "of": "breaks", "window": {"start": time(22), "end": time(1)}},
        name="in a window",
    ),
    Case(
        a_problem(agents=PEOPLE[:2], templates=[NIGHT], carried_in=[CARRIED], days=2),
        {"most": 0, "window": {"start": time(1), "end": time(7)}, "zone": "Asia/Kolkata"},
        name="on clocks half an hour off",
    ),
)
