"""Tiny random problems that together use every rule, few enough rosters each to try them all."""

import random
from collections.abc import Mapping, Sequence
from itertools import islice
from math import prod
from typing import Any

from pydantic import ValidationError

from solver.domain.people import Agent, Preference, Wish
from solver.domain.problem import Problem
from solver.domain.time import Span
from solver.domain.work import Requirement, ShiftTemplate
from solver.rule import Rule
from solver.rules import RULES, RuleSet
from tests.solver.brute_force import every_week
from tests.solver.rules.conformance import cases_of, the_rule

MOSTLY = {"service_coverage": 0.9, "paid_hours": 0.7, "wishes": 0.6}
"""How likely each is: most problems have work to cover and a price of time, so that their best roster is
seldom the empty one, but in some other rules decide.
"""

HEADS = ((0.0, 0.0, 0.4, 1.0, 1.3, 2.0), (0.0, 1.0, 4.0), (1.0, 2.0, 4.0))
"""Little work and much: without any nobody works, and no limit on work matters."""


def a_random_case(seed: int, most_rosters: int) -> tuple[Problem, RuleSet]:
    """A rule's own tiny problem with other work, wishes and contracts, under that rule and a few others.

    The rule is the ``seed``-th of the catalogue, counted round; the other rules, the weights (required among
    them) and what is changed are drawn with the seed. There are at most ``most_rosters`` rosters.
    """
    rng = random.Random(seed)
    kind = RULES[seed % len(RULES)]
    case = rng.choice(cases_of(kind))
    varied = _varied(case.problem, rng)
    thinned = _thinned(_cut(varied, rng) if rng.random() < 0.4 else varied, rng, most_rosters)
    problem = _specialized(thinned, rng) if rng.random() < 0.4 else thinned
    rules = [_weighed(kind, case.parameters, rng.choice((None, 1, 3)))]
    rules += [
        _weighed(other, rng.choice(cases_of(other)).parameters, rng.choice((None, 1, 2)))
        for other in rng.sample(RULES, rng.randrange(3))
        if other is not kind
    ]
    said = {rule.rule for rule in rules}
    rules += [_plain(name) for name, share in MOSTLY.items() if name not in said and rng.random() < share]
    return problem, RuleSet(name=f"random {seed}", rules=tuple(rules))


def how_many_rosters(problem: Problem, enough: int) -> int:
    """The rosters there are, counted up to ``enough`` weeks of each agent."""
    return prod(sum(1 for _ in islice(every_week(problem, agent), enough)) for agent in problem.agents)


def _weighed(kind: type[Rule], parameters: Mapping[str, Any], weight: int | None) -> Rule:
    """The rule with the weight; priced where it cannot be required."""
    try:
        return the_rule(kind, {**parameters, "weight": weight})
    except ValidationError:
        return the_rule(kind, {**parameters, "weight": 1})


def _plain(name: str) -> Rule:
    kind = next(kind for kind in RULES if kind.an_example()["rule"] == name)
    return the_rule(kind, {"weight": 1})


def _varied(problem: Problem, rng: random.Random) -> Problem:
    """Other amounts of work that cannot wait, wishes of some people, and no sessions: who attends which and
    when is more than can be tried out.
    """
    due, heads = problem.due_queues, rng.choice(HEADS)
    asked = {requirement.queue: requirement for requirement in problem.requirements}
    waiting = [requirement for requirement in problem.requirements if requirement.queue in due]
    at_once = [queue.id for queue in problem.queues if queue.id not in due]
    requirements = (*waiting, *(_needing(problem, queue, asked.get(queue), heads, rng) for queue in at_once))
    agents = tuple(_wishing(problem, agent, rng) if rng.random() < 0.5 else agent for agent in problem.agents)
    return _checked(problem, requirements=requirements, agents=agents, sessions=())


def _needing(
    problem: Problem, queue: str, asked: Requirement | None, heads: Sequence[float], rng: random.Random
) -> Requirement:
    """Agents needed in each interval, on some dates none; what else is asked for stays."""
    axis = problem.axis
    idle = {day for day in problem.period.dates if rng.random() < 0.25}
    agents = tuple(
        0.0 if axis.instant(interval).date() in idle else rng.choice(heads)
        for interval in range(axis.intervals)
    )
    if asked is None:
        return Requirement(queue=queue, agents=agents)
    return asked.model_copy(update={"agents": agents})


def _wishing(problem: Problem, agent: Agent, rng: random.Random) -> Agent:
    axis = problem.axis
    first = rng.randrange(axis.intervals)
    span = Span(start=axis.instant(first), end=axis.instant(rng.randrange(first + 1, axis.intervals + 1)))
    wish = Preference(wish=rng.choice(list(Wish)), span=span, weight=rng.randrange(1, 4))
    return agent.model_copy(update={"preferences": (*agent.preferences, wish)})


def _thinned(problem: Problem, rng: random.Random, most_rosters: int) -> Problem:
    """Less and less to choose from, until few enough rosters are left to try them all."""
    while how_many_rosters(problem, most_rosters + 1) > most_rosters:
        problem = _cut(problem, rng)
    return problem


def _cut(problem: Problem, rng: random.Random) -> Problem:
    """The problem with a start, a length, a weekday of a template, a template or an agent less."""
    number = rng.randrange(len(problem.templates))
    template, cuts = problem.templates[number], [problem]
    if len(problem.agents) > 1:
        cuts.append(_without(problem, rng.choice(problem.agents)))
    if len(problem.templates) > 1:
        cuts.append(_with(problem, number, ()))
    clocks = template.start_clocks()
    if len(clocks) > 1:
        fewer = rng.choice(({"latest_start": clocks[0]}, {"earliest_start": clocks[-1]}))
        cuts.append(_with(problem, number, (template.model_copy(update=fewer),)))
    if len(template.lengths) > 1:
        one = template.model_copy(update={"lengths": (rng.choice(template.lengths),)})
        cuts.append(_with(problem, number, (one,)))
    days = sorted({day.weekday() for day in problem.period.dates} & template.weekdays)
    if len(days) > 1:
        kept = frozenset(days) - {rng.choice(days)}
        cuts.append(_with(problem, number, (template.model_copy(update={"weekdays": kept}),)))
    return rng.choice(cuts)


def _with(problem: Problem, number: int, instead: tuple[ShiftTemplate, ...]) -> Problem:
    """The problem with others instead of one of its templates."""
    templates = problem.templates
    return _checked(problem, templates=(*templates[:number], *instead, *templates[number + 1 :]))


def _specialized(problem: Problem, rng: random.Random) -> Problem:
    """The problem in which one of the people works shifts of one template only, unless locked ones differ."""
    one, template = rng.choice(problem.agents), rng.choice(problem.templates)
    contract = one.contract.model_copy(update={"templates": (template.name,)})
    agents = tuple(
        each.model_copy(update={"contract": contract}) if each is one else each for each in problem.agents
    )
    try:
        return _checked(problem, agents=agents)
    except ValidationError:
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
