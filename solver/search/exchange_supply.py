"""What heads on duty are worth, as arrays that can be kept up to date head by head."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from solver.domain.coverage import TENTHS, even_tenths, mask_of, minimum_agents, priority_order
from solver.domain.pooling import Grid, Pooling
from solver.domain.problem import Problem
from solver.rules import RuleSet
from solver.rules.idle_hours import IdleHours
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.search.exchange_arrays import Rooms, Supply

FLOOR_PRICE = 10_000
"""What a head missing to the minimum weighs in units of the service tier."""


_ENDLESS = 1 << 30
"""Room that nobody fills, in tenths."""


def price_of_a_head(problem: Problem, rule_set: RuleSet) -> float:
    """What somebody missing costs in an interval, on average over the queues, as the service tier counts."""
    service, idle = _weights(rule_set)
    priorities = [queue.priority for queue in problem.queues]
    return TENTHS * (service * sum(priorities) / max(1, len(priorities)) + idle)


def supply_of(
    problem: Problem, rule_set: RuleSet, capabilities: Sequence[frozenset[str]], scale: int
) -> Supply | None:
    """Worth of nobody on duty yet, in units of the service tier times ``scale``; None where nothing is
    required, or the queues overlap too much for listing sets.
    """
    masks = [mask_of(problem, served) for served in capabilities]
    order = priority_order(problem)
    service, idle = _weights(rule_set)
    floor = sum(rule.weight or 1_000 for rule in rule_set.active if isinstance(rule, MinimumStaffing))
    required, minimum = even_tenths(problem), minimum_agents(problem)
    covering = [scale * (service * queue.priority + idle) for queue in problem.queues]
    manning = [scale * FLOOR_PRICE * floor for _ in problem.queues]
    parts = []
    for need, unit, worth in ((required, TENTHS, covering), (minimum, 1, manning)):
        found = _parts(Pooling(masks, need, order), need, unit, worth)
        if found is None:
            return None
        parts += found
    if not parts:
        return None
    wanted = sum(1 << row for row in range(len(required)) if required[row].any())
    most = max(len(room) for room, _, _, _ in parts)
    supply = Supply(
        room=np.stack([_filled(room, most, _ENDLESS) for room, _, _, _ in parts]),
        worth=np.zeros(problem.axis.intervals, dtype=np.int64),
        adds=np.stack([_filled(unit * reached, most, 0) for _, reached, unit, _ in parts])
        .transpose(2, 0, 1)
        .copy(),
        price=np.array([price for _, _, _, price in parts], dtype=np.int64),
        head_cost=np.array([scale * idle * TENTHS * bool(mask & wanted) for mask in masks], dtype=np.int64),
    )
    supply.worth[:] = supply.price @ supply.room.min(axis=1).astype(np.int64)
    return supply


def _weights(rule_set: RuleSet) -> tuple[int, int]:
    """Prices of a tenth short (of priority one) and of a tenth idle."""
    service = sum(rule.weight or 1 for rule in rule_set.active if isinstance(rule, ServiceCoverage))
    idle = sum(rule.weight or 1 for rule in rule_set.active if isinstance(rule, IdleHours))
    return service, idle


def copied(supply: Supply) -> Supply:
    """The same worth, to be kept up to date apart."""
    return supply._replace(room=supply.room.copy(), worth=supply.worth.copy())


def _filled(rows: Grid, most: int, value: int) -> Rooms:
    """The rows, and others of that value up to so many."""
    filled = np.full((most, rows.shape[1]), value, dtype=np.int32)
    filled[: len(rows)] = rows
    return filled


def _parts(
    pooling: Pooling, need: Grid, unit: int, worth: Sequence[int]
) -> list[tuple[Grid, Grid, int, int]] | None:
    """Room, sets reached by each capability, unit and price of what each queue adds to those before it."""
    ranks = pooling.ranks()
    if ranks is None:
        return None
    following = {queue: worth[later] for queues in pooling.parts() for queue, later in pairwise(queues)}
    found = []
    for queue, reached, outside in ranks:
        # What the first n queues are given together counts at the step in worth down to the next one.
        price = worth[queue] - following.get(queue, 0)
        if price:
            found.append((outside @ need, reached, unit, price))
    return found
