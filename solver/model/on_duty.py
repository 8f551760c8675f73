"""Who is on duty when: head counts per capability, with breaks as counts of like people rather than of
persons.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from ortools.sat.python import cp_model

from solver.domain.coverage import capability, on_duty_counts
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.model.breach import Expr

Value = Callable[[cp_model.IntVar], int]
Capability = frozenset[str]


@dataclass(frozen=True, slots=True)
class BreakWindow:
    """Where one break of a shift may begin: ``count`` starts from ``first`` on, one interval apart.

    Starts lie on the axis's grid; a window that holds no grid point has its earliest start alone. A break
    takes every interval it touches from coverage, so one shorter than the interval takes the whole of it.
    """

    first: datetime
    count: int
    minutes: int


def break_windows(axis: TimeAxis, shift: Shift) -> tuple[BreakWindow, ...]:
    """One window per break of the shift, in order."""
    windows = []
    for plan in shift.length.breaks:
        earliest = shift.start + plan.earliest_offset * MINUTE
        latest = shift.start + plan.latest_offset * MINUTE
        first = axis.instant(-(-axis.minute(earliest) // axis.interval_minutes))
        if first > latest:
            windows.append(BreakWindow(earliest, 1, plan.minutes))
        else:
            count = (latest - first) // (axis.interval_minutes * MINUTE) + 1
            windows.append(BreakWindow(first, count, plan.minutes))
    return tuple(windows)


@dataclass(slots=True)
class BreakGroup:
    """Breaks of equal length and equally wide windows of people of one capability: first come, first served.

    Windows of equal width that begin earlier also end earlier, so handing starts out in order of the windows
    fits whenever the counts do: a break that has begun by each deadline for everyone whose window is over,
    and none before its window opens. ``starts[i]`` counts breaks begun at grid point i; ``waiting[i]``
    people whose window is open at i and who have not begun by then.
    """

    capability: Capability
    minutes: int
    width: int
    windows: defaultdict[int, list[tuple[Shift, int]]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[int, cp_model.IntVar] = field(default_factory=dict)
    waiting: dict[int, cp_model.IntVar] = field(default_factory=dict)

    @property
    def agents(self) -> frozenset[str]:
        return frozenset(shift.agent for windows in self.windows.values() for shift, _ in windows)


class OnDuty:
    """Head counts per capability and interval as variables of the model.

    Capabilities are cut down to the queues in ``relevant``: those somebody has to serve.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        problem: Problem,
        axis: TimeAxis,
        takes: dict[Shift, cp_model.IntVar],
        relevant: Capability,
    ) -> None:
        self._cp = cp
        self._axis = axis
        self._takes = takes
        self._heads: dict[tuple[Capability, int], cp_model.IntVar] = {}
        self._spanning: dict[Capability, defaultdict[int, list[cp_model.IntVar]]] = {}
        self._breaking: defaultdict[tuple[Capability, int], list[cp_model.IntVar]] = defaultdict(list)
        self._people: defaultdict[Capability, set[str]] = defaultdict(set)
        self.groups: dict[tuple[Capability, int, int], BreakGroup] = {}
        self._constant: defaultdict[Capability, np.ndarray[tuple[int], np.dtype[np.int64]]] = defaultdict(
            lambda: np.zeros(axis.intervals, dtype=np.int64)
        )
        people = {agent.id: agent for agent in problem.agents}
        for served, counts in on_duty_counts(problem, problem.carried_in).items():
            self._constant[served & relevant] = self._constant[served & relevant] + counts
        known: dict[tuple[str, object], Capability] = {}
        for shift in takes:
            key = (shift.agent, shift.day)
            if key not in known:
                known[key] = capability(problem, people[shift.agent], shift.day) & relevant
            if known[key]:
                self._add(shift, known[key])
        for group in self.groups.values():
            self._constrain(group)

    @property
    def capabilities(self) -> list[Capability]:
        """Every capability somebody has, in a fixed order."""
        present = {served for served in (*self._spanning, *self._constant) if served}
        return sorted(present, key=sorted)

    def heads(self, served: Capability, interval: int) -> cp_model.IntVar:
        """How many people of that capability work all of the interval."""
        key = (served, interval)
        if key not in self._heads:
            by_interval = self._spanning.get(served)
            spanning = by_interval[interval] if by_interval is not None else []
            constant = int(self._constant[served][interval]) if served in self._constant else 0
            most = min(len(spanning), len(self._people[served])) + constant
            heads = self._cp.new_int_var(0, most, f"heads {sorted(served)} {interval}")
            on_shift = cp_model.LinearExpr.sum(spanning)
            on_break = cp_model.LinearExpr.sum(self._breaking[key])
            self._cp.add(heads == on_shift - on_break + constant)
            self._heads[key] = heads
        return self._heads[key]

    def placed(self, begins: Mapping[tuple[Shift, int], datetime]) -> dict[int, int]:
        """Values of the break variables, by index, for breaks that begin at grid points as given."""
        values: dict[int, int] = {}
        for group in self.groups.values():
            open_at: defaultdict[int, int] = defaultdict(int)
            begun: defaultdict[int, int] = defaultdict(int)
            for first, windows in group.windows.items():
                for shift, number in windows:
                    if (shift, number) in begins:
                        point = self._axis.minute(begins[shift, number]) // self._axis.interval_minutes
                        begun[point] += 1
                        for waiting in range(first, point):
                            open_at[waiting] += 1
            values.update({variable.index: begun[point] for point, variable in group.starts.items()})
            values.update({variable.index: open_at[point] for point, variable in group.waiting.items()})
        return values

    def hand_out(self, taken: Iterable[Shift], value: Value) -> dict[tuple[Shift, int], datetime]:
        """When each flexible break of the taken shifts begins, by shift and number of the break."""
        chosen = set(taken)
        begins: dict[tuple[Shift, int], datetime] = {}
        for group in self.groups.values():
            waiting = [
                (shift, number)
                for point in sorted(group.windows)
                for shift, number in sorted(
                    group.windows[point], key=lambda window: (window[0].start, window[0].agent, window[1])
                )
                if shift in chosen
            ]
            points = [point for point in sorted(group.starts) for _ in range(value(group.starts[point]))]
            begins.update(
                (window, self._axis.instant(point)) for window, point in zip(waiting, points, strict=True)
            )
        return begins

    def _add(self, shift: Shift, served: Capability) -> None:
        take = self._takes[shift]
        self._people[served].add(shift.agent)
        worked = self._axis.covered(shift.start, shift.end)
        away: set[int] = set()
        for number, window in enumerate(break_windows(self._axis, shift)):
            if window.count == 1:
                away.update(self._axis.touched(window.first, window.first + window.minutes * MINUTE))
            else:
                key = (served, window.minutes, window.count)
                if key not in self.groups:
                    self.groups[key] = BreakGroup(served, window.minutes, window.count)
                point = self._axis.minute(window.first) // self._axis.interval_minutes
                self.groups[key].windows[point].append((shift, number))
        spanning = self._spanning.setdefault(served, defaultdict(list))
        for interval in worked:
            if interval not in away:
                spanning[interval].append(take)

    def _constrain(self, group: BreakGroup) -> None:
        most = len(group.agents)
        opening: dict[int, Expr] = {
            point: cp_model.LinearExpr.sum([self._takes[shift] for shift, _ in windows])
            for point, windows in group.windows.items()
        }
        lasts = -(-group.minutes // self._axis.interval_minutes)
        before: Expr = 0
        for point in sorted({first + step for first in opening for step in range(group.width)}):
            starts = self._cp.new_int_var(0, most, f"breaks begun {point}")
            group.starts[point] = starts
            still_open = [
                opening[first] for first in range(point - group.width + 2, point + 1) if first in opening
            ]
            opened = opening.get(point, 0)
            if still_open:
                waiting = self._cp.new_int_var(0, most, f"breaks waiting {point}")
                group.waiting[point] = waiting
                self._cp.add(waiting == before + opened - starts)
                self._cp.add(waiting <= cp_model.LinearExpr.sum(still_open))
                before = waiting
            else:
                self._cp.add(starts == before + opened)
                before = 0
            for interval in range(max(0, point), min(self._axis.intervals, point + lasts)):
                self._breaking[group.capability, interval].append(starts)
