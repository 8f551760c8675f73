"""The greedy start: one agent after the other takes the lawful week that covers most of what is still
missing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from solver.domain.coverage import (
    TENTHS,
    capability,
    mask_of,
    minimum_agents,
    on_duty_counts,
    priority_order,
    required_tenths,
)
from solver.domain.people import Agent
from solver.domain.pooling import Grid, Pooling
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.model.on_duty import break_windows
from solver.model.roster_model import RosterModel
from solver.rules import RuleSet
from solver.search.ask import Answer, Limit, Question, Stop, ask
from solver.search.program import excess_of

_MINIMUM_WORTH = 1_000
"""A missing head of the minimum staffing outweighs anything the service requirement could gain in an
interval.
"""

_UNLAWFUL = 10_000_000
"""Price of one unit of a required rule's excess: no gain of a week reaches it."""


@dataclass(frozen=True, slots=True)
class Start:
    """The shifts chosen, when their flexible breaks begin (by shift and number of the break), and what
    finding them cost in deterministic time.
    """

    shifts: frozenset[Shift]
    breaks: dict[tuple[Shift, int], datetime]
    deterministic_time: float


class _Missing:
    """What another person on duty would be worth, interval by interval, given those already there."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        # A shift belongs to a date of the period or one beside it, depending on the agent's zone.
        dates = [
            problem.period.first_date + timedelta(days=offset)
            for offset in range(-2, problem.period.days + 2)
        ]
        served = {capability(problem, agent, day) for agent in problem.agents for day in dates}
        counts = on_duty_counts(problem, problem.carried_in)
        self._capabilities = sorted({*served, *counts}, key=sorted)
        self._row = {capability: row for row, capability in enumerate(self._capabilities)}
        masks = [mask_of(problem, capability) for capability in self._capabilities]
        order = priority_order(problem)
        self._service = Pooling(masks, required_tenths(problem), order)
        self._floor = Pooling(masks, minimum_agents(problem), order)
        self._priorities = np.array([queue.priority for queue in problem.queues], dtype=np.int64)
        self._heads: Grid = np.zeros((len(masks), problem.axis.intervals), dtype=np.int64)
        for capability_, row in self._row.items():
            if capability_ in counts:
                self._heads[row] = counts[capability_]

    def worth(self, served: frozenset[str]) -> Grid:
        """What one more person of that capability on duty gains in each interval."""
        more = self._heads.copy()
        more[self._row[served]] += 1
        gain: Grid = self._value(more) - self._value(self._heads)
        return gain

    def add(self, served: frozenset[str], intervals: Iterable[int]) -> None:
        for interval in intervals:
            self._heads[self._row[served], interval] += 1

    def _value(self, heads: Grid) -> Grid:
        service = self._priorities @ self._service.covered(heads * TENTHS)
        floor = self._floor.covered(heads).sum(axis=0)
        value: Grid = service + _MINIMUM_WORTH * floor
        return value


def greedy_start(
    problem: Problem, rule_set: RuleSet, *, seed: int, deterministic: bool, stop: Stop | None = None
) -> Start:
    """Lawful weeks for one agent after the other, those who can serve fewest queues first.

    Each week is optimal for its agent given the agents before, under the required rules that speak of that
    agent alone; rules about several agents are left to the search that follows.
    """
    missing = _Missing(problem)
    chosen: set[Shift] = set()
    breaks: dict[tuple[Shift, int], datetime] = {}
    spent = 0.0
    breadth = {
        agent.id: len(capability(problem, agent, problem.period.first_date)) for agent in problem.agents
    }
    for agent in sorted(problem.agents, key=lambda agent: (breadth[agent.id], agent.id)):
        if stop is not None and stop():
            break
        week = _Week(problem, rule_set, agent, missing)
        answer = week.solve(seed=seed, deterministic=deterministic)
        spent += answer.deterministic_time
        for shift in week.taken(answer):
            chosen.add(shift)
            breaks.update(week.breaks(shift))
            missing.add(*week.duty(shift))
    return Start(frozenset(chosen), breaks, spent)


class _Week:
    """One agent's choice of shifts, worth what they cover beyond the others."""

    def __init__(self, problem: Problem, rule_set: RuleSet, agent: Agent, missing: _Missing) -> None:
        alone = problem.model_copy(
            update={
                "agents": (agent,),
                "requirements": (),
                "carried_in": tuple(shift for shift in problem.carried_in if shift.agent == agent.id),
                "locked": tuple(shift for shift in problem.locked if shift.agent == agent.id),
                "previous": tuple(shift for shift in problem.previous if shift.agent == agent.id),
            }
        )
        self._problem = problem
        self._agent = agent
        self._missing = missing
        self._axis = problem.axis
        self._worth: dict[frozenset[str], Grid] = {}
        self.model = RosterModel(
            alone,
            forbids=lambda person, shift: rule_set.forbids(problem, person, shift),
            once_a_day=rule_set.once_a_day,
        )
        unlawful = [
            excess_of(self.model.cp, breach)
            for rule in rule_set.active
            if rule.required
            for breach in rule.breaches(self.model)
            if breach.place.agent == agent.id
        ]
        # Quarter-hours are a tie-break: whoever covers nothing more stays at home if the contract lets them.
        gain = sum(
            (TENTHS * self._gain(shift) - shift.paid_minutes // 15) * self.model.takes(shift)
            for shift in self.model.shifts(agent.id)
        )
        self.model.cp.maximize(gain - _UNLAWFUL * sum(unlawful))

    def solve(self, *, seed: int, deterministic: bool) -> Answer:
        limit = Limit(deterministic=0.2) if deterministic else Limit(seconds=1.0, deterministic=0.5)
        return ask(Question(self.model.cp, limit, seed=seed))

    def taken(self, answer: Answer) -> list[Shift]:
        shifts = self.model.shifts(self._agent.id)
        if answer.values is None:
            return [shift for shift in shifts if shift.fixed is not None]
        return [shift for shift in shifts if answer.values[self.model.takes(shift).index]]

    def duty(self, shift: Shift) -> tuple[frozenset[str], list[int]]:
        """The capability and the intervals the shift serves, breaks where they are missed least."""
        served = capability(self._problem, self._agent, shift.day)
        away = {
            interval for breaks in self._cheapest_breaks(shift, self._worth_of(served)) for interval in breaks
        }
        worked = self._axis.covered(shift.start, shift.end)
        return served, [interval for interval in worked if interval not in away]

    def breaks(self, shift: Shift) -> dict[tuple[Shift, int], datetime]:
        """When the shift's flexible breaks begin."""
        worth = self._worth_of(capability(self._problem, self._agent, shift.day))
        windows = break_windows(self._axis, shift)
        return {
            (shift, number): self._axis.instant(taken.start)
            for number, (window, taken) in enumerate(
                zip(windows, self._cheapest_breaks(shift, worth), strict=True)
            )
            if window.count > 1
        }

    def _gain(self, shift: Shift) -> int:
        worth = self._worth_of(capability(self._problem, self._agent, shift.day))
        worked = self._axis.covered(shift.start, shift.end)
        lost = sum(
            int(worth[interval])
            for breaks in self._cheapest_breaks(shift, worth)
            for interval in breaks
            if interval in worked
        )
        return int(worth[worked.start : worked.stop].sum()) - lost

    def _worth_of(self, served: frozenset[str]) -> Grid:
        if served not in self._worth:
            self._worth[served] = self._missing.worth(served)
        return self._worth[served]

    def _cheapest_breaks(self, shift: Shift, worth: Grid) -> list[range]:
        """The intervals each break takes when it falls where the agent is worth least."""
        grain = self._axis.interval_minutes
        found = []
        for window in break_windows(self._axis, shift):
            if window.count == 1:
                point = self._axis.minute(window.first)
                found.append(range(point // grain, -(-(point + window.minutes) // grain)))
                continue
            first, lasts = self._axis.minute(window.first) // grain, -(-window.minutes // grain)
            starts = range(first, first + window.count)
            inside = [start for start in starts if start >= 0 and start + lasts <= len(worth)]
            best = min(inside or starts, key=lambda start: int(worth[max(0, start) : start + lasts].sum()))
            found.append(range(best, best + lasts))
        return found
