"""How many of a group are on shift in each interval."""

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.domain.selection import ShiftFilter
from solver.model.breach import Expr

if TYPE_CHECKING:
    from solver.model.roster_model import RosterModel


def count_heads(model: "RosterModel", wanted: frozenset[str], kind: ShiftFilter) -> tuple[Expr, ...]:
    """For each interval, how many of the wanted agents have a shift of the kind that spans it, breaks not
    considered.
    """
    of_kind = kind.chooser(model.problem)
    changes: defaultdict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    fixed = [0] * (model.axis.intervals + 1)
    for agent_id in sorted(wanted):
        agent = model.people[agent_id]
        for shift in model.shifts(agent_id):
            spanned = model.axis.covered(shift.start, shift.end)
            if spanned and of_kind(agent, shift):
                changes[spanned.start].append((model.takes(shift), 1))
                changes[spanned.stop].append((model.takes(shift), -1))
        for carried in model.carried_in(agent_id):
            if of_kind(agent, carried):
                for interval in model.axis.covered(carried.start, carried.end):
                    fixed[interval] += 1
    # From one interval to the next only those who come and go matter: short rows, and few of them.
    found: list[Expr] = []
    heads: Expr = 0
    for interval in range(model.axis.intervals):
        before = fixed[interval - 1] if interval else 0
        if interval in changes or fixed[interval] != before:
            moves = changes.get(interval, [])
            coming = cp_model.LinearExpr.weighted_sum(
                [take for take, _ in moves], [step for _, step in moves]
            )
            most = sum(map(model.size, wanted)) + fixed[interval]
            known = isinstance(heads, int) and not moves
            now = heads + coming + (fixed[interval] - before)
            heads = fixed[interval] if known else model.named(now, most, f"heads#{interval}")
        found.append(heads)
    return tuple(found)
