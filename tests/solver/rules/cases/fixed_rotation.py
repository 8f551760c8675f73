"""Rosters of two agents at different steps of a rotation, by dates and by pairs of dates."""

from datetime import date

from solver.domain.people import TimeOff
from tests.solver.builders import a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

KINDS = [
    a_template("early", "06:00", hours=4, tags=frozenset({"early"})),
    a_template("late", "18:00", hours=4, tags=frozenset({"late"})),
]

TEAM = [an_agent("anna"), an_agent("ben", zone="Asia/Kolkata")]

CASES = (
    Case(
        a_problem(agents=TEAM, templates=KINDS[:1], days=3),
        {"steps": ["work", "off"], "first_date": "2026-02-28", "ahead": {"ben": 1}},
        name="on and off",
    ),
    Case(
        a_problem(
            agents=[an_agent(time_off=(TimeOff(span=a_span("2026-03-03 09:00", "2026-03-03 12:00")),))],
            templates=KINDS,
            first_date=date(2026, 3, 2),
            days=4,
        ),
        {"steps": [{"tags": ["early"]}, {"tags": ["late"]}, "any"], "first_date": "2026-03-02", "ahead": {}},
        name="kinds, with time off",
    ),
    Case(
        a_problem(templates=KINDS, days=4),
        {
            "steps": [{"tags": ["early"]}, {"tags": ["late"]}],
            "step_days": 2,
            "first_date": "2026-03-01",
            "every_date": False,
        },
        name="pairs of dates",
    ),
)
