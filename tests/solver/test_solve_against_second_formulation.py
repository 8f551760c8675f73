"""Small teams solved by a second program of the same rules and another solver: every tier agrees."""

import pytest

from solver.domain.options import SolveOptions
from solver.rules import RuleSet
from solver.solve import solve
from tests.solver.brute_force import disagreement
from tests.solver.random_rules import SELDOM
from tests.solver.random_teams import a_random_team
from tests.solver.second_formulation import EXPRESSED, Lawless, SecondFormulation

SAMPLE = range(len(SELDOM))


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_tier_is_proved_to_be_what_the_second_program_says(seed: int) -> None:
    problem, rule_set = a_random_team(seed)
    result = solve(problem, rule_set, SolveOptions(seconds=20, workers=1))
    assert all(tier.proved for tier in result.tiers)
    try:
        best = SecondFormulation(problem, rule_set).best()
    except Lawless:
        assert any(violation.required for violation in result.violations)
    else:
        assert not disagreement(result, [0, *best])


def test_the_sample_uses_every_rule_that_the_second_program_knows() -> None:
    assert {rule.rule for seed in SAMPLE for rule in a_random_team(seed)[1].rules} == set(EXPRESSED)


def test_a_solve_under_other_rules_is_told_apart() -> None:
    problem, rule_set = a_random_team(0, plain=True)
    fewer = RuleSet(name="fewer", rules=tuple(rule for rule in rule_set.rules if rule.rule != "paid_hours"))
    best = SecondFormulation(problem, rule_set).best()
    assert disagreement(solve(problem, fewer, SolveOptions(seconds=20, workers=1)), [0, *best])


def test_where_two_programs_have_no_lawful_roster_both_say_so() -> None:
    problem, rule_set = a_random_team(0, plain=True)
    due = RuleSet.model_validate(
        {
            "name": "more than there is",
            "rules": [
                *rule_set.model_dump()["rules"],
                {"rule": "minimum_staffing", "weight": None},
            ],
        }
    )
    with pytest.raises(Lawless):
        SecondFormulation(_crowded(problem), due).best()
    assert any(
        violation.required
        for violation in solve(_crowded(problem), due, SolveOptions(seconds=20, workers=1)).violations
    )


def _crowded(problem):
    """The problem with a minimum beyond everybody there is."""
    requirements = tuple(
        need.model_copy(update={"minimum": (len(problem.agents) + 1,) * len(need.agents)})
        for need in problem.requirements
    )
    return problem.model_copy(update={"requirements": requirements})
