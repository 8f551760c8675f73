"""Rosters of people with promised hours, one of them paid for a day off."""

from solver.domain.people import TimeOff
from tests.solver.builders import a_contract, a_problem, a_span, a_template, an_agent
from tests.solver.rules.conformance import Case

CONTRACT = a_contract(min_weekly_minutes=960, max_weekly_minutes=1_200)
LEAVE = (TimeOff(span=a_span("2026-03-06 00:00", "2026-03-11 00:00"), paid_minutes=1_200),)
DAYS = [a_template(weekdays=frozenset({0, 1, 2, 3}))]

CASES = (
    Case(a_problem(agents=[an_agent(contract=CONTRACT)], templates=DAYS, days=9)),
    Case(
        a_problem(agents=[an_agent(contract=CONTRACT, time_off=LEAVE)], templates=DAYS, days=9),
        {"limits": "max"},
        name="maximum with paid time off",
    ),
    Case(
        a_problem(agents=[an_agent(contract=CONTRACT, time_off=LEAVE)], templates=DAYS, days=9),
        {"limits": "min"},
        name="minimum with paid time off",
    ),
    Case(
        a_problem(agents=[an_agent(contract=CONTRACT)], templates=DAYS, days=4),
        {"min_minutes": 840, "max_minutes": 480},
        name="own limits",
    ),
    Case(a_problem(days=1), {"limits": "min", "min_minutes": 7}, name="a minute is due"),
    Case(a_problem(days=1), {"limits": "max", "max_minutes": 479}, name="a minute too many"),
)
