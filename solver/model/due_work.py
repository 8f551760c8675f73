"""Work that may wait as variables: done from its release on, by those whom work that cannot wait leaves."""

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from solver.domain.coverage import TENTHS
from solver.domain.due_work import WaitingWork, waiting_work
from solver.domain.pooling import components, tight_sets
from solver.model.breach import Expr
from solver.model.coverage import MOST_ROWS
from solver.model.roster_model import RosterModel


class LateWork:
    """How much of the problem's due work is late, by queue and the last interval it could be done in.

    What arrives is done, waits or is late; no more waits than is not due yet. In every interval and for every
    set of queues that matters, what is done and what is covered are at most the supply of those who can
    serve any of them, as in `Shortfall`.
    """

    def __init__(self, model: RosterModel) -> None:
        self._model = model
        self._rows = {queue.id: row for row, queue in enumerate(model.problem.queues)}
        self._names = [queue.id for queue in model.problem.queues]
        self._capabilities = model.on_duty.capabilities
        self._masks = [sum(1 << self._rows[queue] for queue in served) for served in self._capabilities]
        self.work = waiting_work(model.axis, model.problem.due_work, TENTHS)
        self._late: dict[tuple[str, int], cp_model.IntVar] = {}
        self._done: dict[tuple[int, int], cp_model.IntVar] = {}
        for queue, work in self.work.items():
            self._add_chain(queue, work)
        for interval in range(model.axis.intervals):
            self._add_supply(interval)

    def of(self, queue: str, interval: int) -> Expr:
        """Tenths late whose last interval this was."""
        return self._late.get((queue, interval), 0)

    def _add_chain(self, queue: str, work: WaitingWork) -> None:
        cp, before = self._model.cp, 0
        left: Expr = 0
        columns = (work.arrives.tolist(), work.expires.tolist(), work.may_wait.tolist())
        for interval, (arrives, expires, may_wait) in enumerate(zip(*columns, strict=True)):
            most = before + arrives
            before = may_wait
            if not most:
                continue
            done = cp.new_int_var(0, most, f"done {queue} {interval}")
            waits: Expr = cp.new_int_var(0, may_wait, f"waits {queue} {interval}") if may_wait else 0
            late: Expr = 0
            if expires:
                late = self._late[queue, interval] = cp.new_int_var(0, expires, f"late {queue} {interval}")
            cp.add(left + arrives == done + waits + late)
            self._done[self._rows[queue], interval] = done
            left = waits

    def _add_supply(self, interval: int) -> None:
        """Rows of sets without due work are those of `Shortfall`, and stand there."""
        required = self._model.required[:, interval]
        waiting = [row for row in range(len(self._names)) if (row, interval) in self._done]
        universe = sum(1 << row for row in {*waiting, *np.flatnonzero(required).tolist()})
        due = sum(1 << row for row in waiting)
        for part in components(self._masks, universe):
            if not part & due:
                continue
            sets = tight_sets(self._masks, part, MOST_ROWS)
            if sets is None:
                self._add_flows(_rows_of(part), interval)
                continue
            for chosen in (each for each in sets if each & due):
                used = cp_model.LinearExpr.sum([self._used(row, interval) for row in _rows_of(chosen)])
                self._model.cp.add(used <= TENTHS * self._heads(chosen, interval))

    def _add_flows(self, rows: Sequence[int], interval: int) -> None:
        """Above so many sets flows from people to queues are the smaller model."""
        cp = self._model.cp
        given: dict[int, list[cp_model.IntVar]] = {row: [] for row in rows}
        for served, mask in zip(self._capabilities, self._masks, strict=True):
            flows = []
            for row in rows:
                if mask >> row & 1:
                    flows.append(cp.new_int_var(0, 1 << 30, f"flow {row} {interval}"))
                    given[row].append(flows[-1])
            if flows:
                cp.add(cp_model.LinearExpr.sum(flows) <= TENTHS * self._model.on_duty.heads(served, interval))
        for row in rows:
            cp.add(self._used(row, interval) <= cp_model.LinearExpr.sum(given[row]))

    def _used(self, row: int, interval: int) -> Expr:
        """Tenths that the queue takes: work done, or what is covered of what it requires."""
        if (row, interval) in self._done:
            return self._done[row, interval]
        return int(self._model.required[row, interval]) - self._model.short(self._names[row], interval)

    def _heads(self, chosen: int, interval: int) -> Expr:
        able = [served for served, mask in zip(self._capabilities, self._masks, strict=True) if mask & chosen]
        return cp_model.LinearExpr.sum([self._model.on_duty.heads(served, interval) for served in able])


def _rows_of(mask: int) -> list[int]:
    return [row for row in range(mask.bit_length()) if mask >> row & 1]
