"""What like people as one prove, against the optimum the people reach."""

import random
import time

import numpy as np
import pytest
from ortools.sat.python import cp_model

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status, Tier
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.even_load import EvenLoad
from solver.rules.idle_hours import IdleHours
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_days_off import MinDaysOff
from solver.rules.min_rest import MinRest
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.search.budget import Budget
from solver.search.candidates import candidates
from solver.search.class_bounds import ClassBounds
from solver.search.classes import classes_of
from solver.search.means import Means
from solver.search.relaxation import relaxed, rows_of
from solver.solve import solve
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_span,
    a_template,
    an_agent,
)

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    Availability(),
    MinRest(hours=11),
    MaxDaysPerWeek(),
    MinDaysOff(days=1, together=1),
    ContractHours(limits="max", weight=None),
    ServiceCoverage(weight=10),
    IdleHours(weight=1),
    PaidHours(priced=False, weight=1),
)


def means() -> Means:
    options = SolveOptions(seconds=30)
    return Means(
        budget=Budget(options, time.monotonic()),
        workers=1,
        seed=1,
        stop=lambda: False,
        heard=lambda *_: None,
    )


def a_crew(seed: int) -> Problem:
    """Six people of two kinds over three days, some with a day they cannot come."""
    rng = random.Random(seed)
    contract = a_contract(max_weekly_minutes=rng.choice((960, 1_440)), max_weekly_days=2)
    away = a_span("2026-03-03 00:00", "2026-03-04 00:00")
    people = [
        an_agent(
            f"agent-{number}",
            skills=("chat",) if number % 2 else ("chat", "voice"),
            contract=contract,
            unavailable=(away,) if rng.random() < 0.3 else (),
        )
        for number in range(6)
    ]
    return a_problem(
        agents=people,
        queues=[a_queue("chat", priority=1), a_queue("voice", priority=1)],
        templates=[
            a_template("early", "06:00", hours=8, breaks=[a_break(60, 180, 240)]),
            a_template("late", "14:00", hours=8, breaks=[a_break(60, 180, 240)]),
        ],
        need={
            "chat": lambda start: float(rng.choice((0, 1, 2))) * (6 <= start.hour < 22),
            "voice": lambda start: float(rng.choice((0, 1))) * (6 <= start.hour < 22),
        },
        days=3,
    )


SHARED = a_rule_set(*RULES.rules, EvenLoad(weight=None, tolerance=480, within="team"))


@pytest.mark.parametrize(("seed", "rules"), [*((seed, RULES) for seed in range(6)), (1, SHARED), (2, SHARED)])
def test_the_bound_of_the_classes_never_exceeds_what_the_people_reach(seed: int, rules: RuleSet) -> None:
    problem = a_crew(seed)
    bounds = ClassBounds(problem, rules, candidates(problem, rules), means())
    result = solve(problem, rules, SolveOptions(seconds=20, workers=2))
    assert result.status is Status.OPTIMAL
    values = {tier.tier: round(tier.value) for tier in result.tiers}
    held: dict[Tier, int] = {}
    for tier in (Tier.SERVICE, Tier.COST):
        bound = bounds.of(tier, held)
        assert 0 < bound <= values[tier]
        held[tier] = values[tier]


def test_people_who_differ_in_availability_alone_are_of_one_class() -> None:
    problem = a_crew(1)
    classes = classes_of(problem, RULES, candidates(problem, RULES))
    assert sorted(len(kind.agents) for kind in classes) == [3, 3]
    for kind in classes:
        for shift, most in kind.shifts.items():
            free = [
                agent
                for agent in kind.agents
                if not any(span.overlap_minutes(shift.start, shift.end) for span in agent.unavailable)
            ]
            assert most == len(free)


def test_somebody_whom_a_rule_names_is_of_no_class_but_their_own() -> None:
    problem = a_crew(1)
    named = RuleSet(
        name="named", rules=(*RULES.rules, MaxDaysPerWeek.model_validate({"scope": {"agents": ["agent-2"]}}))
    )
    classes = classes_of(problem, named, candidates(problem, named))
    assert sorted(len(kind.agents) for kind in classes) == [1, 2, 3]


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_of_a_relaxation_is_below_every_whole_solution(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cp = cp_model.CpModel()
    variables = [cp.new_int_var(0, 7, "") for _ in range(8)]
    for _ in range(6):
        row = cp_model.LinearExpr.weighted_sum(variables, rng.integers(0, 9, 8).tolist())
        cp.add(row >= int(rng.integers(5, 60)))
    cost = rng.integers(1, 20, 8)
    cp.minimize(cp_model.LinearExpr.weighted_sum(variables, cost.tolist()))
    solver = cp_model.CpSolver()
    assert solver.solve(cp) == cp_model.OPTIMAL
    found = relaxed(rows_of(cp), cost.astype(np.int64), 3, 10.0)
    assert found is not None
    assert 3 < found.bound <= round(solver.objective_value) + 3
    assert found.bound >= cost @ found.values + 3 - 1e-3
