"""Rosters with up to three shifts a day."""

from tests.solver.builders import a_problem, a_template, an_agent
from tests.solver.rules.conformance import Case

THREE = [a_template(f"from {start}", start, hours=3) for start in ("06:00", "11:00", "16:00")]

CASES = (
    Case(a_problem(agents=[an_agent()], templates=THREE, days=2)),
    Case(a_problem(agents=[an_agent(zone="Asia/Kolkata")], templates=THREE, days=2), {"most": 2}, "two"),
)
