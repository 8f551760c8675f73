"""Trying changes on a roster: what each alters, tier by tier and for a queue in a span."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from solver.domain.coverage import TENTHS, Coverage, coverage_of
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift, break_of
from solver.domain.time import MINUTE
from solver.explaining.answers import Option, TierChange
from solver.explaining.repair import rate
from solver.living.difference import Difference
from solver.living.judge import Judge
from solver.rules import RuleSet
from solver.validate import values_by_tier, violations_by_rule

Week = tuple[Assignment, ...]


class AskedAmissError(ValueError):
    """The question is about something the problem or the roster does not hold."""


class Trying:
    """A roster and what small changes of it would alter."""

    def __init__(self, problem: Problem, rule_set: RuleSet, roster: Roster) -> None:
        self.problem = problem
        self.rule_set = rule_set
        self.roster = roster
        self.judge = Judge(problem, rule_set, roster)
        self.coverage: Coverage = coverage_of(problem, roster)
        self._people = {agent.id: agent for agent in problem.agents}
        self._rates = {rule.rule: rate(rule, problem.interval_minutes) for rule in rule_set.active}
        self.tiers = values_by_tier(violations_by_rule(problem, rule_set, roster))

    def agent(self, agent_id: str) -> Agent:
        """The agent of that id; raises AskedAmissError when there is none."""
        if agent_id not in self._people:
            raise AskedAmissError(f"agent: expected one of the roster's {len(self._people)} agents")
        return self._people[agent_id]

    def price(self, broken: Sequence[Violation]) -> int:
        """What breaking these rules would cost, in minutes of working time."""
        return sum(self._rates.get(each.rule, 10_000) * each.excess for each in broken)

    def covered(self, given: Mapping[str, Week]) -> Grid:
        """Tenths covered per queue and interval when these agents have these shifts."""
        others = (shift for shift in self.roster.assignments if shift.agent not in given)
        changed = Roster(assignments=(*others, *(shift for week in given.values() for shift in week)))
        return coverage_of(self.problem, changed).covered

    def option(
        self,
        kind: str,
        said: str,
        given: Mapping[str, Week],
        difference: Difference,
        *,
        cells: tuple[Sequence[int], range],
        agent: str | None = None,
        before: Mapping[Tier, int] | None = None,
    ) -> Option:
        """The change as a document; ``cells`` are the rows of queues and the intervals asked about, and
        ``before`` the tiers to start from where those of the roster are not meant.
        """
        rows, span = cells
        now = self.covered(given)
        columns = slice(span.start, span.stop)
        gained = sum(int(now[row, columns].sum() - self.coverage.covered[row, columns].sum()) for row in rows)
        return Option(
            kind=kind,
            agent=agent,
            said=said,
            shifts=tuple(
                shift
                for agent_id, week in given.items()
                for shift in week
                if shift not in self.judge.shifts_of(agent_id)
            ),
            gained_hours=gained * self.problem.interval_minutes / 60 / TENTHS,
            tiers=self._changes(difference.tiers, self.tiers if before is None else before),
            cost=self._cost(given),
            broken=difference.broken,
            allowed=not difference.broken,
        )

    def _changes(self, tiers: Mapping[Tier, int], before: Mapping[Tier, int]) -> tuple[TierChange, ...]:
        """Tiers that have a value, before and after."""
        return tuple(
            TierChange(
                tier=tier,
                before=before.get(tier, 0),
                after=self.tiers.get(tier, 0) + tiers.get(tier, 0),
            )
            for tier in sorted({*self.tiers, *tiers, *before})
        )

    def _cost(self, given: Mapping[str, Week]) -> float:
        """What the change costs at the contracts' rates."""
        total = 0.0
        for agent_id, week in given.items():
            minutes = sum(shift.paid_minutes for shift in week) - sum(
                shift.paid_minutes for shift in self.judge.shifts_of(agent_id)
            )
            total += minutes / 60 * self._people[agent_id].contract.cost_per_hour
        return round(total, 6)


def order(difference: Difference) -> tuple[int, ...]:
    """Tier by tier, the most important first: less is better."""
    return tuple(difference.tiers.get(tier, 0) for tier in Tier)


def worked(problem: Problem, shift: Shift, wanted: Grid) -> Assignment:
    """The shift with its breaks where least of ``wanted`` (a weight per interval) is lost."""
    axis = problem.axis
    segments = []
    for plan in shift.length.breaks:
        starts = [
            shift.start + offset * MINUTE
            for offset in range(plan.earliest_offset, plan.latest_offset + 1)
            if axis.minute(shift.start + offset * MINUTE) % axis.interval_minutes == 0
        ] or [shift.start + plan.earliest_offset * MINUTE]
        middle = starts[len(starts) // 2]

        def lost(start: datetime, minutes: int = plan.minutes, middle: datetime = middle) -> tuple[int, int]:
            touched = axis.touched(start, start + minutes * MINUTE)
            away = int(np.sum(wanted[touched.start : touched.stop]))
            return away, abs((start - middle) // MINUTE)

        start = min(starts, key=lost)
        segments.append(break_of(plan, start))
    return Assignment(
        agent=shift.agent, template=shift.template, start=shift.start, end=shift.end, breaks=tuple(segments)
    )
