"""Fewest changes as a program: what single changes found is bettered, and bounds are proved."""

import os
import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.living.goal import RESTORED, Goal
from solver.living.reach import Reach, RepairOptions
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.search.ask import Answer, Limit, Question, Stop, ask, fix, hint
from solver.search.program import Objective, Program, objective_of

_SHARE, _LEAST_SECONDS = 0.5, 0.05
"""Of the time left that a step may use, and the least it is given."""

_Parts = list[tuple[Objective, int]]
"""Prices, each with what is low enough."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A roster, by how much each of RESTORED costs more than before (``worse``), how many shifts came or
    went, and lower bounds of these three, each given the ones before it.
    """

    roster: Roster
    worse: tuple[int, int]
    changes: int
    bounds: tuple[int, int, int]

    @property
    def values(self) -> tuple[int, int, int]:
        return (*self.worse, self.changes)

    @property
    def proved(self) -> bool:
        return self.bounds >= self.values


class FewestChanges:
    """The program of a repair: free shifts are decisions, everything else stands."""

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        reach: Reach,
        goal: Goal,
        options: RepairOptions,
        stop: Stop | None,
        *,
        lawful: bool,
    ) -> None:
        self._standing = {_identity(shift): shift for shift in problem.previous}
        self._program = Program(problem, rule_set, lenient=not lawful, offered=reach.offered)
        self._goal = goal
        self._workers = options.workers or len(os.sched_getaffinity(0))
        self._seed = options.seed
        self._stop = stop

    def improved(self, reached: Reached, ends: float) -> Reached:
        """What is found until ``ends`` (monotonic seconds), no worse than what was reached already."""
        values = self._values_of(reached.roster, ends)
        if values is None:
            return reached
        program = self._program
        if Tier.REQUIRED in program.objectives:
            program.hold(Tier.REQUIRED, program.objectives[Tier.REQUIRED].value(values))
        steps = [*(self._parts(tier) for tier in RESTORED), [(self._changes(), 0)]]
        found, bounds = list(reached.values), list(reached.bounds)
        for number, parts in enumerate(steps):
            if found[number] > bounds[number]:
                values, answer = self._lowered(parts, values, ends)
                if _over(parts, values) < found[number]:
                    # Better there: what was known of the steps after it is of no use any more.
                    found[number:] = [_over(each, values) for each in steps[number:]]
                    bounds[number + 1 :] = [0] * (len(bounds) - number - 1)
                least = found[number] if answer.settled else min(answer.bound or 0, found[number])
                bounds[number] = max(bounds[number], least)
            values = self._hold(parts, found[number], values)
        return Reached(
            self._roster(values), (found[0], found[1]), found[2], (bounds[0], bounds[1], bounds[2])
        )

    def _parts(self, tier: Tier) -> _Parts:
        """The tier's price in the stretches and elsewhere, each with what it was before."""
        whole = self._program.objectives.get(tier)
        if whole is None:
            return []
        near = np.array([self._goal.stretches.holds(place) for place in whole.places], dtype=bool)
        return [
            (self._part(whole, near == inside), self._goal.before[tier, inside]) for inside in (True, False)
        ]

    def _part(self, whole: Objective, chosen: npt.NDArray[np.bool_]) -> Objective:
        """What the chosen breaches add to the objective."""
        cp, rows = self._program.cp, chosen[whole.owners]
        terms = zip(whole.indices[rows].tolist(), whole.coefficients[rows].tolist(), strict=True)
        priced = self._program.model.sum(
            coefficient * cp.get_int_var_from_proto_index(index) for index, coefficient in terms
        )
        known = sum(
            offset for offset, is_chosen in zip(whole.offsets.tolist(), chosen, strict=False) if is_chosen
        )
        return objective_of(cp, [(Place(), priced + known)])

    def _lowered(self, parts: _Parts, values: tuple[int, ...], ends: float) -> tuple[tuple[int, ...], Answer]:
        """The parts brought down to what is enough, and no further."""
        cp, overs = self._program.cp, []
        for objective, enough in parts:
            over = cp.new_int_var(0, max(0, objective.value(values) - enough), "over")
            cp.add(over >= objective.expression - enough)
            overs.append(over)
            values = (*values, max(0, objective.value(values) - enough))
        cp.minimize(self._program.model.sum(overs))
        hint(cp, values)
        seconds = max(_LEAST_SECONDS, _SHARE * (ends - time.monotonic()))
        question = Question(cp, Limit(seconds=seconds), workers=self._workers, seed=self._seed)
        answer = ask(question, self._stop)
        return answer.values or values, answer

    def _hold(self, parts: _Parts, most: int, values: tuple[int, ...]) -> tuple[int, ...]:
        """From now on the parts are above what is enough by no more; the values, with the new variables."""
        cp, overs = self._program.cp, []
        for objective, enough in parts:
            over = cp.new_int_var(0, most, "over")
            cp.add(over >= objective.expression - enough)
            overs.append(over)
            values = (*values, max(0, objective.value(values) - enough))
        if overs:
            cp.add(self._program.model.sum(overs) <= most)
        return values

    def _changes(self) -> Objective:
        model = self._program.model
        kept: list[Shift] = []
        new: list[Shift] = []
        for shift in self._program.shifts:
            (kept if _identity(shift) in self._standing else new).append(shift)
        expression = len(kept) - model.total(kept) + model.total(new)
        return objective_of(self._program.cp, [(Place(), expression)])

    def _values_of(self, roster: Roster, ends: float) -> tuple[int, ...] | None:
        """The roster as a solution; None where there is no time left to fill in what follows from it."""
        model, given = self._program.model, {_identity(shift): shift for shift in roster.assignments}
        decisions, begins = {}, {}
        for shift in self._program.shifts:
            assignment = given.get(_identity(shift))
            decisions[model.takes(shift).index] = int(assignment is not None)
            if assignment is not None:
                for number, window in enumerate(break_windows(model.axis, shift)):
                    if window.count > 1:
                        begins[shift, number] = assignment.breaks[number].start
        cp = self._program.cp.clone()
        fix(cp, {**decisions, **model.place_breaks(begins)})
        limit = Limit(seconds=max(_LEAST_SECONDS, ends - time.monotonic()))
        return ask(Question(cp, limit, effort="neighbourhood")).values

    def _roster(self, values: tuple[int, ...]) -> Roster:
        """The roster of a solution; shifts that stand keep every break and activity."""
        read = self._program.roster(values).assignments
        return Roster(assignments=tuple(self._standing.get(_identity(shift), shift) for shift in read))


def with_bounds(reached: Reached, changes: int) -> Reached:
    """The same, where that many changes are known to be needed."""
    first, second, third = reached.bounds
    return replace(reached, bounds=(first, second, min(max(third, changes), reached.changes)))


def _over(parts: _Parts, values: tuple[int, ...]) -> int:
    return sum(max(0, objective.value(values) - enough) for objective, enough in parts)


def _identity(shift: Assignment | Shift) -> tuple[object, ...]:
    return shift.agent, shift.template, shift.start, shift.end
