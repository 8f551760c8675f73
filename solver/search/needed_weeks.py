"""Weeks of the few people of a large team whom rules about several people need."""

from collections import defaultdict

import numpy as np

from solver.domain.coverage import even_tenths
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.greedy import Plan
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.starting import plan_of
from solver.search.team_start import team_start

_SHIFTS = 10_000
"""Shifts to choose from that a program about the must-haves alone is given at most."""

_NEEDED = 1_000.0
"""What a needed shift is worth, in the greatest worth of any other."""


def needed_weeks(problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> dict[str, Plan]:
    """Weeks of people (by id) who together keep the must-haves as well as was found, asking some of each kind
    of people only; each week is filled up with what is required most.
    """
    few = _some_of_each(problem, offered)
    names = {agent.id for agent in few}
    part = problem.model_copy(
        update={
            "agents": few,
            "carried_in": tuple(one for one in problem.carried_in if one.agent in names),
            "locked": tuple(one for one in problem.locked if one.agent in names),
            "previous": (),
            "sessions": (),
        }
    )
    needed: defaultdict[str, set[Shift]] = defaultdict(set)
    shifts = {name: offered[name] for name in names}
    for shift in team_start(part, rule_set, shifts, means, until=0.0).shifts:
        needed[shift.agent].add(shift)
    weeks: dict[str, Plan] = {}
    required = np.concatenate([[0.0], np.cumsum(even_tenths(problem).sum(axis=0), dtype=float)])
    for agent in few:
        if means.stop():
            break
        if agent.id in needed:
            weeks[agent.id] = _filled(problem, rule_set, offered, agent, needed[agent.id], required, means)
    return weeks


def _some_of_each(problem: Problem, offered: Candidates) -> tuple[Agent, ...]:
    """People drawn from each kind in turn, those few are like first, until they have enough shifts."""
    kinds: defaultdict[object, list[Agent]] = defaultdict(list)
    for agent in problem.agents:
        if offered[agent.id]:
            kinds[agent.role, agent.site, agent.tags].append(agent)
    waiting = sorted(kinds.values(), key=len)
    found: list[Agent] = []
    room = _SHIFTS
    for turn in range(max(map(len, waiting), default=0)):
        for kind in waiting:
            if turn < len(kind) and (not found or len(offered[kind[turn].id]) <= room):
                found.append(kind[turn])
                room -= len(offered[kind[turn].id])
    return tuple(found)


def _filled(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    agent: Agent,
    needed: set[Shift],
    required: np.typing.NDArray[np.float64],
    means: Means,
) -> Plan:
    """A lawful week with the needed shifts; ``required`` is what is required before each interval."""
    shifts, axis = offered[agent.id], problem.axis
    spans = [axis.covered(shift.start, shift.end) for shift in shifts]
    worth = np.array([required[span.stop] - required[span.start] for span in spans])
    worth /= max(1.0, worth.max(initial=0.0))
    worth[[shift in needed for shift in shifts]] += _NEEDED
    week = LawfulWeek(problem, rule_set, agent, shifts, priced=False)
    found = week.best(worth, frozenset(range(len(shifts))), means.seed)
    chosen = (
        sorted(needed, key=lambda shift: shift.start) if found is None else [shifts[one] for one in found]
    )
    return plan_of(problem, agent, chosen, {})
