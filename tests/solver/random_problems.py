"""Tiny random problems that together use every rule, few enough rosters each to try them all."""

import random
from itertools import islice
from math import prod

from pydantic import ValidationError

from solver.domain.coverage import required_tenths
from solver.domain.people import Agent, Preference, Wish
from solver.domain.problem import Problem
from solver.domain.time import Span
from solver.rule import Rule
from solver.rules import RULES, RuleSet
from tests.solver.brute_force import every_week
from tests.solver.rules.conformance import cases_of, the_rule

ALWAYS = ("service_coverage", "paid_hours")
"""Every problem has work to cover and a price of time, so that its best roster is seldom the empty one."""

HEADS = (0.0, 0.0, 0.4, 1.0, 1.3, 2.0)


def a_random_case(seed: int, most_rosters: int) -> tuple[Problem, RuleSet]:
    """A rule's own tiny problem with other work, wishes and contracts, under that rule and a few others.

    The rule is the ``seed``-th of the catalogue, counted round; the other rules, the weights (required among
    them) and what is changed are drawn with the seed. There are at most ``most_rosters`` rosters.
    """
    rng = random.Random(seed)
    kind = RULES[seed % len(RULES)]
    case = rng.choice(cases_of(kind))
    problem = _thinned(_varied(case.problem, rng), rng, most_rosters)
    rules = [the_rule(kind, {**case.parameters, "weight": rng.choice((None, 1, 3))})]
    for other in rng.sample(RULES, rng.randrange(3)):
        if other is not kind:
            parameters = rng.choice(cases_of(other)).parameters
            rules.append(the_rule(other, {**parameters, "weight": rng.choice((None, 1, 2))}))
    said = {rule.rule for rule in rules}
    rules += [_plain(name) for name in ALWAYS if name not in said]
    if "wishes" not in said and rng.random() < 0.5:
        rules.append(_plain("wishes"))
    return problem, RuleSet(name=f"random {seed}", rules=tuple(rules))


def how_many_rosters(problem: Problem, enough: int) -> int:
    """The rosters there are, counted up to ``enough`` weeks of each agent."""
    return prod(sum(1 for _ in islice(every_week(problem, agent), enough)) for agent in problem.agents)


def _plain(name: str) -> Rule:
    kind = next(kind for kind in RULES if kind.an_example()["rule"] == name)
    return the_rule(kind, {"weight": 1})


def _varied(problem: Problem, rng: random.Random) -> Problem:
    """Other amounts of work that cannot wait, and wishes of some people."""
    needed, due = required_tenths(problem), problem.due_queues
    requirements = tuple(
        requirement
        if requirement.queue in due
        else requirement.model_copy(
            update={"agents": tuple(rng.choice(HEADS) for _ in range(needed.shape[1]))}
        )
        for requirement in problem.requirements
    )
    agents = tuple(_wishing(problem, agent, rng) if rng.random() < 0.5 else agent for agent in problem.agents)
    return _checked(problem, requirements=requirements, agents=agents)


def _wishing(problem: Problem, agent: Agent, rng: random.Random) -> Agent:
    axis = problem.axis
    first = rng.randrange(axis.intervals)
    span = Span(start=axis.instant(first), end=axis.instant(rng.randrange(first + 1, axis.intervals + 1)))
    wish = Preference(wish=rng.choice(list(Wish)), span=span, weight=rng.randrange(1, 4))
    return agent.model_copy(update={"preferences": (*agent.preferences, wish)})


def _thinned(problem: Problem, rng: random.Random, most_rosters: int) -> Problem:
    """Fewer starts, lengths, templates and people, until few enough rosters are left to try them all."""
    while how_many_rosters(problem, most_rosters + 1) > most_rosters:
        number = rng.randrange(len(problem.templates))
        template = problem.templates[number]
        others = [other for place, other in enumerate(problem.templates) if place != number]
        if template.latest_start != template.earliest_start:
            less = template.model_copy(update={"latest_start": template.earliest_start})
        elif len(template.lengths) > 1:
            less = template.model_copy(update={"lengths": (rng.choice(template.lengths),)})
        elif len(template.weekdays) > 1 and (len(others) == 0 or rng.random() < 0.5):
            days = sorted({day.weekday() for day in problem.period.dates} & template.weekdays)
            kept = frozenset(days) - {rng.choice(days)} if len(days) > 1 else frozenset(days[:1])
            less = template.model_copy(update={"weekdays": kept})
        elif len(problem.agents) > 1 and rng.random() < 0.3:
            problem = _without(problem, rng.choice(problem.agents))
            continue
        else:
            problem = _checked(problem, templates=tuple(others))
            continue
        templates = [*problem.templates]
        templates[number] = less
        problem = _checked(problem, templates=tuple(templates))
    return problem


def _without(problem: Problem, agent: Agent) -> Problem:
    """The problem without one of its people and their known shifts; as it was where they are spoken of."""
    kept = {
        name: tuple(each for each in getattr(problem, name) if each.agent != agent.id)
        for name in ("carried_in", "locked", "previous")
    }
    people = tuple(each for each in problem.agents if each.id != agent.id)
    try:
        return _checked(problem, agents=people, **kept)
    except ValidationError:
        return problem


def _checked(problem: Problem, **changes: object) -> Problem:
    return Problem.model_validate(problem.model_copy(update=changes).model_dump())
