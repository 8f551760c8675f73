"""What one shift more would gain for service, and how many changes it takes at least."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import numpy as np

from solver.domain.coverage import TENTHS, capability, duty_intervals
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.living.stretches import Stretches
from solver.model.assigned import assigned
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.rules.idle_hours import IdleHours
from solver.search.missing import Missing


class Gains:
    """The service price that people on duty save, and what one more of them would save in the stretches."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, shifts: Iterable[Assignment], stretches: Stretches
    ) -> None:
        self._problem = problem
        self._axis = problem.axis
        self._inside = stretches.intervals(problem.axis)
        self._people = {agent.id: agent for agent in problem.agents}
        self._once_a_day = {agent.id: rule_set.once_a_day(agent) for agent in problem.agents}
        without = tuple(each.model_copy(update={"minimum": None}) for each in problem.requirements)
        self._missing = Missing(problem.model_copy(update={"requirements": without}), rule_set)
        self._idle = sum(rule.weight or 1 for rule in rule_set.active if isinstance(rule, IdleHours))
        self._worth: dict[frozenset[str], Grid] = {}
        self._served: dict[tuple[str, date], frozenset[str]] = {}
        for shift in shifts:
            self.put(shift, 1)

    def put(self, shift: Assignment, heads: int) -> None:
        """So many more people (or fewer) have the shift."""
        day = shift.local_date(self._people[shift.agent].zone)
        self._missing.add(
            [(self._serves(shift.agent, day), duty_intervals(self._axis, shift).tolist())], heads
        )
        self._worth.clear()

    def of(self, shift: Shift) -> int:
        """What the shift saves at most: every interval that gains counted, no break taken out."""
        worked = self._axis.covered(shift.start, shift.end)
        return int(np.maximum(self._worth_of(shift)[worked.start : worked.stop], 0).sum())

    def placed(self, shift: Shift) -> Assignment:
        """The shift with its breaks where they are missed least."""
        worth, grain = self._worth_of(shift), self._axis.interval_minutes
        begins = {}
        for number, window in enumerate(break_windows(self._axis, shift)):
            if window.count > 1:
                first, lasts = self._axis.minute(window.first) // grain, -(-window.minutes // grain)
                starts = range(max(first, 0), first + window.count)
                best = min(starts, key=lambda start: int(worth[start : start + lasts].sum()))
                begins[shift, number] = self._axis.instant(best)
        return assigned(shift, self._axis, begins)

    def least_changes(
        self,
        needed: int,
        free: Iterable[Shift],
        standing: Iterable[Assignment],
        alone: Mapping[str, int] | None = None,
    ) -> int:
        """How many shifts must come or go at least for service in the stretches to cost ``needed`` less.

        Coverage grows less with every shift that is added, and with none that is taken away: the shifts come
        to no more than the sum of what each alone would save on the roster as it stands. Taking one away
        saves no more than what idle people cost. Work that may wait for later is not of this kind.

        ``alone`` tells by agent what one shift more gains at most where nothing else of theirs changes; all
        else takes two changes of theirs at least. None: any shift may come alone.
        """
        if needed <= 0:
            return 0
        if self._problem.due_work:
            return 1
        best: dict[str, dict[object, int]] = {}
        for shift in free:
            # Of a day's shifts one counts, unless there may be several.
            key = shift.day if self._once_a_day[shift.agent] else (shift.start, shift.end, shift.template)
            own = best.setdefault(shift.agent, {})
            own[key] = max(own.get(key, 0), self.of(shift))
        saved: list[float] = [*self._saved_by_less(standing)]
        for agent_id, own in best.items():
            gains = sorted(own.values(), reverse=True)
            first = gains[0] if alone is None else alone.get(agent_id, 0)
            # Two changes gain two shifts at most; a first that gains less is made up for by the second.
            pair = sum(gains[:2])
            saved += [max(first, pair / 2), min(pair - first, pair / 2), *gains[2:]]
        changes, left = 0, float(needed)
        for gain in sorted(saved, reverse=True):
            if left <= 1e-6 or gain <= 0:
                break
            left -= gain
            changes += 1
        return changes

    def _saved_by_less(self, standing: Iterable[Assignment]) -> Iterator[int]:
        if self._idle:
            for shift in standing:
                worked = self._axis.covered(shift.start, shift.end)
                yield TENTHS * self._idle * int(self._inside[worked.start : worked.stop].sum())

    def _worth_of(self, shift: Shift) -> Grid:
        served = self._serves(shift.agent, shift.day)
        if served not in self._worth:
            self._worth[served] = np.where(self._inside, self._missing.worth(served), 0)
        return self._worth[served]

    def _serves(self, agent_id: str, day: date) -> frozenset[str]:
        if (agent_id, day) not in self._served:
            self._served[agent_id, day] = capability(self._problem, self._people[agent_id], day)
        return self._served[agent_id, day]
