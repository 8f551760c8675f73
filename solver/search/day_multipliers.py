"""What no roster undercuts where the days of a long period are too many for columns: targets, minutes,
weekends and limited kinds all have prices, and everybody's days then are a shortest path.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numba
import numpy as np
import numpy.typing as npt

from solver.search.cheapest_days import ENDLESS, Ints
from solver.search.day_columns import SCALE, Enough
from solver.search.day_kernels import put_in
from solver.search.day_prices import Pricing
from solver.search.day_problem import Target

_BOLD, _TIMID = 1.0, 2e-3
_PATIENCE = 60
_MEMORY = 0.7
"""How much of the direction so far goes on."""


@numba.njit(cache=True, nogil=True)
def _shortest(price: Ints, steps: Ints, weekend: Ints, per_weekend: int, states: int) -> tuple[int, Ints]:
    """Cost of the cheapest days and the class worked on each (−1: off), whatever they add up to.

    ``price[day, class]`` is ENDLESS where nothing is offered; each weekend begun costs ``per_weekend``.
    """
    days = len(price)
    best = np.full((days + 1, states), ENDLESS, dtype=np.int64)
    came = np.full((days + 1, states), -1, dtype=np.int64)
    best[0, states - 1] = 0
    for day in range(days):
        for row in range(len(steps)):
            source, target, kind, worked = steps[row]
            value = best[day, source]
            if value >= ENDLESS:
                continue
            if kind >= 0:
                if price[day, kind] >= ENDLESS:
                    continue
                value += price[day, kind]
                if weekend[day] == 1 or (weekend[day] == 2 and worked == 0):
                    value += per_weekend
            if value < best[day + 1, target]:
                best[day + 1, target] = value
                came[day + 1, target] = row
    state = int(np.argmin(best[days]))
    value = best[days, state]
    chosen = np.full(days, -1, dtype=np.int64)
    if value < ENDLESS:
        for day in range(days, 0, -1):
            row = came[day, state]
            chosen[day - 1] = steps[row, 2]
            state = steps[row, 0]
    return value, chosen


@dataclass(slots=True)
class _Limits:
    """Prices, in parts of a unit of cost, of one agent's units, weekends and limited kinds."""

    units: float = 0.0
    weekends: float = 0.0
    kinds: dict[frozenset[int], float] = field(default_factory=dict)


