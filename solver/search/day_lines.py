"""Long periods by annealing: weeks of one agent after the other are drawn anew, given everybody else's."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from solver.search.cheapest_days import ENDLESS, Ints
from solver.search.day_kernels import counted
from solver.search.day_line_kernel import Floats, choose_anew, sow, states_along
from solver.search.day_prices import Days, Pricing
from solver.search.day_problem import DayProblem

_HOT, _COLD = 0.08, 0.35
"""Heat at first, per price of a head missing, and at last, per least price there is."""

_FROZEN = 0.97
"""The share of the way after which nothing but what is cheaper is taken."""

_SHORTEST, _LONGEST = 14, 63
_REACH = 2.5
"""Dates drawn anew at a time, and by how many shifts an agent's sum may stray meanwhile."""

_RAISED, _LOWERED = 1.3, 0.97
"""How the price of a limited kind follows whether its limit stood in the way."""


@dataclass(slots=True)
class _Line:
    """The days of one agent as they are kept up by the kernel."""

    pricing: Pricing
    kinds: Ints
    states: Ints
    most_limited: Ints
    spent: Ints
    totals: Ints
    allowed: Ints
    surcharge: Floats
    reach: int


class Lines:
    """Everybody's days, annealed; ``cost`` is what they come to, ``best`` the least that was."""

    def __init__(
        self, problem: DayProblem, pricings: Sequence[Pricing], days: Sequence[Days], seed: int
    ) -> None:
        targets = problem.targets
        self._wanted = np.array([target.wanted for target in targets], dtype=np.int64)
        self._under = np.array([target.under for target in targets], dtype=np.int64)
        self._over = np.array([target.over for target in targets], dtype=np.int64)
        self._heads = np.zeros(len(targets), dtype=np.int64)
        for chosen in days:
            self._heads[chosen.rows] += 1
        self._days = len(problem.weekend)
        self._kinds = np.stack([chosen.kinds for chosen in days])
        self._lines = [_line(pricing, kinds) for pricing, kinds in zip(pricings, self._kinds, strict=True)]
        self._rng = random.Random(seed)
        prices = np.concatenate([self._under, self._over, *(np.abs(_prices(one)) for one in pricings)])
        dear = self._under[self._wanted > 0]
        self._hot = _HOT * float(dear.mean() if len(dear) else 1)
        self._cold = _COLD * float(prices[prices > 0].min(initial=1 << 40))
        missing = self._wanted - self._heads
        self.cost = int(np.maximum(self._under * missing, -self._over * missing).sum())
        self.cost += sum(chosen.cost for chosen in days)
        self.best = self.cost
        self._best_kinds = self._kinds.copy()
        self.drawn = 0

    def best_days(self) -> list[Days]:
        """The cheapest days that were."""
        return [
            line.pricing.days(kinds.copy()) for line, kinds in zip(self._lines, self._best_kinds, strict=True)
        ]

    def anneal(self, pool: ThreadPoolExecutor, hands: int, share: float) -> None:
        """One round, at the heat that belongs to this ``share`` of the way: about all of everybody's days are
        drawn anew. ``hands`` threads (one or two) draw for different agents on dates apart from each other's.
        """
        heat = 0.0 if share > _FROZEN else self._hot * (min(self._cold, self._hot) / self._hot) ** share
        numbers = self._rng.sample(range(len(self._lines)), len(self._lines))
        if hands < 2 or self._days < 4 * _SHORTEST or len(numbers) < 2:
            self.cost += self._draw(numbers, 0, self._days, heat, self._rng.getrandbits(30))
        else:
            middle = self._rng.randrange(self._days // 3, 2 * self._days // 3)
            half = len(numbers) // 2
            parts = [(numbers[:half], 0, middle), (numbers[half:], middle, self._days)]
            waiting = [
                pool.submit(self._draw, some, first, end, heat, self._rng.getrandbits(30))
                for some, first, end in parts
            ]
            self.cost += sum(each.result() for each in waiting)
        if self.cost < self.best:
            self.best = self.cost
            self._best_kinds[:] = self._kinds

    def _draw(self, numbers: Sequence[int], first: int, end: int, heat: float, seed: int) -> int:
        """Days from ``first`` up to ``end`` of these agents, several windows each; the change of the cost."""
        rng = random.Random(seed)
        sow(seed)
        change = 0
        windows = max(1, round(2 * (end - first) / (_SHORTEST + _LONGEST)))
        for number in numbers:
            for _ in range(windows):
                count = rng.randint(min(_SHORTEST, end - first), min(_LONGEST, end - first))
                begins = rng.randint(first - count // 2, end - count // 2)
                change += self._drawn(self._lines[number], max(first, begins), min(end, begins + count), heat)
        self.drawn += windows * len(numbers)
        return change

    def _drawn(self, line: _Line, first: int, end: int, heat: float) -> int:
        pricing = line.pricing
        change = choose_anew(
            line.kinds,
            line.states,
            pricing.rows,
            pricing.person.own,
            pricing.class_of,
            pricing.steps.rows,
            pricing.steps.leads,
            pricing.steps.works,
            pricing.units,
            pricing.weekend,
            pricing.limited,
            line.most_limited,
            line.spent,
            line.totals,
            line.allowed,
            self._heads,
            self._wanted,
            self._under,
            self._over,
            line.surcharge,
            first,
            end,
            line.reach,
            heat,
        )
        if change >= ENDLESS:
            full = pricing.limited[line.spent >= line.most_limited].any(axis=0)
            line.surcharge = np.where(full, _RAISED * np.maximum(line.surcharge, self._cold), line.surcharge)
            return 0
        line.surcharge *= _LOWERED
        return int(change)


def _line(pricing: Pricing, kinds: Ints) -> _Line:
    """``kinds`` is written to as days are drawn anew."""
    worked = kinds >= 0
    states = np.zeros(len(kinds) + 1, dtype=np.int64)
    states_along(pricing.class_of[kinds], pricing.steps.leads, states)
    fresh = pricing.steps.works[states[:-1]] == 0
    begun = worked & ((pricing.weekend == 1) | ((pricing.weekend == 2) & fresh))
    total = int(pricing.units[pricing.class_of[kinds[worked]]].sum())
    return _Line(
        pricing=pricing,
        kinds=kinds,
        states=states,
        most_limited=np.array(list(pricing.caps.values()), dtype=np.int64),
        spent=counted(kinds, pricing.limited),
        totals=np.array([total, begun.sum()], dtype=np.int64),
        allowed=np.array([pricing.fewest.min(), pricing.most.max(), pricing.weekends], dtype=np.int64),
        surcharge=np.zeros(pricing.person.own.shape[1]),
        reach=round(_REACH * int(pricing.units.max(initial=1))),
    )


def _prices(pricing: Pricing) -> Ints:
    """What shifts of the agent cost by themselves."""
    own = pricing.person.own
    return own[own < ENDLESS]
