"""From counts of like people to everyone's week: a share of the people is named after each relaxation, so
that the next one makes up for what naming could not follow.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.classes import AgentClass, ClassProgram, occurrence
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.relaxation import relaxed, rows_of

TIERS = (Tier.MUST_HAVE, Tier.SERVICE, Tier.COST)
"""What the counts are chosen for; fairness and wishes have their say in who is named."""

_STEP = 1_000
"""What a unit of one tier weighs in units of the next, in a relaxation of all of them."""

_SHARE = 0.5
_LAST = 10
_EASING = 0.5
_DETERMINISTIC_SECONDS = 600.0

Weeks = dict[str, list[Shift]]


@dataclass(slots=True)
class _Group:
    """A class: its shifts, who is still to be named, how many of those named take which shift."""

    kind: AgentClass
    shifts: tuple[Shift, ...]
    waiting: list[Agent]
    named: list[Agent] = field(default_factory=list)
    taken: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))


class Dive:
    """Names the people of the classes round by round."""

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        offered: Candidates,
        classes: Sequence[AgentClass],
        patterns: Patterns,
        means: Means,
    ) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        self._patterns = patterns
        self._means = means
        self._rng = random.Random(means.seed)
        self._groups = [_Group(kind, tuple(kind.shifts), list(kind.agents)) for kind in classes]
        for group in self._groups:
            self._rng.shuffle(group.waiting)
        self._personal = any(
            rule.tier in (Tier.FAIRNESS, Tier.PREFERENCES) and rule.sight is Sight.AGENT
            for rule in rule_set.active
            if not rule.required
        )
        self._weeks: dict[object, LawfulWeek] = {}
        self._known: dict[object, frozenset[int]] = {}

    def run(self) -> Weeks:
        """The shifts of everyone who could be named within the means."""
        weeks: Weeks = {}
        while any(group.waiting for group in self._groups):
            targets = self._targets()
            if targets is None or self._over():
                break
            turns = [self._turn(group) for group in self._groups]
            with ThreadPoolExecutor(self._means.workers) as pool:
                for found in pool.map(self._name, self._groups, turns, targets):
                    weeks.update(found)
        return weeks

    def _over(self) -> bool:
        return self._means.stop() or self._means.budget.left <= 0

    def _targets(self) -> list[npt.NDArray[np.float64]] | None:
        """For each class how many of those still to be named should take each of its shifts."""
        classes, where = [], []
        for number, group in enumerate(self._groups):
            if group.waiting:
                where.append(number)
                classes.append(
                    AgentClass(tuple(group.waiting), _offered_to(group.waiting, group.shifts, self._offered))
                )
        for group in self._groups:
            if group.named:
                counts = {group.shifts[shift]: count for shift, count in sorted(group.taken.items())}
                classes.append(AgentClass(tuple(group.named), _as_of(group.named[0], counts), settled=True))
        program = ClassProgram(self._problem, self._rule_set, classes, TIERS, self._patterns)
        rows = rows_of(program.model.cp)
        cost = np.zeros(len(rows.least), dtype=np.int64)
        weight = 1
        for tier in sorted(program.objectives, reverse=True):
            objective = program.objectives[tier]
            np.add.at(cost, objective.indices, weight * objective.coefficients)
            weight *= _STEP
        budget = self._means.budget
        found = relaxed(rows, cost, 0, _DETERMINISTIC_SECONDS if budget.deterministic else budget.left)
        if found is None:
            return None
        targets = [np.zeros(len(group.shifts)) for group in self._groups]
        for number, kind in zip(where, classes, strict=False):
            numbers = {occurrence(shift): index for index, shift in enumerate(self._groups[number].shifts)}
            for shift in kind.shifts:
                value = found.values[program.model.takes(shift).index]
                targets[number][numbers[occurrence(shift)]] = value
        return targets

    def _turn(self, group: _Group) -> list[Agent]:
        """Whose turn it is in a class: a share of those waiting, all of them when few are left."""
        left = sum(len(other.waiting) for other in self._groups)
        if left <= _LAST:
            return list(group.waiting)
        count = len(group.waiting) * _SHARE
        whole = int(count) + (self._rng.random() < count % 1)
        return group.waiting[:whole]

    def _name(self, group: _Group, turn: list[Agent], target: npt.NDArray[np.float64]) -> Weeks:
        """Lawful weeks for these people of the class, together as near the target's share as they come."""
        if not turn:
            return {}
        rest = target * (len(turn) / len(group.waiting))
        alike: dict[tuple[str | None, frozenset[int]], list[Agent]] = {}
        for agent in turn:
            allowed = self._allowed(group, agent)
            own = agent.id if self._personal and agent.preferences else None
            alike.setdefault((own, allowed), []).append(agent)
        weeks: Weeks = {}
        for (own, allowed), agents in sorted(alike.items(), key=lambda entry: len(entry[1])):
            model = self._week(group, agents[0], own=own is not None)
            while agents:
                chosen = model.best(2 * rest - 1, allowed, self._means.seed)
                if chosen is None:
                    break
                times = max(1, min([len(agents), *(int(rest[number] * _EASING) for number in chosen)]))
                for agent in agents[:times]:
                    mine = {occurrence(shift): shift for shift in self._offered[agent.id]}
                    weeks[agent.id] = [mine[occurrence(group.shifts[number])] for number in chosen]
                    group.named.append(agent)
                del agents[:times]
                for number in chosen:
                    rest[number] -= times
                    group.taken[number] += times
        gone = {agent.id for agent in turn}
        group.waiting = [agent for agent in group.waiting if agent.id not in gone]
        return weeks

    def _allowed(self, group: _Group, agent: Agent) -> frozenset[int]:
        numbers = {occurrence(shift): number for number, shift in enumerate(group.shifts)}
        return frozenset(numbers[occurrence(shift)] for shift in self._offered[agent.id])

    def _week(self, group: _Group, agent: Agent, *, own: bool) -> LawfulWeek:
        if own:
            shifts = _as_of(agent, dict.fromkeys(group.shifts, 1))
            return LawfulWeek(self._problem, self._rule_set, agent, tuple(shifts))
        key = id(group)
        if key not in self._weeks:
            first = group.kind.first.model_copy(
                update={"available": None, "unavailable": (), "preferences": ()}
            )
            self._weeks[key] = LawfulWeek(self._problem, self._rule_set, first, group.shifts)
        return self._weeks[key]


def _offered_to(agents: Sequence[Agent], shifts: Sequence[Shift], offered: Candidates) -> dict[Shift, int]:
    """How many of the agents may take each of the shifts, those that somebody may, written as the first
    one's.
    """
    counts: defaultdict[object, int] = defaultdict(int)
    for agent in agents:
        for shift in offered[agent.id]:
            counts[occurrence(shift)] += 1
    return _as_of(
        agents[0], {shift: counts[occurrence(shift)] for shift in shifts if counts[occurrence(shift)]}
    )


def _as_of(agent: Agent, counts: dict[Shift, int]) -> dict[Shift, int]:
    return {
        Shift(agent.id, shift.template, shift.start, shift.end, shift.day, shift.length, shift.fixed): count
        for shift, count in counts.items()
    }