class Multipliers:
    """Prices that rise where too much is taken and fall where too little is (a subgradient's way).

    For any prices, what everybody's cheapest path and all targets and limits are worth is a lower bound.
    """

    def __init__(self, targets: Sequence[Target], pricings: Sequence[Pricing]) -> None:
        self._pricings = pricings
        self._wanted = np.array([target.wanted for target in targets], dtype=np.int64)
        self._most = SCALE * np.array([target.under for target in targets], dtype=np.int64)
        self._least = -SCALE * np.array([target.over for target in targets], dtype=np.int64)
        self._prices = np.zeros(len(targets))
        self._limits = [_Limits(kinds=dict.fromkeys(pricing.caps, 0.0)) for pricing in pricings]
        self.bound = 0
        self.asked = 0

    def raise_bound(self, cost: Callable[[], int], enough: Enough) -> None:
        """Raise ``bound`` until it is enough, or next to nothing is gained; ``cost`` is the best known."""
        boldness, idle = _BOLD, 0
        heading = np.zeros(len(self._wanted))
        best = -ENDLESS
        while boldness > _TIMID and not enough():
            prices = np.clip(np.rint(self._prices).astype(np.int64), self._least, self._most)
            value, heads, excesses = self._valued(prices, enough)
            if excesses is None:
                return
            self.bound = max(self.bound, -(-value // SCALE))
            idle = 0 if value > best + SCALE // 8 else idle + 1
            best = max(best, value)
            if idle >= _PATIENCE:
                boldness, idle = boldness / 2, 0
            missing = self._wanted - heads
            # A price at its end goes no further: what would push it there is no direction.
            stuck = ((prices >= self._most) & (missing > 0)) | ((prices <= self._least) & (missing < 0))
            heading = _MEMORY * heading + (1 - _MEMORY) * np.where(stuck, 0, missing)
            norm = float(heading @ heading) + sum(found.norm for found in excesses)
            if norm == 0:
                return
            step = boldness * max(SCALE * cost() - value, SCALE) / norm
            self._prices = np.clip(self._prices + step * heading, self._least, self._most)
            for limits, found in zip(self._limits, excesses, strict=True):
                found.push(limits, step)

    def _valued(self, prices: Ints, enough: Enough) -> tuple[int, Ints, "list[_Excess] | None"]:
        """The bound in parts of a unit, the heads in each row and what each agent takes too much of; nothing
        of the last where it was enough before all were asked.
        """
        longer = np.append(prices, 0)
        value = int(prices @ self._wanted)
        heads = np.zeros(len(self._wanted), dtype=np.int64)
        excesses = []
        for pricing, limits in zip(self._pricings, self._limits, strict=True):
            if enough():
                return value, heads, None
            own, rows, excess = _path(pricing, longer, limits)
            value += own
            heads[rows] += 1
            excesses.append(excess)
            self.asked += 1
        return value, heads, excesses


@dataclass(frozen=True, slots=True)
class _Excess:
    """What one path takes too much (or, below zero, too little) of; units are told in shifts."""

    shift: float
    units: float
    weekends: float
    kinds: dict[frozenset[int], float]

    @property
    def norm(self) -> float:
        return self.units**2 + self.weekends**2 + sum(more**2 for more in self.kinds.values())

    def push(self, limits: _Limits, step: float) -> None:
        """Change the prices of the limits by as much."""
        before = limits.units
        limits.units += step * self.units / self.shift
        if before * limits.units < 0:
            limits.units = 0.0
        limits.weekends = max(0.0, limits.weekends + step * self.weekends)
        for some, more in self.kinds.items():
            limits.kinds[some] = max(0.0, limits.kinds[some] + step * more)


def _path(pricing: Pricing, prices: Ints, limits: _Limits) -> tuple[int, Ints, _Excess]:
    """What an agent's cheapest path is worth, the rows it serves and what it takes too much of."""
    per_unit, per_weekend = round(limits.units), round(limits.weekends)
    per_kind = {some: round(price) for some, price in limits.kinds.items()}
    surcharge = np.zeros(pricing.person.own.shape[1], dtype=np.int64)
    for some, more in per_kind.items():
        surcharge[list(some)] += more
    cost, best = pricing.by_class(prices, SCALE, surcharge)
    cost += np.where(cost < ENDLESS, per_unit * pricing.units, 0)
    value, classes = _shortest(cost, pricing.steps.rows, pricing.weekend, per_weekend, pricing.steps.states)
    worked = classes >= 0
    kinds = put_in(classes, 0, classes, best)
    taken = int(pricing.units[classes[worked]].sum())
    least, most = int(pricing.fewest.min()), int(pricing.most.max())
    begun = _begun(worked, pricing.weekend)
    value = int(value) + SCALE * pricing.person.base
    value -= per_unit * (most if per_unit > 0 else least) + per_weekend * pricing.weekends
    value -= sum(more * pricing.caps[some] for some, more in per_kind.items())
    shift = float(pricing.units.max(initial=1)) or 1.0
    beyond = taken - most if limits.units > 0 or taken > most else min(0, taken - least)
    if limits.units < 0:
        beyond = taken - least
    excess = _Excess(
        shift,
        beyond / shift,
        _pushing(begun - pricing.weekends, limits.weekends),
        {
            some: _pushing(int(np.isin(kinds, list(some)).sum()) - most_of, limits.kinds[some])
            for some, most_of in pricing.caps.items()
        },
    )
    return value, pricing.days(kinds).rows, excess


def _pushing(more: int, price: float) -> float:
    """What moves a price that is never below zero."""
    return float(more) if more > 0 or price > 0 else 0.0


def _begun(worked: npt.NDArray[np.bool_], weekend: Ints) -> int:
    before = np.concatenate([[False], worked[:-1]])
    return int((worked & ((weekend == 1) | ((weekend == 2) & ~before))).sum())
