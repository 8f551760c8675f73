"""The roster model with coverage looked at in blocks of intervals: few rows, all of them true, for bounds."""

from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model

from solver.domain.coverage import TENTHS, mask_of
from solver.domain.pooling import Grid, components, tight_sets
from solver.model.breach import Expr
from solver.model.hourly_duty import HourlyDuty
from solver.model.roster_model import RosterModel

MOST_SETS = 24
"""Above this many queue subsets in a block only the single queues and all of them together are looked at."""


class HourlyModel(RosterModel):
    """What is short and idle in a block is told at its first interval, and nothing at the others.

    So sums over intervals of equal price come out as they should, and nothing else may be asked of them. All
    rows about takes alone are those of the roster model.
    """

    @property
    def knows_persons(self) -> bool:
        return False

    @cached_property
    def hourly(self) -> HourlyDuty:
        """Intervals on duty by block."""
        relevant = frozenset(
            queue.id
            for row, queue in enumerate(self.problem.queues)
            if self.required[row].any() or self.minimum[row].any()
        )
        return HourlyDuty(self.cp, self.problem, self.axis, self._takes, relevant, self.size, self._standing)

    @property
    def most_on_duty(self) -> int:
        return self.hourly.most

    def short(self, queue_id: str, interval: int) -> Expr:
        return self._told(self._hourly_service, self.required, queue_id, interval)

    def short_of_minimum(self, queue_id: str, interval: int) -> Expr:
        return self._told(self._hourly_floor, self.minimum, queue_id, interval)

    def idle(self, interval: int) -> Expr:
        block, place = divmod(interval, self.hourly.block)
        if place:
            return 0
        wanted = {queue.id for row, queue in enumerate(self.problem.queues) if bool(self.required[row].any())}
        able = [served for served in self.hourly.capabilities if served & wanted]
        heads = cp_model.LinearExpr.sum([self.hourly.heads(served, block) for served in able])
        short = cp_model.LinearExpr.sum(
            [variable for (_, at), variable in self._hourly_service.items() if at == block]
        )
        return TENTHS * heads + short - int(self._summed(self.required)[:, block].sum())

    def _told(
        self, short: dict[tuple[int, int], cp_model.IntVar], need: Grid, queue_id: str, interval: int
    ) -> Expr:
        row = next(row for row, queue in enumerate(self.problem.queues) if queue.id == queue_id)
        block = interval // self.hourly.block
        needed = np.flatnonzero(need[row, block * self.hourly.block : (block + 1) * self.hourly.block])
        first = len(needed) and block * self.hourly.block + int(needed[0]) == interval
        return short[row, block] if first else 0

    def _summed(self, need: Grid) -> Grid:
        starts = np.arange(0, need.shape[1], self.hourly.block)
        summed: Grid = np.add.reduceat(need, starts, axis=1)
        return summed

    @cached_property
    def _hourly_service(self) -> dict[tuple[int, int], cp_model.IntVar]:
        return self._shortfall(self._summed(self.required), TENTHS)

    @cached_property
    def _hourly_floor(self) -> dict[tuple[int, int], cp_model.IntVar]:
        return self._shortfall(self._summed(self.minimum), 1)

    def _shortfall(self, need: Grid, unit: int) -> dict[tuple[int, int], cp_model.IntVar]:
        """What each queue (row) lacks in each block, at least: for sets of queues, all of their need but what
        those who can serve any of them supply.
        """
        capabilities = self.hourly.capabilities
        masks = [mask_of(self.problem, served) for served in capabilities]
        short: dict[tuple[int, int], cp_model.IntVar] = {}
        chosen: dict[int, list[int]] = {}
        for block in range(need.shape[1]):
            active = np.flatnonzero(need[:, block]).tolist()
            for row in active:
                short[row, block] = self.cp.new_int_var(0, int(need[row, block]), "")
            universe = sum(1 << row for row in active)
            if universe not in chosen:
                chosen[universe] = _sets(masks, universe)
            for rows in chosen[universe]:
                wanted = [row for row in active if rows >> row & 1]
                supply = [
                    self.hourly.heads(served, block)
                    for served, mask in zip(capabilities, masks, strict=True)
                    if mask & rows
                ]
                lacking = cp_model.LinearExpr.sum([short[row, block] for row in wanted])
                total = sum(int(need[row, block]) for row in wanted)
                self.cp.add(lacking + unit * cp_model.LinearExpr.sum(supply) >= total)
        return short


def _sets(masks: list[int], universe: int) -> list[int]:
    found = []
    for part in components(masks, universe):
        single = [1 << row for row in range(part.bit_length()) if part >> row & 1]
        found += tight_sets(masks, part, MOST_SETS) or [*single, part]
    return found
