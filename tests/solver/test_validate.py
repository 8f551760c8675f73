"""What no rule set can allow is found in any roster, without a solver."""

import subprocess
import sys

from solver.domain.problem import Problem
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.validate import validate
from tests.solver.builders import (
    a_break,
    a_problem,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)

NO_RULES = a_rule_set()
MEAL = a_segment(utc("2026-03-02 12:00"), paid=False)


def _with_meal(**fields: object) -> Problem:
    template = a_template(breaks=[a_break(30, 120, 240, paid=False)])
    return a_problem(agents=[an_agent()], templates=[template], **fields)  # type: ignore[arg-type]


def _faults(problem: Problem, *shifts: object) -> list[str]:
    roster = a_roster(*shifts)  # type: ignore[arg-type]
    return [violation.rule for violation in validate(problem, NO_RULES, roster)]


def test_a_shift_as_offered_is_without_fault() -> None:
    assert _faults(_with_meal(), a_shift(breaks=[MEAL])) == []


def test_an_unknown_agent_is_a_fault() -> None:
    assert _faults(_with_meal(), a_shift("nobody", breaks=[MEAL])) == ["known_agent"]


def test_a_shift_of_an_unknown_template_is_a_fault() -> None:
    assert _faults(_with_meal(), a_shift(template="odd", breaks=[MEAL])) == ["offered_shift"]


def test_a_shift_that_starts_outside_its_window_is_a_fault() -> None:
    assert _faults(_with_meal(), a_shift(start="09:15", breaks=[MEAL])) == ["offered_shift"]


def test_a_shift_that_starts_outside_the_period_is_a_fault() -> None:
    shift = a_shift(day="2026-03-03", breaks=[a_segment(utc("2026-03-03 12:00"), paid=False)])
    assert _faults(_with_meal(), shift) == ["period"]


def test_a_missing_break_is_a_fault() -> None:
    assert _faults(_with_meal(), a_shift()) == ["breaks"]


def test_a_break_outside_its_window_is_a_fault() -> None:
    late = a_segment(utc("2026-03-02 14:00"), paid=False)
    assert _faults(_with_meal(), a_shift(breaks=[late])) == ["breaks"]


def test_a_break_of_the_wrong_length_or_pay_is_a_fault() -> None:
    short = a_segment(utc("2026-03-02 12:00"), minutes=15, paid=False)
    paid = a_segment(utc("2026-03-02 12:00"), paid=True)
    assert _faults(_with_meal(), a_shift(breaks=[short])) == ["breaks"]
    assert _faults(_with_meal(), a_shift(breaks=[paid])) == ["breaks"]


def test_two_shifts_at_once_are_a_fault() -> None:
    problem = a_problem(templates=[a_template(), a_template("late", start="12:00")])
    twice = (a_shift(), a_shift(start="12:00", template="late"))
    assert _faults(problem, *twice) == ["one_place_at_a_time"]


def test_a_shift_beside_one_carried_in_is_a_fault_where_they_overlap() -> None:
    problem = a_problem(carried_in=(a_shift(day="2026-03-01", start="23:00", hours=12),))
    assert _faults(problem, a_shift()) == ["one_place_at_a_time"]


def test_a_locked_shift_that_is_missing_is_a_fault() -> None:
    problem = _with_meal(locked=(a_shift(start="03:00", hours=2, template="by hand"),))
    assert _faults(problem) == ["locked_shift"]


def test_a_locked_shift_needs_no_template() -> None:
    locked = a_shift(start="03:00", hours=2, template="by hand", locked=True)
    assert _faults(_with_meal(locked=(locked,)), locked) == []


def test_rules_are_read_after_the_structure() -> None:
    problem = a_problem(templates=[a_template(hours=4), a_template("late", start="14:00", hours=4)])
    roster = a_roster(a_shift(hours=4), a_shift(start="14:00", hours=4, template="late"))
    found = validate(problem, a_rule_set(MaxShiftsPerDay(most=1)), roster)
    assert [violation.rule for violation in found] == ["max_shifts_per_day"]


def test_judging_a_roster_never_loads_the_solver() -> None:
    code = (
        "import sys, solver.validate, solver.measures, solver.presets; "
        "sys.exit(any(name.split('.')[0] == 'ortools' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
