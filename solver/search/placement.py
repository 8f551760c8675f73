"""Breaks that move with their shifts: one place each, so that a neighbourhood is free in its shifts alone."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from solver.domain.shift import Shift
from solver.model.on_duty import Capability
from solver.rules.idle_hours import IdleHours
from solver.rules.service_coverage import ServiceCoverage
from solver.search.program import Program, Values

Row = tuple[int, int, list[int]]
"""The variable that counts breaks begun at a point, what others begin there, and the takes that begin one."""

MANY = 1.5
"""From so many break variables per shift on, freeing them together with the shifts is too much at once."""

_NOISE = 0.5
"""Of a tenth of an agent, so that shifts alike do not all break at the same time."""


class Placement:
    """Where each shift of a neighbourhood has its flexible breaks: taken ones keep theirs, the others have
    them where least is short just now.
    """

    def __init__(self, program: Program) -> None:
        model = program.model
        self._model = model
        self._grain = model.axis.interval_minutes
        intervals = range(model.axis.intervals)
        self._shift_of = {model.takes(shift).index: shift for shift in program.shifts}
        self._windows: defaultdict[Shift, list[tuple[int, int, int]]] = defaultdict(list)
        for number, group in enumerate(model.break_groups):
            for first, windows in group.windows.items():
                for shift, which in windows:
                    self._windows[shift].append((number, which, first))
        self._queues = {queue.id: queue.priority for queue in program.problem.queues}
        # Only what some rule has asked for is counted: asking here would add to the model.
        counted = any(isinstance(rule, (ServiceCoverage, IdleHours)) for rule in program.rule_set.active)
        self._short = {
            queue: [self._variable(queue, interval) if counted else -1 for interval in intervals]
            for queue in self._queues
        }
        self._seen: Values = ()
        self._begins: Mapping[tuple[Shift, int], datetime] = {}
        self._pain: dict[Capability, npt.NDArray[np.float64]] = {}

    def _variable(self, queue: str, interval: int) -> int:
        short = self._model.short(queue, interval)
        return short.index if isinstance(short, cp_model.IntVar) else -1

    def rows(
        self, takes: Iterable[int], breaks: Iterable[int], values: Values, rng: random.Random
    ) -> list[Row]:
        """One row for each point at which a break of the neighbourhood's groups may begin, given what stands
        at ``values``; ``takes`` and ``breaks`` are the variables set free.
        """
        self._look_at(values)
        groups = self._model.break_groups
        placed: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        gone: defaultdict[tuple[int, int], int] = defaultdict(int)
        for take in takes:
            shift = self._shift_of[take]
            for number, which, first in self._windows[shift]:
                if values[take]:
                    begun = self._begins[shift, which]
                    point = self._model.axis.minute(begun) // self._grain
                    gone[number, point] += 1
                else:
                    point = self._best(
                        groups[number].capability, groups[number].minutes, first, groups[number].width, rng
                    )
                placed[number, point].append(take)
        free = set(breaks)
        return [
            (variable.index, values[variable.index] - gone[number, point], placed[number, point])
            for number, group in enumerate(groups)
            for point, variable in group.starts.items()
            if variable.index in free
        ]

    def _look_at(self, values: Values) -> None:
        if values is not self._seen:
            self._seen = values
            self._begins = self._model.begins(lambda variable: values[variable.index])
            self._pain.clear()

    def _best(self, capability: Capability, minutes: int, first: int, width: int, rng: random.Random) -> int:
        if capability not in self._pain:
            self._pain[capability] = self._painful(capability)
        pain = self._pain[capability]
        lasts = -(-minutes // self._grain)

        def hurts(point: int) -> float:
            return float(pain[max(0, point) : max(0, point + lasts)].sum()) + _NOISE * rng.random()

        return min(range(first, first + width), key=hurts)

    def _painful(self, capability: Capability) -> npt.NDArray[np.float64]:
        """By interval the tenths short, times priority, of the worst of the queues that they serve."""
        values = self._seen
        if not capability:
            return np.zeros(self._model.axis.intervals)
        served = [
            [self._queues[queue] * values[index] if index >= 0 else 0 for index in self._short[queue]]
            for queue in sorted(capability)
        ]
        worst: npt.NDArray[np.float64] = np.array(served, dtype=np.float64).max(axis=0)
        return worst
