"""Who is on duty when: head counts per capability, with breaks as counts of like people rather than of
persons.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solver.domain.coverage import capability, on_duty_counts
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.model.breach import Expr

if TYPE_CHECKING:
    from solver.model.attendance import Attendance

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

    Capabilities are cut down to the queues in ``relevant``: those somebody has to serve. Breaks of people
    whom ``apart`` tells apart are never counted together. Whoever attends a session is off duty for as long
    as it lasts, and their breaks, which have groups of their own, share no interval with it.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        problem: Problem,
        axis: TimeAxis,
        takes: dict[Shift, cp_model.IntVar],
        relevant: Capability,
        size: Callable[[str], int],
        standing: Mapping[Capability, Grid],
        attendance: "Attendance",
        apart: Sequence[frozenset[str]] = (),
    ) -> None:
        self._cp = cp
        self._axis = axis
        self._takes = takes
        self._apart = apart
        self.attendance = attendance
        self._attending = frozenset(each.agent for each in attendance.all if not each.stands)
        self._heads: dict[tuple[Capability, int], cp_model.IntVar] = {}
        self._moves: dict[Capability, defaultdict[int, list[tuple[cp_model.IntVar, int]]]] = {}
        self._on_shift: dict[Capability, tuple[list[Expr], list[int]]] = {}
        self._breaking: defaultdict[tuple[Capability, int], list[cp_model.IntVar]] = defaultdict(list)
        self._people: defaultdict[Capability, set[str]] = defaultdict(set)
        self._size = size
        self.groups: dict[tuple[Capability, int, int, Hashable], BreakGroup] = {}
        self._constant: defaultdict[Capability, np.ndarray[tuple[int], np.dtype[np.int64]]] = defaultdict(
            lambda: np.zeros(axis.intervals, dtype=np.int64)
        )
        people = {agent.id: agent for agent in problem.agents}
        for served, counts in on_duty_counts(problem, problem.carried_in).items():
            self._constant[served & relevant] = self._constant[served & relevant] + counts
        for served, counts in standing.items():
            self._constant[served & relevant] = self._constant[served & relevant] + counts
        known: dict[tuple[str, object], Capability] = {}
        for shift in takes:
            key = (shift.agent, shift.day)
            if key not in known:
                known[key] = capability(problem, people[shift.agent], shift.day) & relevant
            if known[key] or self._told_apart(shift.agent):
                self._add(shift, known[key])
        for group in self.groups.values():
            self._constrain(group)
        for each in attendance.all:
            if not each.stands:
                served = known[each.agent, each.shifts[0].day]
                for interval in each.lost:
                    self._breaking[served, interval].append(each.variable)
        self._keep_apart(attendance)

    @property
    def most(self) -> int:
        """How many people may be on duty at once, at most."""
        people = {agent_id for served, known in self._people.items() if served for agent_id in known}
        fixed = sum(int(counts.max(initial=0)) for counts in self._constant.values())
        return sum(map(self._size, people)) + fixed

    @property
    def capabilities(self) -> list[Capability]:
        """Every capability somebody has, in a fixed order."""
        present = {served for served in (*self._moves, *self._constant) if served}
        return sorted(present, key=sorted)

    def heads(self, served: Capability, interval: int) -> cp_model.IntVar:
        """How many people of that capability work all of the interval."""
        key = (served, interval)
        if key not in self._heads:
            on_shift, most = self._present(served)
            constant = int(self._constant[served][interval]) if served in self._constant else 0
            heads = self._cp.new_int_var(0, most[interval] + constant, f"heads {sorted(served)} {interval}")
            on_break = cp_model.LinearExpr.sum(self._breaking[key])
            self._cp.add(heads == on_shift[interval] - on_break + constant)
            self._heads[key] = heads
        return self._heads[key]

    def away(self, people: frozenset[str], *, breaks: bool, sessions: bool) -> list[tuple[Expr, int]]:
        """By interval, how many breaks, sessions or both of these people run in it, and the most there are.

        LookupError where their breaks are counted together with those of others (``apart`` tells whose must
        not be).
        """
        running: list[list[tuple[cp_model.IntVar, int]]] = [[] for _ in range(self._axis.intervals)]

        def add(variable: cp_model.IntVar, most: int, intervals: Iterable[int]) -> None:
            for interval in intervals:
                if 0 <= interval < len(running):
                    running[interval].append((variable, most))

        for shift, take in self._takes.items():
            if shift.agent in people:
                standing = {start for _, start in shift.sessions or ()}
                for window in break_windows(self._axis, shift):
                    if window.count == 1 and (sessions if window.first in standing else breaks):
                        over = window.first + window.minutes * MINUTE
                        add(take, self._size(shift.agent), self._axis.touched(window.first, over))
        for group in self.groups.values() if breaks else ():
            if not people.isdisjoint(group.agents):
                if not group.agents <= people:
                    raise LookupError(f"breaks of {min(group.agents & people)} are not counted apart")
                lasts = -(-group.minutes // self._axis.interval_minutes)
                for point, starts in group.starts.items():
                    add(starts, len(group.agents), range(point, point + lasts))
        for each in self.attendance.all if sessions else ():
            if each.agent in people and not each.stands:
                add(each.variable, 1, each.touched)
        return [
            (cp_model.LinearExpr.sum([variable for variable, _ in here]), sum(most for _, most in here))
            for here in running
        ]

    def _present(self, served: Capability) -> tuple[list[Expr], list[int]]:
        """Per interval how many of that capability are on shift, fixed breaks taken out, and the most there
        can be.

        From one interval to the next only those who come and go are counted: short rows, and few of them.
        """
        if served not in self._on_shift:
            moves = self._moves.get(served, defaultdict(list))
            found: list[Expr] = []
            most: list[int] = []
            now: Expr = 0
            open_shifts = 0
            people = sum(map(self._size, self._people[served]))
            for interval in range(self._axis.intervals):
                here = moves.get(interval, [])
                open_shifts += sum(step for _, step in here)
                most.append(people if open_shifts else 0)
                if here:
                    coming = cp_model.LinearExpr.weighted_sum(
                        [take for take, _ in here], [step for _, step in here]
                    )
                    on_shift = self._cp.new_int_var(0, most[-1], f"on shift {interval}")
                    self._cp.add(on_shift == now + coming)
                    now = on_shift
                found.append(now)
            self._on_shift[served] = found, most
        return self._on_shift[served]

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
                key = (served, window.minutes, window.count, self._told_apart(shift.agent))
                if key not in self.groups:
                    self.groups[key] = BreakGroup(served, window.minutes, window.count)
                point = self._axis.minute(window.first) // self._axis.interval_minutes
                self.groups[key].windows[point].append((shift, number))
        moves = self._moves.setdefault(served, defaultdict(list))
        there = False
        for interval in range(worked.start, worked.stop + 1):
            now = interval < worked.stop and interval not in away
            if now != there:
                moves[interval].append((take, 1 if now else -1))
            there = now

    def _told_apart(self, agent: str) -> Hashable:
        """What breaks of the agent share with those they are counted with; nothing where all are alike."""
        if agent in self._attending:
            return agent
        return tuple(number for number, people in enumerate(self._apart) if agent in people)

    def _keep_apart(self, attendance: "Attendance") -> None:
        """Nobody has two sessions, or a session and a break, in one interval."""
        busy: defaultdict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        for each in attendance.all:
            if not each.stands:
                for interval in each.touched:
                    busy[each.agent, interval].append(each.variable)
        for (*_, agent), group in self.groups.items():
            if isinstance(agent, str):
                lasts = -(-group.minutes // self._axis.interval_minutes)
                for point, starts in group.starts.items():
                    for interval in range(point, point + lasts):
                        if (agent, interval) in busy:
                            busy[agent, interval].append(starts)
        seen: set[tuple[int, ...]] = set()
        for variables in busy.values():
            key = tuple(sorted(variable.index for variable in variables))
            if len(key) > 1 and key not in seen:
                seen.add(key)
                self._cp.add_at_most_one(variables)

    def _constrain(self, group: BreakGroup) -> None:
        most = sum(map(self._size, group.agents))
        opening: dict[int, Expr] = {
            point: cp_model.LinearExpr.sum([self._takes[shift] for shift, _ in windows])
            for point, windows in group.windows.items()
        }
        lasts = -(-group.minutes // self._axis.interval_minutes)
        before: Expr = 0
        still_open: Expr = 0
        open_windows = 0
        for point in sorted({first + step for first in opening for step in range(group.width)}):
            starts = self._cp.new_int_var(0, most, f"breaks begun {point}")
            group.starts[point] = starts
            opened, over = opening.get(point, 0), opening.get(point - group.width + 1, 0)
            open_windows += len(group.windows.get(point, ())) - len(
                group.windows.get(point - group.width + 1, ())
            )
            if open_windows:
                # Only windows that open or close change how many may wait: short rows.
                last_open, still_open = still_open, self._cp.new_int_var(0, most, f"windows open {point}")
                self._cp.add(still_open == last_open + opened - over)
                waiting = self._cp.new_int_var(0, most, f"breaks waiting {point}")
                group.waiting[point] = waiting
                self._cp.add(waiting == before + opened - starts)
                self._cp.add(waiting <= still_open)
                before = waiting
            else:
                self._cp.add(starts == before + opened)
                before, still_open = 0, 0
            for interval in range(max(0, point), min(self._axis.intervals, point + lasts)):
                self._breaking[group.capability, interval].append(starts)
