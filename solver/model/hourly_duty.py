"""Who is on duty in blocks of intervals: what all rows of a block say together, for bounds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ortools.sat.python import cp_model

from solver.domain.coverage import capability, on_duty_counts
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, TimeAxis
from solver.model.breach import Expr
from solver.model.on_duty import Capability, break_windows

BLOCK_MINUTES = 60

_BEFORE = -1
"""The block of all that lies before the axis."""

_Term = tuple[cp_model.IntVar, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What one shift adds in a block: intervals on shift with breaks of one possible start taken out, fewer
    for each interval of a movable break that is surely over by the end of the block, and how many of those
    may be over already although they need not be.
    """

    block: int
    there: int
    surely: int
    perhaps: int


class HourlyDuty:
    """Intervals on duty per capability and block, as variables.

    Every row is a sum of rows that hold in any roster, so nothing people could do is left out: movable breaks
    of a capability lie, taken together, no earlier than all their windows open and no later than they close.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        problem: Problem,
        axis: TimeAxis,
        takes: Mapping[Shift, cp_model.IntVar],
        relevant: Capability,
        size: Callable[[str], int],
        standing: Mapping[Capability, Grid],
    ) -> None:
        self._cp = cp
        self._axis = axis
        self._size = size
        self.block = BLOCK_MINUTES // axis.interval_minutes
        self.blocks = -(-axis.intervals // self.block)
        self._known: dict[tuple[datetime, datetime, int], tuple[Share, ...]] = {}
        self._duty: dict[Capability, list[cp_model.IntVar]] = {}
        people = {agent.id: agent for agent in problem.agents}
        fixed: defaultdict[Capability, list[int]] = defaultdict(lambda: [0] * self.blocks)
        for counts in (on_duty_counts(problem, problem.carried_in), standing):
            for served, heads in counts.items():
                for block in range(self.blocks):
                    fixed[served & relevant][block] += int(heads[block * self.block :][: self.block].sum())
        shifts: defaultdict[Capability, list[tuple[Shift, cp_model.IntVar]]] = defaultdict(list)
        able: dict[tuple[str, object], Capability] = {}
        for shift, take in takes.items():
            key = (shift.agent, shift.day)
            if key not in able:
                able[key] = capability(problem, people[shift.agent], shift.day) & relevant
            shifts[able[key]].append((shift, take))
        self.most = sum(map(size, people)) + sum(max(blocks, default=0) for blocks in fixed.values())
        for served in sorted({*shifts, *fixed}, key=sorted):
            if served:
                self._duty[served] = self._count(shifts[served], fixed[served])

    @property
    def capabilities(self) -> list[Capability]:
        """Every capability somebody has, in a fixed order."""
        return list(self._duty)

    def heads(self, served: Capability, block: int) -> cp_model.IntVar:
        """How many intervals people of that capability work in the block, all of them together."""
        return self._duty[served][block]

    def _count(
        self, shifts: Iterable[tuple[Shift, cp_model.IntVar]], fixed: list[int]
    ) -> list[cp_model.IntVar]:
        there: defaultdict[int, list[_Term]] = defaultdict(list)
        surely: defaultdict[int, list[_Term]] = defaultdict(list)
        perhaps: defaultdict[int, list[_Term]] = defaultdict(list)
        most: defaultdict[int, int] = defaultdict(int)
        for shift, take in shifts:
            people = self._cp.proto.variables[take.index].domain[1]
            for share in self._shares(shift):
                most[share.block] += people * self.block
                for terms, factor in ((there, share.there), (surely, share.surely), (perhaps, share.perhaps)):
                    if factor:
                        terms[share.block].append((take, factor))
        found = []
        early = self._early(perhaps[_BEFORE], most[_BEFORE])
        for block in range(self.blocks):
            duty = self._cp.new_int_var(0, most[block] + fixed[block], "")
            on_shift = _sum(there[block]) + fixed[block]
            before, early = early, self._early(perhaps[block], most[block])
            self._cp.add(duty <= on_shift)
            self._cp.add(duty == on_shift - _sum(surely[block]) - early + before)
            found.append(duty)
        return found

    def _early(self, perhaps: list[_Term], most: int) -> Expr:
        """Intervals of breaks that are over by the end of a block although they need not be."""
        if not perhaps:
            return 0
        early = self._cp.new_int_var(0, most * max(factor for _, factor in perhaps), "")
        self._cp.add(early <= _sum(perhaps))
        return early

    def _shares(self, shift: Shift) -> tuple[Share, ...]:
        key = (shift.start, shift.end, id(shift.length))
        if key not in self._known:
            self._known[key] = tuple(self._shared(shift))
        return self._known[key]

    def _shared(self, shift: Shift) -> Iterable[Share]:
        axis, grain = self._axis, self._axis.interval_minutes
        worked = axis.covered(shift.start, shift.end)
        away: set[int] = set()
        movable: list[tuple[int, int, int]] = []
        for window in break_windows(axis, shift):
            if window.count == 1:
                away.update(axis.touched(window.first, window.first + window.minutes * MINUTE))
            else:
                first, lasts = axis.minute(window.first) // grain, -(-window.minutes // grain)
                latest = first + window.count - 1
                # One that may run past the last whole interval of the shift need not take any in full.
                if latest + lasts <= worked.stop or worked.stop == axis.intervals:
                    movable.append((first, latest, lasts))
        if movable and shift.start < axis.start:
            begun = sum(_over(first, lasts, 0) - _over(latest, lasts, 0) for first, latest, lasts in movable)
            yield Share(_BEFORE, 0, 0, begun)
        for block in range(worked.start // self.block, -(-worked.stop // self.block)):
            first, end = block * self.block, min((block + 1) * self.block, axis.intervals)
            inside = range(max(first, worked.start), min(end, worked.stop))
            yield Share(
                block=block,
                there=sum(interval not in away for interval in inside),
                surely=sum(
                    _over(latest, lasts, end) - _over(latest, lasts, first) for _, latest, lasts in movable
                ),
                perhaps=sum(
                    _over(earliest, lasts, end) - _over(latest, lasts, end)
                    for earliest, latest, lasts in movable
                ),
            )


def _over(begun: int, lasts: int, point: int) -> int:
    """How many intervals of a break begun at a grid point lie before another."""
    return min(max(point - begun, 0), lasts)


def _sum(terms: list[_Term]) -> Expr:
    return cp_model.LinearExpr.weighted_sum([take for take, _ in terms], [factor for _, factor in terms])
