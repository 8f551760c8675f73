"""Rosters of night workers, day workers and people with comfort hours."""

from datetime import time

from solver.domain.time import ClockWindow
from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

PROBLEM = a_problem(
    agents=[
        an_agent("anna", comfort=ClockWindow(start=time(9), end=time(17))),
        an_agent("ben", contract=a_contract(night_work=False)),
    ],
    templates=[
        a_template("day", "09:00"),
        a_template("late", "16:30", hours=7),
        a_template("night", "22:00", hours=9),
    ],
)

CASES = (
    Case(PROBLEM),
    Case(PROBLEM, {"comfort": False, "free_minutes": 30}, name="the night alone, half an hour free"),
    Case(PROBLEM, {"whom": "day_contracts"}, name="day contracts"),
)
