"""Rosters of nights, weekends and a holiday among people of different hours and history."""

from datetime import date

from solver.domain.people import Burden, Carried
from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

SATURDAY = date(2026, 3, 7)
NIGHTS = [a_template("night", "22:00", hours=8), a_template("day", "09:00", hours=8)]

CASES = (
    Case(
        a_problem(
            agents=[
                an_agent("anna", carried=Carried(burdens={Burden.NIGHTS: 2}), holidays=(date(2026, 3, 8),)),
                an_agent("ben", contract=a_contract(max_weekly_minutes=1_200)),
            ],
            templates=NIGHTS,
            first_date=SATURDAY,
            days=2,
        )
    ),
    Case(
        a_problem(
            agents=[
                an_agent("anna", site="dublin"),
                an_agent("ben", site="dublin", contract=a_contract(max_weekly_minutes=0)),
                an_agent("cleo", site="dublin", contract=a_contract(max_weekly_minutes=1_800)),
                an_agent("dana", site="denver"),
            ],
            templates=NIGHTS[:1],
            first_date=SATURDAY,
            days=2,
        ),
        {"burdens": ["weekends"], "within": "site"},
        name="weekends, each site for itself",
    ),
    Case(
        a_problem(
            agents=[
                an_agent("anna", site="dublin", contract=a_contract(night_work=False)),
                an_agent("ben", site="dublin"),
                an_agent("dana", site="denver"),
            ],
            templates=NIGHTS[:1],
            days=2,
        ),
        {"burdens": ["nights"], "within": "team"},
        name="nights in the whole team",
    ),
)
