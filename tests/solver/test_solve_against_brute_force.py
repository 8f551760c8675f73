"""Tiny problems solved by trying every roster: every tier agrees and is proved."""

import random

import pytest

from solver.domain.options import SolveOptions
from solver.domain.people import Agent, Preference, Wish
from solver.domain.problem import Problem
from solver.domain.result import Status, Tier
from solver.rules import RULES as RULES_THERE_ARE
from solver.rules.contract_hours import ContractHours
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.wishes import Wishes
from solver.solve import solve
from tests.solver.brute_force import SOFT_TIERS, best_by_trying, best_of_all, disagreement
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_span,
    a_template,
    an_agent,
    utc,
)
from tests.solver.random_problems import a_random_case

RULES = a_rule_set(
    MinimumStaffing(weight=1),
    ServiceCoverage(weight=1),
    PaidHours(priced=False, weight=1),
    Wishes(weight=1),
    MinRest(hours=11),
    MaxShiftsPerDay(most=1),
    ContractHours(limits="max"),
)


def _random_agent(name: str, rng: random.Random) -> Agent:
    skills = rng.choice((("chat",), ("voice",), ("chat", "voice")))
    wish = Preference(
        wish=rng.choice(list(Wish)),
        span=rng.choice(
            (a_span("2026-03-02 06:00", "2026-03-02 18:00"), a_span("2026-03-03 00:00", "2026-03-04 00:00"))
        ),
    )
    contract = a_contract(max_weekly_minutes=rng.choice((480, 840, 2_400)))
    return an_agent(name, skills=skills, contract=contract, preferences=(wish,))


def _random_problem(seed: int, *, agents: int, days: int, breaks: bool) -> Problem:
    rng = random.Random(seed)
    plans = [a_break(60, 120, 180, paid=False)] if breaks else []
    need = {
        queue: {
            day * 24 + hour: rng.choice((0.0, 0.4, 1.0, 1.3)) for day in range(days) for hour in range(6, 24)
        }
        for queue in ("chat", "voice")
    }
    start = utc("2026-03-02 00:00")
    return a_problem(
        agents=[_random_agent(name, rng) for name in ("anna", "bob", "carl")[:agents]],
        queues=[
            a_queue("chat", priority=rng.randrange(1, 11)),
            a_queue("voice", priority=rng.randrange(1, 11)),
        ],
        templates=[
            a_template("early", start="06:00", hours=6, breaks=plans),
            a_template("late", start=rng.choice(("12:00", "16:00")), hours=7, breaks=plans),
        ],
        need={
            queue: lambda instant, series=series: series.get((instant - start).total_seconds() // 3_600, 0.0)
            for queue, series in need.items()
        },
        minimum={"voice": lambda instant: 1.0 if 8 <= instant.hour < 12 else 0.0},
        days=days,
    )


CASES = [
    *((seed, 2, 2, True) for seed in range(4)),
    *((seed, 3, 1, True) for seed in range(6)),
    *((seed, 3, 2, False) for seed in range(3)),
]


@pytest.mark.parametrize(("seed", "agents", "days", "breaks"), CASES)
def test_every_tier_is_as_good_as_the_best_of_all_rosters(
    seed: int,
    agents: int,
    days: int,
    breaks: bool,  # noqa: FBT001 - a parameter of the case
) -> None:
    problem = _random_problem(seed, agents=agents, days=days, breaks=breaks)
    result = solve(problem, RULES, SolveOptions(seconds=10, workers=1))
    values = {tier.tier: tier.value for tier in result.tiers}
    assert [values.get(tier, 0) for tier in SOFT_TIERS] == best_by_trying(problem, RULES)
    assert result.status is Status.OPTIMAL
    assert all(tier.bound == tier.value for tier in result.tiers)
    assert Tier.REQUIRED not in values


@pytest.mark.parametrize("seed", range(len(RULES_THERE_ARE)))
def test_under_every_rule_and_a_few_others_no_roster_of_all_is_better_and_no_bound_lies_above(
    seed: int,
) -> None:
    problem, rule_set = a_random_case(seed, most_rosters=60)
    result = solve(problem, rule_set, SolveOptions(seconds=20, workers=1))
    assert not disagreement(result, best_of_all(problem, rule_set))
    assert all(tier.proved for tier in result.tiers)
