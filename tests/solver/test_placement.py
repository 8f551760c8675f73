"""Breaks that move with their shifts: what is free and what follows, where breaks have many places."""

import random
import time
from datetime import datetime

import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.search import improve
from solver.search.ask import Limit, Question, ask
from solver.search.budget import Budget
from solver.search.frozen import Frozen
from solver.search.improve import TierSearch
from solver.search.means import Means
from solver.search.neighbourhood import Neighbourhood, Surroundings
from solver.search.placement import Placement
from solver.search.program import Program
from tests.solver.builders import a_break, a_problem, a_queue, a_rule_set, a_template, an_agent

RULES = a_rule_set(MaxShiftsPerDay(most=1), MinRest(hours=11), ServiceCoverage(weight=1))


def _busy(start: datetime) -> float:
    return 2.0 if 7 <= start.hour < 19 else 0.0


@pytest.fixture(scope="module")
def team() -> Program:
    breaks = [a_break(15, 60, 120, name="first"), a_break(30, 180, 300, name="meal")]
    problem: Problem = a_problem(
        agents=[
            an_agent(f"agent{number}", skills=(("chat",), ("voice",), ("chat", "voice"))[number % 3])
            for number in range(6)
        ],
        queues=[a_queue("chat"), a_queue("voice")],
        templates=[a_template("any", "06:00", "11:00", hours=(7, 8), step_minutes=60, breaks=breaks)],
        need={"chat": _busy, "voice": _busy},
        days=2,
        interval_minutes=15,
    )
    return Program(problem, RULES)


def _solution(program: Program) -> tuple[int, ...]:
    cp = program.cp.clone()
    cp.minimize(program.objectives[Tier.SERVICE].expression)
    answer = ask(Question(cp, Limit(deterministic=0.3), seed=1))
    assert answer.values is not None
    return answer.values


def test_the_solution_stands_whatever_is_set_free_and_only_what_is_free_moves(team: Program) -> None:
    values = _solution(team)
    surroundings, objective = Surroundings(team), team.objectives[Tier.SERVICE]
    frozen = Frozen(team.cp, objective.expression, team.decisions, values)
    placement, rng = Placement(team), random.Random(1)
    for agents in (["agent0"], ["agent1", "agent2"], surroundings.agents):
        freed = Neighbourhood("test", frozenset(agents), surroundings.whole, placed=True)
        takes, breaks = surroundings.takes(freed), surroundings.breaks(freed)
        cp = frozen.thawed([*takes, *breaks], rows=placement.rows(takes, breaks, values, rng))
        answer = ask(Question(cp, Limit(deterministic=0.5), seed=1))
        assert answer.values is not None
        assert objective.value(answer.values) <= objective.value(values)
        team.roster(answer.values)  # every break has a place in the window of a shift
        free = set(takes)
        moved = {
            index
            for shift in team.shifts
            if answer.values[index := team.model.takes(shift).index] != values[index]
        }
        assert moved <= free


def test_a_search_with_moving_breaks_mends_a_bad_roster(
    team: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(improve, "SMALL", 0)
    monkeypatch.setattr(improve, "TINY", 0)
    cp = team.cp.clone()
    cp.maximize(team.objectives[Tier.SERVICE].expression)
    worst = ask(Question(cp, Limit(deterministic=0.1), seed=1)).values
    assert worst is not None
    surroundings = Surroundings(team)
    assert surroundings.many_breaks
    options = SolveOptions(deterministic=True, deterministic_budget=4.0)
    means = Means(Budget(options, time.monotonic()), 1, 1, lambda: False, None)
    outcome = TierSearch(surroundings, Tier.SERVICE, worst, means).run(1.0)
    value = team.objectives[Tier.SERVICE].value
    assert outcome.value == value(outcome.values)
    assert outcome.value < value(worst) / 3
    assert outcome.value <= 1.5 * value(_solution(team))


def test_where_only_a_minimum_is_asked_for_nothing_is_added_to_the_program(team: Program) -> None:
    problem = team.problem.model_copy(
        update={
            "requirements": tuple(
                requirement.model_copy(update={"minimum": tuple(int(need) for need in requirement.agents)})
                for requirement in team.problem.requirements
            )
        }
    )
    program = Program(problem, a_rule_set(MinimumStaffing(weight=1)))
    before = len(program.cp.proto.variables)
    values = tuple(0 for _ in range(before))
    surroundings = Surroundings(program)
    freed = Neighbourhood("test", frozenset(surroundings.agents), surroundings.whole, placed=True)
    takes, breaks = surroundings.takes(freed), surroundings.breaks(freed)
    assert Placement(program).rows(takes, breaks, values, random.Random(1))
    assert len(program.cp.proto.variables) == before
