"""Whole days of which some are given: the open ones are searched alone, a year a few weeks at a time."""

import random
from itertools import product

import numpy as np
import pytest

from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Roster
from solver.model.assigned import assigned
from solver.rules import RuleSet
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_run import MinRun
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.search.candidates import candidates
from solver.search.day_kernels import OPEN
from solver.search.day_multipliers import Multipliers
from solver.search.day_prices import Pricing
from solver.search.day_problem import AgentDays, DayProblem, day_problem
from solver.validate import violations_by_rule
from tests.solver.builders import a_contract, a_problem, a_template, an_agent
from tests.solver.test_whole_days import DAYS, a_team, optimum, solved, the_rules


def in_days(problem: Problem, rule_set: RuleSet) -> DayProblem:
    found = day_problem(problem, rule_set, candidates(problem, rule_set))
    assert found is not None
    return found


def keeps(problem: Problem, rule_set: RuleSet, person: AgentDays, kinds: tuple[int, ...]) -> bool:
    """Whether readers find nothing of this agent broken when these kinds are worked."""
    if any(kind >= 0 and (day, kind) not in person.shifts for day, kind in enumerate(kinds)):
        return False
    roster = Roster(
        assignments=tuple(
            assigned(person.shifts[day, kind], problem.axis, {})
            for day, kind in enumerate(kinds)
            if kind >= 0
        )
    )
    judged = violations_by_rule(problem, rule_set, roster)
    return not any(
        one.required and one.place.agent == person.agent.id for _, found in judged for one in found
    )


@pytest.mark.parametrize("seed", range(4))
def test_open_days_between_given_ones_are_the_cheapest_that_readers_find_lawful(seed: int) -> None:
    draw = random.Random(seed)
    problem = a_team(draw)
    rule_set = RuleSet(name="days", rules=the_rules(draw, problem))
    days = in_days(problem, rule_set)
    person = days.people[seed % len(days.people)]
    pricing = Pricing(days, person)
    prices = np.array([draw.randrange(-3, 30) for _ in days.targets] + [0], dtype=np.int64)
    _, whole = pricing.best(prices)
    assert whole is not None
    first = draw.randrange(DAYS - 3)
    given = whole.kinds.copy()
    given[first : first + 3] = OPEN
    other = np.array([draw.randrange(-3, 30) for _ in days.targets] + [0], dtype=np.int64)
    _, found = pricing.best(other, given=given)
    assert found is not None
    worth = {
        kinds: pricing.days(np.array(kinds)).cost - int(other[pricing.days(np.array(kinds)).rows].sum())
        for middle in product(range(-1, len(days.minutes)), repeat=3)
        if keeps(
            problem,
            rule_set,
            person,
            kinds := (*given[:first].tolist(), *middle, *given[first + 3 :].tolist()),
        )
    }
    assert worth[tuple(found.kinds.tolist())] == min(worth.values())


@pytest.mark.parametrize("seed", range(4))
def test_prices_of_limits_never_claim_more_than_the_optimum(seed: int) -> None:
    draw = random.Random(seed)
    problem = a_team(draw)
    rules = the_rules(draw, problem)
    days = in_days(problem, RuleSet(name="days", rules=rules))
    best = optimum(problem, rules)
    prices = Multipliers(days.targets, [Pricing(days, person) for person in days.people])
    prices.raise_bound(lambda: prices.asked / 3_000)
    assert best / 2 <= prices.bound <= best


def test_a_year_is_planned_with_every_required_rule_and_a_bound() -> None:
    problem = a_problem(
        agents=[an_agent(name, contract=a_contract(max_consecutive_days=5)) for name in ("anna", "ben")],
        templates=[a_template("early", "06:00", hours=8), a_template("night", "20:00", hours=10)],
        days=364,
    )
    rules = (
        MaxShiftsPerDay(),
        MaxConsecutiveDays(),
        MinRun(of="work", days=2, open_start=True),
        MinRun(of="off", days=2),
        MaxWeekends(most=26, per="period"),
        MinutesPerStretch(least=364 * 240, most=364 * 300, per="period"),
        PeoplePerShift(
            targets=tuple(
                ShiftTarget(date=day, template=name, wanted=1, under=10)
                for day in problem.period.dates
                for name in ("early", "night")
            )
        ),
    )
    people = in_days(problem, RuleSet(name="a year", rules=rules))
    assert all(Pricing(people, person).long for person in people.people)
    result = solved(problem, rules, seconds=8)
    assert result.status is Status.FEASIBLE
    (tier,) = result.tiers
    # Each of them works at most 227 of 364 days: 728 shifts are wanted, each missing costs 10.
    assert tier.value >= 10 * (728 - 2 * 227)
    assert 0 < tier.bound <= tier.value
