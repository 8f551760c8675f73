"""Relaxed bounds of random tiny problems never exceed the best of all rosters, whatever the rules."""

import pytest
from pydantic import ValidationError

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules import RULES
from solver.search.candidates import candidates
from solver.search.classes import ClassProgram, classes_of
from solver.search.hourly_bounds import HourlyBounds
from solver.search.patterns import Patterns
from solver.search.tier_bound import tier_bound
from tests.solver.brute_force import SOFT_TIERS, best_by_trying
from tests.solver.random_problems import a_random_case, how_many_rosters

PRICED = (Tier.SERVICE, Tier.COST)
MOST_ROSTERS = 250


def with_twins(problem: Problem) -> Problem:
    """The second agent is the first in all but id and name, so that there is a class of two; as it was where
    the problem speaks of the second.
    """
    first, second, *others = problem.agents
    twin = first.model_copy(update={"id": second.id, "name": second.name})
    try:
        return Problem.model_validate({**problem.model_dump(), "agents": (first, twin, *others)})
    except ValidationError:
        return problem


@pytest.mark.parametrize("seed", range(len(RULES)))
def test_neither_bound_exceeds_the_best_of_all_rosters(seed: int) -> None:
    problem, rule_set = a_random_case(seed, MOST_ROSTERS)
    if len(problem.agents) > 1:
        twinned = with_twins(problem)
        if how_many_rosters(twinned, 2 * MOST_ROSTERS) < 2 * MOST_ROSTERS:
            problem = twinned
    best = best_by_trying(problem, rule_set)
    if best is None:
        pytest.skip("no roster is lawful: there is nothing to bound")
    values = dict(zip(SOFT_TIERS, best, strict=True))
    offered = candidates(problem, rule_set)
    kinds = classes_of(problem, rule_set, offered)
    classes = ClassProgram(problem, rule_set, kinds, PRICED, Patterns(problem, rule_set, lambda: False))
    hours = HourlyBounds(problem, rule_set, offered)
    held = {Tier.MUST_HAVE: values[Tier.MUST_HAVE]}
    for tier in PRICED:
        if tier in classes.objectives:
            assert tier_bound(classes.model.cp, classes.objectives, tier, held, 10) <= values[tier]
        assert hours.of(tier, held, 10) <= values[tier]
        held[tier] = values[tier]
