"""A roster's warnings tell the issues found before its solve."""

from app.planning.build_problem import Built
from app.planning.build_roster import issues_of
from solver.domain.selection import ShiftFilter
from solver.rules.barred_shifts import BarredShifts
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from tests.solver.builders import a_problem, a_rule_set, a_template, an_agent


def test_what_is_wrong_with_rules_and_work_is_told_with_what_to_do() -> None:
    nights = BarredShifts(shifts=ShiftFilter(tags=frozenset({"night"})))
    rules = a_rule_set(nights, ShiftsPerStretch(least=5), ShiftsPerStretch(most=4))
    problem = a_problem(
        agents=[an_agent(), an_agent("ben", skills=())],
        templates=[a_template(), a_template("elsewhere", sites=("oslo",))],
        need={"support": lambda at: float(9 <= at.hour < 17)},
    )
    contradiction, unknown = issues_of(Built(problem=problem, rule_set=rules, warnings=()))
    assert contradiction.startswith("The rule rules[1] asks for at least 5, rules[2] allows at most 4 of the")
    assert unknown == (
        "No shift template bears the tag night. Correct the tag, give it to a template, or leave it out."
    )
