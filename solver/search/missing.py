"""What the people on duty leave uncovered, and what one more of them would be worth."""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from solver.domain.coverage import (
    TENTHS,
    capability,
    even_tenths,
    mask_of,
    minimum_agents,
    on_duty_counts,
    priority_order,
)
from solver.domain.pooling import Grid, Pooling
from solver.domain.problem import Problem
from solver.rules import RuleSet
from solver.rules.idle_hours import IdleHours

_MINIMUM_WORTH = 1_000
"""A missing head of the minimum staffing outweighs anything the service requirement could gain in an
interval.
"""

Duty = list[tuple[frozenset[str], list[int]]]
"""Capabilities and the intervals served with them, one entry per shift."""


class Missing:
    """Heads on duty per capability and interval, valued by the queues' priorities; idle heads cost what the
    rules say.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet) -> None:
        # A shift belongs to a date of the period or one beside it, depending on the agent's zone.
        dates = [
            problem.period.first_date + timedelta(days=offset)
            for offset in range(-2, problem.period.days + 2)
        ]
        able = {(agent.skills, agent.channels, agent.site): agent for agent in problem.agents}
        served = {capability(problem, agent, day) for agent in able.values() for day in dates}
        counts = on_duty_counts(problem, problem.carried_in)
        self._capabilities = sorted({*served, *counts}, key=sorted)
        self._row = {capability: row for row, capability in enumerate(self._capabilities)}
        masks = [mask_of(problem, capability) for capability in self._capabilities]
        order = priority_order(problem)
        required = even_tenths(problem)
        wanted = sum(1 << row for row in range(len(required)) if required[row].any())
        self._service = Pooling(masks, required, order)
        self._required, self._minimum = required, minimum_agents(problem)
        self._floor = Pooling(masks, self._minimum, order)
        self._priorities = np.array([queue.priority for queue in problem.queues], dtype=np.int64)
        self._able = np.array([int(bool(mask & wanted)) for mask in masks], dtype=np.int64)
        service = sum(rule.weight or 1 for rule in rule_set.active if rule.rule == "service_coverage")
        self._service_weight = service or 1
        self._idle_weight = sum(rule.weight or 1 for rule in rule_set.active if isinstance(rule, IdleHours))
        self._heads: Grid = np.zeros((len(masks), problem.axis.intervals), dtype=np.int64)
        for capability_, row in self._row.items():
            if capability_ in counts:
                self._heads[row] = counts[capability_]
        self._carried = self._heads.copy()

    def worth(self, served: frozenset[str]) -> Grid:
        """What one more person of that capability on duty gains in each interval."""
        more = self._heads.copy()
        more[self._row[served]] += 1
        gain: Grid = self._value(more) - self._value(self._heads)
        return gain

    def total(self) -> int:
        """What all on duty are worth together."""
        return int(self._value(self._heads).sum())

    def lacking(self) -> int:
        """What is left to wish for: the price of all that is short and idle."""
        met = self._service_weight * int(self._priorities @ self._required.sum(axis=1))
        return met + _MINIMUM_WORTH * int(self._minimum.sum()) - self.total()

    def add(self, duty: Duty, heads: int) -> None:
        """So many more heads (or fewer) in those intervals of those capabilities."""
        for served, intervals in duty:
            np.add.at(self._heads[self._row[served]], intervals, heads)

    def standing(self, without: Iterable[Duty]) -> dict[frozenset[str], Grid]:
        """The heads on duty by capability, those duties and what is carried in left out."""
        heads = self._heads - self._carried
        for duty in without:
            for served, intervals in duty:
                np.add.at(heads[self._row[served]], intervals, -1)
        return {served: heads[row] for served, row in self._row.items()}

    def _value(self, heads: Grid) -> Grid:
        covered = self._service.covered(heads * TENTHS)
        value: Grid = self._service_weight * (self._priorities @ covered)
        if self._idle_weight:
            value = value - self._idle_weight * (self._able @ heads * TENTHS - covered.sum(axis=0))
        floor: Grid = self._floor.covered(heads).sum(axis=0)
        return value + _MINIMUM_WORTH * floor
