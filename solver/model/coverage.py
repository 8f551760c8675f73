"""Shortfalls: what the people on duty leave uncovered, each of them counted once over the queues they can
serve.
"""

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from solver.domain.pooling import Grid, components, tight_sets
from solver.model.breach import Expr
from solver.model.on_duty import Capability, OnDuty

MOST_ROWS = 64
"""Above this many queue subsets in an interval, flows from people to queues are the smaller model."""


class Shortfall:
    """How much of a need (one row per queue, one column per interval) is left uncovered, as variables.

    ``unit`` is what one person on duty supplies. For every set of queues that matters, what is covered of
    their need is at most the supply of those who can serve any of them (Gale–Hoffman), which holds for
    exactly the coverings some sharing of the people reaches.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        on_duty: OnDuty,
        queues: Sequence[str],
        need: Grid,
        unit: int,
        name: str,
    ) -> None:
        self._cp = cp
        self._on_duty = on_duty
        self._queues = list(queues)
        self._unit = unit
        self._short: dict[tuple[int, int], cp_model.IntVar] = {}
        capabilities = on_duty.capabilities
        rows = {queue: row for row, queue in enumerate(self._queues)}
        masks = [sum(1 << rows[queue] for queue in served) for served in capabilities]
        plans: dict[int, list[tuple[int, list[int] | None]]] = {}
        for interval in range(need.shape[1]):
            active = [row for row in range(len(self._queues)) if need[row, interval] > 0]
            for row in active:
                most = int(need[row, interval])
                self._short[row, interval] = cp.new_int_var(0, most, f"{name} {queues[row]} {interval}")
            universe = sum(1 << row for row in active)
            if universe not in plans:
                plans[universe] = [
                    (part, tight_sets(masks, part, MOST_ROWS)) for part in components(masks, universe)
                ]
            for part, sets in plans[universe]:
                if sets is None:
                    self._add_flows(part, interval, need, capabilities, masks)
                else:
                    for chosen in sets:
                        self._add_row(chosen, interval, need, capabilities, masks)

    def of(self, queue: str, interval: int) -> Expr:
        """What is missing, in the need's unit: a variable, or zero where nothing is needed."""
        return self._short.get((self._queues.index(queue), interval), 0)

    def _add_row(
        self,
        chosen: int,
        interval: int,
        need: Grid,
        capabilities: Sequence[Capability],
        masks: Sequence[int],
    ) -> None:
        wanted = [row for row in range(len(self._queues)) if chosen >> row & 1]
        supply = [
            self._on_duty.heads(served, interval)
            for served, mask in zip(capabilities, masks, strict=True)
            if mask & chosen
        ]
        short = cp_model.LinearExpr.sum([self._short[row, interval] for row in wanted])
        total = sum(int(need[row, interval]) for row in wanted)
        self._cp.add(short + self._unit * cp_model.LinearExpr.sum(supply) >= total)

    def _add_flows(
        self,
        part: int,
        interval: int,
        need: Grid,
        capabilities: Sequence[Capability],
        masks: Sequence[int],
    ) -> None:
        wanted = [row for row in range(len(self._queues)) if part >> row & 1]
        given: dict[int, list[cp_model.IntVar]] = {row: [] for row in wanted}
        for served, mask in zip(capabilities, masks, strict=True):
            flows = []
            for row in _rows_of(mask & part):
                flow = self._cp.new_int_var(0, int(need[row, interval]), f"flow {row} {interval}")
                given[row].append(flow)
                flows.append(flow)
            if flows:
                supply = self._unit * self._on_duty.heads(served, interval)
                self._cp.add(cp_model.LinearExpr.sum(flows) <= supply)
        for row in wanted:
            covered = cp_model.LinearExpr.sum(given[row])
            self._cp.add(self._short[row, interval] + covered >= int(need[row, interval]))


def _rows_of(mask: int) -> Iterable[int]:
    return (row for row in range(mask.bit_length()) if mask >> row & 1)
