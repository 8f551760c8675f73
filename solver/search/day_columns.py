"""Column generation over whole periods: a linear program chooses among the agents' days, its prices find
better ones.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

from solver.search.cheapest_days import ENDLESS, Ints
from solver.search.day_kernels import OPEN
from solver.search.day_prices import Days, Pricing
from solver.search.day_problem import Target

SCALE = 1 << 12
"""Prices are rounded to this part of a unit of cost: bounds are then sums of whole numbers."""

_SMOOTH = 0.7
_TINY = 1e-6
_AT_LEAST = 2
_LIKELY = 0.6
_ROUNDS_BETWEEN = 4

_LONGEST = 3_600_000

_ASKING, _TURNING = 1e-4, 3e-7
"""Seconds that a search of some days takes, and per row a change of the basis."""

Enough = Callable[[], bool]


class _NoOptimumError(Exception):
    """The program found no optimum in time."""


class Columns:
    """The linear program of columns (days an agent may have), one of which each agent takes.

    Its dual prices lie between what a head too many and a head missing costs, so for any prices the sum of
    what every agent's cheapest days and all targets are worth is a lower bound of the cost of any roster.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        pricings: Sequence[Pricing],
        standing: Ints,
        left: Callable[[], float],
        rows: Ints | None = None,
    ) -> None:
        """``standing`` are the heads in each row of agents who are no part of this, ``rows`` the targets that
        matter (None: all); ``left`` tells how many seconds there still are.
        """
        self._left = left
        self._rows = np.arange(len(targets)) if rows is None else rows
        self._place = np.full(len(targets) + 1, -1, dtype=np.int64)
        self._place[self._rows] = np.arange(len(self._rows))
        near = [targets[row] for row in self._rows.tolist()]
        self._pricings = pricings
        self.pool: list[list[Days]] = [[] for _ in pricings]
        self._known: list[set[bytes]] = [set() for _ in pricings]
        self._variables: list[list[pywraplp.Variable]] = [[] for _ in pricings]
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._endless = self._solver.infinity()
        self._wanted = np.array([target.wanted for target in near], dtype=np.int64) - standing[self._rows]
        self._under = np.array([target.under for target in near], dtype=np.int64)
        self._over = np.array([target.over for target in near], dtype=np.int64)
        self._takes_one = [self._solver.Constraint(1, 1) for _ in pricings]
        self._heads = []
        for target, wanted in zip(near, self._wanted.tolist(), strict=True):
            row = self._solver.Constraint(wanted, wanted)
            for price, sign in ((target.under, 1), (target.over, -1)):
                slack = self._solver.NumVar(0, self._endless, "")
                row.SetCoefficient(slack, sign)
                self._objective.SetCoefficient(slack, price)
            self._heads.append(row)
        self._taking = [0.0 for _ in pricings]
        self._last = np.zeros(len(near), dtype=np.int64)
        self.bound = -ENDLESS
        self.asked = 0
        self.settled = False
        """Whether a dive began where the program saw nothing below the best there was (a limit less one)."""
        self._turned = 0

    @property
    def seconds(self) -> float:
        """About how long all of it takes on one core, by what was counted: searches of days, and changes of
        the linear program's basis.
        """
        return _ASKING * self.asked + _TURNING * self._turned * (len(self._heads) + len(self.pool))

    def add(self, number: int, days: Days) -> bool:
        """Make a column of these days of an agent; whether it is new."""
        key = days.kinds.astype(np.int8).tobytes()
        if key in self._known[number]:
            return False
        self._known[number].add(key)
        variable = self._solver.NumVar(0, self._endless, "")
        self._objective.SetCoefficient(variable, days.cost)
        self._takes_one[number].SetCoefficient(variable, 1)
        for place in self._place[days.rows].tolist():
            if place >= 0:
                self._heads[place].SetCoefficient(variable, 1)
        self.pool[number].append(days)
        self._variables[number].append(variable)
        return True

    def solve(self) -> tuple[float, Ints]:
        """The program's value, and the price of each row in parts of a unit."""
        self._solver.SetTimeLimit(max(1, round(min(_LONGEST, 1_000 * self._left()))))
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise _NoOptimumError
        self._turned += self._solver.iterations()
        # Once a column is added nothing can be read any more.
        self._taking = [row.dual_value() for row in self._takes_one]
        duals = np.array([row.dual_value() for row in self._heads])
        prices = np.clip(np.rint(duals * SCALE).astype(np.int64), -SCALE * self._over, SCALE * self._under)
        return self._objective.Value(), prices

    def generate(self, enough: Enough) -> bool:
        """Columns until no better ones are left; whether it came to that. Raises ``bound`` on the way."""
        try:
            return self._generate(enough)
        except _NoOptimumError:
            return False

    def _generate(self, enough: Enough) -> bool:
        centre: Ints | None = None
        smooth = _SMOOTH
        while not enough():
            value, prices = self.solve()
            self._last = prices
            if self.bound >= np.ceil(value - _TINY):
                return True
            asked = (
                prices
                if centre is None
                else np.rint(smooth * centre + (1 - smooth) * prices).astype(np.int64)
            )
            gained, bound = self._priced(asked, prices, None, enough)
            if bound is not None and (centre is None or bound > self.bound):
                centre = asked
                self.bound = max(self.bound, bound)
            if gained:
                smooth = _SMOOTH
            elif smooth == 0.0 or centre is None:
                return bound is not None
            else:
                smooth = 0.0
        return False

    def dive(self, given: list[Ints], limit: int, together: float, enough: Enough) -> list[Days] | None:
        """Days for every agent that keep what is ``given`` (a kind, −1: off, OPEN: undecided): what the
        program is surest of is decided first, a share of ``together`` of what is open at a time, and columns
        are generated anew in between.

        None where it is enough before the end, or nothing below ``limit`` is in sight.
        """
        given = [decided.copy() for decided in given]
        first = True
        try:
            for number in range(len(given)):
                if not self._keep(number, given[number]) and not self._fill(number, given[number]):
                    return None
            while not enough():
                for _ in range(_ROUNDS_BETWEEN):
                    value, prices = self.solve()
                    if not self._priced(prices, prices, given, enough)[0]:
                        break
                value, self._last = self.solve()
                least = np.ceil(value - _TINY)
                self.settled = self.settled or (first and bool(least >= limit - 1))
                first = False
                if least >= limit:
                    return None
                shares = self._shares()
                if all(max(found) > 1 - _TINY for found in shares):
                    return [self.pool[number][int(np.argmax(found))] for number, found in enumerate(shares)]
                self._decide(given, shares, together)
        except _NoOptimumError:
            return None
        finally:
            for variables in self._variables:
                for variable in variables:
                    variable.SetUb(self._endless)
        return None

    def _shares(self) -> list[list[float]]:
        return [[variable.solution_value() for variable in variables] for variables in self._variables]

    def _decide(self, given: list[Ints], shares: list[list[float]], together: float) -> None:
        """Decide some of the days the program is not of one mind about, where it nearly is."""
        unsure: list[tuple[float, int, int, int]] = []
        for number, found in enumerate(shares):
            if max(found) > 1 - _TINY:
                continue
            mass: defaultdict[tuple[int, int], float] = defaultdict(float)
            for column, share in enumerate(found):
                if share > _TINY:
                    for day, kind in enumerate(self.pool[number][column].kinds.tolist()):
                        mass[day, kind] += share
            unsure += [
                (share, number, day, kind)
                for (day, kind), share in mass.items()
                if share < 1 - _TINY and given[number][day] == OPEN
            ]
        unsure.sort(reverse=True)
        most = max(_AT_LEAST, round(together * len(unsure)))
        changed: dict[int, Ints] = {}
        for place, (share, number, day, kind) in enumerate(unsure[:most]):
            if place and share <= _LIKELY:
                break
            changed.setdefault(number, given[number].copy())[day] = kind
        for number, wanted in changed.items():
            if self._keep(number, wanted) or self._fill(number, wanted):
                given[number] = wanted
            else:
                self._keep(number, given[number])
                # Together they cannot be: at least the surest of them.
                first = next(place for place in unsure if place[1] == number)
                given[number][first[2]] = first[3]
                self._keep(number, given[number])

    def _keep(self, number: int, given: Ints) -> bool:
        """Only columns with what is given may be taken; whether there are any."""
        decided = given != OPEN
        found = False
        for days, variable in zip(self.pool[number], self._variables[number], strict=True):
            fits = bool((days.kinds[decided] == given[decided]).all())
            variable.SetUb(self._endless if fits else 0)
            found = found or fits
        return found

    def _of_all(self, prices: Ints) -> Ints:
        """The same prices for every target there is, nothing for others, and a last zero."""
        longer = np.zeros(len(self._place), dtype=np.int64)
        longer[self._rows] = prices
        return longer

    def _fill(self, number: int, given: Ints) -> bool:
        """Make a column with what is given; whether one is lawful."""
        _, days = self._pricings[number].best(self._of_all(self._last), SCALE, given)
        if days is not None:
            self.add(number, days)
        return days is not None

    def _priced(
        self, asked: Ints, prices: Ints, given: list[Ints] | None, enough: Enough
    ) -> tuple[bool, int | None]:
        """Whether new columns were found that pay under ``prices``, searched under the prices ``asked``, and
        the lower bound those prove; None where days are given or it was enough before all were asked.
        """
        gained = False
        total = int(asked @ self._wanted)
        longer, true = self._of_all(asked), self._of_all(prices)
        for number, pricing in enumerate(self._pricings):
            if enough():
                return gained, None
            if given is not None and not (given[number] == OPEN).any():
                continue
            self.asked += 1
            value, days = pricing.best(longer, SCALE, None if given is None else given[number])
            total += value
            if days is None:
                continue
            reduced = SCALE * days.cost - int(true[days.rows].sum())
            if reduced < SCALE * self._taking[number] - 1:
                gained = self.add(number, days) or gained
        return gained, -(-total // SCALE) if given is None else None
