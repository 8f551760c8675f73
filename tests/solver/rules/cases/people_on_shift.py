"""Rosters of people who come and go around a window, one of them still there from before."""

from tests.solver.builders import a_problem, a_shift, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

PEOPLE = [an_agent("anna"), an_agent("ben", zone="Asia/Kolkata"), an_agent("cleo", tags=frozenset({"guest"}))]
SHIFTS = [a_template("early", "06:00", hours=4), a_template("late", "08:30", hours=4)]

CASES = (
    Case(
        a_problem(
            agents=PEOPLE, templates=SHIFTS, carried_in=[a_shift("ben", "2026-03-01", "21:00", 5)], days=1
        ),
        {
            "least": 0,
            "most": 1,
            "scope": {"without_tags": ["guest"]},
            "window": {"start": "01:00", "end": "10:00"},
        },
    ),
    Case(
        a_problem(agents=PEOPLE[:2], templates=SHIFTS, days=1),
        {
            "least": 1,
            "scope": {},
            "span": a_span("2026-03-02 09:00", "2026-03-02 11:00").model_dump(mode="json"),
        },
        name="a floor in a crisis",
    ),
    Case(
        a_problem(
            agents=PEOPLE[:2],
            templates=[*SHIFTS[:1], a_template("standby", "08:00", hours=4, tags=frozenset({"on_call"}))],
            carried_in=[a_shift("ben", "2026-03-01", "22:00", 4, template="standby")],
            days=1,
        ),
        {
            "least": 1,
            "most": 1,
            "scope": {},
            "shifts": {"tags": ["on_call"]},
            "window": {"start": "08:00", "end": "12:00"},
        },
        name="of one kind",
    ),
)
