"""What no roster undercuts where the days of a long period are too many for columns: targets, minutes,
weekends and limited kinds all have prices, and everybody's days then are a shortest path.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numba
import numpy as np
import numpy.typing as npt

from solver.search.cheapest_days import ENDLESS, Ints
from solver.search.day_columns import SCALE
from solver.search.day_kernels import counted, put_in
from solver.search.day_prices import Pricing
from solver.search.day_problem import Target

_BOLD, _TIMID = 0.3, 3e-4
"""How far a price goes at first and at last, in parts of what a head missing costs."""

_MEMORY, _MEMORY_OF_SIZE, _CALM = 0.8, 0.99, 0.05
"""How much of the direction so far goes on, and of how long steps would have been; what keeps a price calm
that hardly ever moved.
"""


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


class Multipliers:
    """Prices that rise where too much is taken and fall where too little is: along a subgradient, each price
    by its own measure (Kingma and Ba, "Adam", 2015).

    For any prices, what everybody's cheapest path and all targets and limits are worth is a lower bound.
    """

    def __init__(self, targets: Sequence[Target], pricings: Sequence[Pricing]) -> None:
        self._pricings = pricings
        self._wanted = np.array([target.wanted for target in targets], dtype=np.int64)
        under = np.array([target.under for target in targets], dtype=np.int64)
        self._most, self._least = SCALE * under, -SCALE * np.array([target.over for target in targets])
        self._scale = SCALE * float(under[self._wanted > 0].mean() if (self._wanted > 0).any() else 1)
        # One price for each target, then for each agent those of a unit, a weekend and every limited kind.
        numbers = np.cumsum([len(targets), *(2 + len(pricing.caps) for pricing in pricings)])
        self._own = [slice(first, end) for first, end in pairwise(numbers.tolist())]
        self._prices = np.zeros(int(numbers[-1]))
        self.bound = 0
        self.asked = 0

    def raise_bound(self, way: Callable[[], float]) -> None:
        """Raise ``bound`` until all of the ``way`` is gone: a share, which decides how far prices go."""
        heading, size = np.zeros(len(self._prices)), np.zeros(len(self._prices))
        rounds = 0
        while (share := way()) < 1:
            value, beyond = self._valued(way)
            if beyond is None:
                return
            self.bound = max(self.bound, -(-value // SCALE))
            rounds += 1
            heading = _MEMORY * heading + (1 - _MEMORY) * beyond
            size = _MEMORY_OF_SIZE * size + (1 - _MEMORY_OF_SIZE) * beyond**2
            measure = np.sqrt(size / (1 - _MEMORY_OF_SIZE**rounds)) + _CALM
            step = self._scale * _BOLD * (_TIMID / _BOLD) ** share / (1 - _MEMORY**rounds)
            self._move(step * heading / measure)

    def _move(self, change: npt.NDArray[np.float64]) -> None:
        """Change the prices, each within its bounds; that of a unit does not change its sign at once."""
        prices, before, count = self._prices, self._prices.copy(), len(self._wanted)
        prices += change
        prices[:count] = np.clip(prices[:count], self._least, self._most)
        for own in self._own:
            if before[own.start] * prices[own.start] < 0:
                prices[own.start] = 0.0
            prices[own.start + 1 : own.stop] = np.maximum(0.0, prices[own.start + 1 : own.stop])

    def _valued(self, way: Callable[[], float]) -> tuple[int, npt.NDArray[np.float64] | None]:
        """The bound in parts of a unit, and what of everything is wanted or taken too much; nothing of the
        latter where the way was gone before all were asked.
        """
        count = len(self._wanted)
        prices = np.rint(self._prices).astype(np.int64)
        longer = np.append(prices[:count], 0)
        value = int(prices[:count] @ self._wanted)
        beyond = np.zeros(len(self._prices))
        beyond[:count] = self._wanted
        for pricing, own in zip(self._pricings, self._own, strict=True):
            worth, rows, excess = _path(pricing, longer, prices[own])
            value += worth
            beyond[rows] -= 1
            beyond[own] = excess
            self.asked += 1
            if way() >= 1:
                return value, None
        return value, beyond


def _path(pricing: Pricing, prices: Ints, limits: Ints) -> tuple[int, Ints, npt.NDArray[np.float64]]:
    """What an agent's cheapest path is worth under the prices of targets and of the agent's limits (a unit, a
    weekend, limited kinds), the rows it serves and what it takes too much of, units told in shifts.
    """
    per_unit, per_weekend = int(limits[0]), int(limits[1])
    caps = np.array(list(pricing.caps.values()), dtype=np.int64)
    cost, best = pricing.by_class(prices, SCALE, limits[2:] @ pricing.limited)
    cost += np.where(cost < ENDLESS, per_unit * pricing.units, 0)
    value, classes = _shortest(cost, pricing.steps.rows, pricing.weekend, per_weekend, pricing.steps.states)
    worked = classes >= 0
    kinds = put_in(classes, 0, classes, best)
    taken = int(pricing.units[classes[worked]].sum())
    least, most = int(pricing.fewest.min()), int(pricing.most.max())
    value = int(value) + SCALE * pricing.person.base
    value -= per_unit * (most if per_unit > 0 else least) + per_weekend * pricing.weekends
    value -= int(limits[2:] @ caps)
    shift = float(pricing.units.max(initial=1)) or 1.0
    beyond = taken - most if per_unit > 0 or taken > most else min(0, taken - least)
    if per_unit < 0:
        beyond = taken - least
    more = np.concatenate(
        [[_begun(worked, pricing.weekend) - pricing.weekends], counted(kinds, pricing.limited) - caps]
    )
    # What has no price and is not beyond its limit pushes nothing.
    more = np.where((more > 0) | (limits[1:] > 0), more, 0)
    return value, pricing.days(kinds).rows, np.concatenate([[beyond / shift], more])


def _begun(worked: npt.NDArray[np.bool_], weekend: Ints) -> int:
    before = np.concatenate([[False], worked[:-1]])
    return int((worked & ((weekend == 1) | ((weekend == 2) & ~before))).sum())
