"""A rule looks no further than it says, so that a small change can be judged without the whole roster."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import pytest

from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.sight import Sight
from solver.model.assigned import assigned
from solver.model.roster_model import RosterModel
from solver.rule import Rule
from solver.rules import RULES
from tests.solver.rules.conformance import Case, cases_of, every_choice, the_rule

EVERY_CASE = [
    pytest.param(kind, case, id=f"{kind.an_example()['rule']}-{case.name or number}")
    for kind in RULES
    if kind.sight is not Sight.WHOLE
    for number, case in enumerate(cases_of(kind), 1)
]


def _read(rule: Rule, problem: Problem, shifts: Iterable[Assignment]) -> Counter[tuple[object, str]]:
    found: Counter[tuple[object, str]] = Counter()
    for each in rule.violations(problem, Roster(assignments=tuple(shifts))):
        found[each.place, each.message] += each.excess
    return found


def _rosters(problem: Problem) -> list[list[Assignment]]:
    model = RosterModel(problem)
    choices = every_choice(model)
    chosen = random.Random(3).sample(choices, min(25, len(choices)))
    return [[assigned(shift, model.axis, {}) for shift in choice] for choice in chosen]


@pytest.mark.parametrize(("kind", "case"), EVERY_CASE)
def test_a_rule_about_agents_or_moments_is_read_alike_in_the_part_it_looks_at(
    kind: type[Rule], case: Case
) -> None:
    rule, problem = the_rule(kind, {"weight": 1, **case.parameters}), case.problem
    for shifts in _rosters(problem):
        if kind.sight is Sight.AGENT:
            apart: Counter[tuple[object, str]] = Counter()
            for agent in problem.agents:
                alone = problem.model_copy(update={"agents": (agent,)})
                apart += _read(rule, alone, (shift for shift in shifts if shift.agent == agent.id))
            assert apart == _read(rule, problem, shifts)
            continue
        for left_out in shifts:
            others = [shift for shift in shifts if shift is not left_out]
            grain = timedelta(minutes=problem.interval_minutes)
            near = [
                shift
                for shift in others
                if shift.start < left_out.end + grain and left_out.start - grain < shift.end
            ]
            whole = _change(_read(rule, problem, others), _read(rule, problem, shifts))
            assert whole == _change(_read(rule, problem, near), _read(rule, problem, [*near, left_out]))


def _change(
    before: Counter[tuple[object, str]], after: Counter[tuple[object, str]]
) -> tuple[Counter[tuple[object, str]], Counter[tuple[object, str]]]:
    return before - after, after - before
