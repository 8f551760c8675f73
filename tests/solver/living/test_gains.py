"""How many changes it takes at least: whoever may not simply take one shift more needs two."""

from solver.domain.shift import possible_shifts
from solver.domain.time import Span
from solver.living.gains import Gains
from solver.living.stretches import Stretches
from solver.rule import Rule
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.service_coverage import ServiceCoverage
from tests.solver.builders import a_problem, a_roster, a_rule_set, a_template, an_agent

ONCE: tuple[Rule, ...] = (MaxShiftsPerDay(most=1), ServiceCoverage(weight=1))


def least(needed: int, *rules: Rule, days: int = 1, alone: dict[str, int] | None = None) -> int:
    """Anna and Ben are free, there is work for two at any time; a four-hour shift saves 40 parts."""
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("ben")],
        templates=[a_template("early", "08:00", hours=4), a_template("late", "12:00", hours=4)],
        days=days,
        need={"support": 2.0},
    )
    period = Span(start=problem.period.start, end=problem.period.end)
    gains = Gains(problem, a_rule_set(*rules), a_roster().assignments, Stretches((period,)))
    free = [shift for agent in problem.agents for shift in possible_shifts(problem, agent)]
    part = gains.of(free[0]) // 40
    told = None if alone is None else {agent: part * gain for agent, gain in alone.items()}
    return gains.least_changes(part * needed, free, (), told)


def test_each_shift_counts_for_what_it_saves_at_most() -> None:
    assert [least(needed, *ONCE) for needed in (0, 1, 40, 41, 80)] == [0, 1, 1, 2, 2]


def test_who_may_have_several_shifts_a_day_may_save_with_each_of_them() -> None:
    assert least(160, ServiceCoverage(weight=1)) == 4
    assert least(160, *ONCE, days=2) == 4


def test_who_may_not_have_one_shift_more_alone_takes_two_changes() -> None:
    assert least(40, *ONCE, alone={}) == 2
    assert least(40, *ONCE, alone={"anna": 40}) == 1
    assert least(60, *ONCE, alone={"anna": 40}) == 2
    assert least(80, *ONCE, alone={"anna": 40}) == 3
    assert least(60, *ONCE, alone={"anna": 20}) == 3


def test_two_changes_of_one_person_may_gain_two_days() -> None:
    assert least(80, *ONCE, days=2, alone={}) == 2
