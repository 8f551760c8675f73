"""The best days of one agent when every target has a price."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np

from solver.search.cheapest_days import ENDLESS, Ints, cheapest_days, steps_of, window_of
from solver.search.day_problem import AgentDays, DayProblem

_MOST_STATES = 8_000
"""Beyond so many states in all (days, classes, runs) a limit on some kinds is priced, not counted."""

_RAISES, _HALVINGS = 12, 3

OPEN = -2
"""A day nothing is decided about, where −1 is a day off."""

_SURELY = 1 << 45
"""More than any other days can save: worth it to work a day that is to be worked."""

Caps = Mapping[frozenset[int], int]


@dataclass(frozen=True, slots=True)
class Days:
    """The kind an agent works on each day (−1: off), what that costs by itself, and the rows it serves."""

    kinds: Ints
    cost: int
    rows: Ints


class Pricing:
    """One agent's lawful days, searched again and again under other prices.

    Kinds that precede, follow and last alike share a class: under any prices only the cheapest of them
    matters on a day.
    """

    def __init__(self, problem: DayProblem, person: AgentDays) -> None:
        days, kinds = person.own.shape
        caps = {some: most for some, most in person.caps.items() if most < days}
        self.person = person
        plain = _classes(problem, person)
        counted, self._classes = _counted(caps, plain, _MOST_STATES // max(1, days * person.longest))
        first = [int(members[0]) for members in self._classes]
        self._weekend = problem.weekend
        self._weekends = min(person.weekends, int((problem.weekend == 1).sum()))
        steps = steps_of(
            person.follows[np.ix_(first, first)],
            longest=min(person.longest, days),
            shortest=person.shortest,
            open_start=person.open_start,
            shortest_off=person.shortest_off,
        )
        minutes = [problem.minutes[kind] for kind in first]
        self._capped = -1 if counted is None else len(first) - 1
        cap = 0 if counted is None else caps[counted]
        self._priced = {kinds: most for kinds, most in caps.items() if kinds != counted}
        self._units, self._fewest, self._most = _units(person, minutes, self._capped, cap, days)
        offered = np.stack([(person.own[:, some] < ENDLESS).any(axis=1) for some in self._classes], axis=1)
        self._steps = steps.rows
        self._window = window_of(
            offered.astype(np.int64), self._units, steps, int(self._fewest.min()), int(self._most.max())
        )
        depth = max((len(rows) for rows in person.rows.values()), default=0)
        self._none = len(problem.targets)
        self._rows = np.full((max(1, depth), days, kinds), self._none, dtype=np.int64)
        for (day, kind), rows in person.rows.items():
            self._rows[: len(rows), day, kind] = rows
        self._offered = person.own < ENDLESS
        self._own = np.where(self._offered, person.own, 0)

    def best(self, prices: Ints, scale: int = 1, given: Ints | None = None) -> tuple[int, Days | None]:
        """Lawful days of (nearly) least ``scale`` · cost − Σ prices of the rows served, and a value that no
        lawful days undercut; None where there are none.

        ``prices`` has one entry more than there are rows, which is zero. ``given`` holds the kind of a day
        already decided (−1: off, OPEN: undecided); the value then is no bound.
        """
        price = np.where(self._offered, scale * self._own - prices[self._rows].sum(axis=0), ENDLESS)
        if given is not None:
            decided = np.flatnonzero(given != OPEN)
            kept = price[decided, given[decided]] - _SURELY
            price[decided] = ENDLESS
            worked = given[decided] >= 0
            price[decided[worked], given[decided[worked]]] = kept[worked]
        value, kinds = self._cheapest(price)
        if value < ENDLESS and self._broken(kinds):
            value, kinds = self._within(price, value, kinds)
        missed = given is not None and bool(((given != OPEN) & (given != kinds)).any())
        if value >= ENDLESS or missed or self._broken(kinds):
            return value + scale * self.person.base, None
        return value + scale * self.person.base, self.days(kinds)

    def days(self, kinds: Ints) -> Days:
        """What these kinds cost and serve."""
        worked = np.flatnonzero(kinds >= 0)
        rows = self._rows[:, worked, kinds[worked]].ravel()
        cost = int(self._own[worked, kinds[worked]].sum()) + self.person.base
        return Days(kinds, cost, rows[rows < self._none])

    def _cheapest(self, price: Ints) -> tuple[int, Ints]:
        best = [members[price[:, members].argmin(axis=1)] for members in self._classes]
        every = np.arange(len(price))
        cost = np.stack([price[every, kinds] for kinds in best], axis=1)
        value, classes = cheapest_days(
            cost,
            self._steps,
            self._window.low,
            self._window.high,
            self._units,
            self._weekend,
            self._weekends,
            self._fewest,
            self._most,
            self._capped,
        )
        chosen = [best[number][day] if number >= 0 else -1 for day, number in enumerate(classes)]
        return int(value), np.array(chosen, dtype=np.int64)

    def _broken(self, kinds: Ints) -> list[frozenset[int]]:
        return [some for some, most in self._priced.items() if int(np.isin(kinds, list(some)).sum()) > most]

    def _within(self, price: Ints, value: int, kinds: Ints) -> tuple[int, Ints]:
        """Days within the limits that are not counted: their kinds cost more until the limits hold.

        For any surcharge the value less surcharge × limit is a lower bound of what is lawful.
        """
        worked = np.flatnonzero(kinds >= 0)
        step = max(1, int(np.abs(price[worked, kinds[worked]]).sum()) // max(1, 4 * len(worked)))
        surcharge = dict.fromkeys(self._priced, 0)
        low = dict(surcharge)
        lawful, bound = kinds, value
        for attempt in range(_RAISES + _HALVINGS):
            broken = self._broken(kinds)
            if broken and attempt >= _RAISES:
                low = dict(surcharge)
            for some in broken if attempt < _RAISES else ():
                low[some] = surcharge[some]
                surcharge[some] = 2 * surcharge[some] or step
            if not broken:
                lawful = kinds
                surcharge = {some: (low[some] + surcharge[some]) // 2 for some in surcharge}
            raised = price.copy()
            for some, more in surcharge.items():
                members = list(some)
                raised[:, members] += np.where(self._offered[:, members], more, 0)
            found, kinds = self._cheapest(raised)
            if found >= ENDLESS:
                return ENDLESS, kinds
            bound = max(bound, found - sum(more * self._priced[some] for some, more in surcharge.items()))
            if not broken and surcharge == low:
                break
        return bound, lawful if self._broken(kinds) else kinds


def _units(
    person: AgentDays, minutes: list[int], capped: int, cap: int, days: int
) -> tuple[Ints, Ints, Ints]:
    """How many units each class lasts, and the fewest and most units there may be with n of the capped class.

    A capped class that would make the unit small is told by its number alone.
    """
    others = [length for number, length in enumerate(minutes) if number != capped]
    unit = reduce(gcd, others, 0) or 1
    apart = capped >= 0 and (not others or minutes[capped] % unit > 0)
    units = [0 if apart and number == capped else length // unit for number, length in enumerate(minutes)]
    told = [count * minutes[capped] if apart else 0 for count in range(cap + 1)]
    ceiling = days * max(units, default=0)
    fewest = [max(0, -(-(person.least - known) // unit)) for known in told]
    most = [min(ceiling, (person.most - known) // unit) for known in told]
    return np.array(units, dtype=np.int64), np.array(fewest, dtype=np.int64), np.array(most, dtype=np.int64)


def _classes(problem: DayProblem, person: AgentDays) -> list[Ints]:
    """Kinds offered that follow and precede the same ones and last as long."""
    found: dict[tuple[object, ...], list[int]] = {}
    for kind in sorted({kind for _, kind in person.shifts}):
        before, after = person.follows[:, kind].tobytes(), person.follows[kind].tobytes()
        found.setdefault((before, after, problem.minutes[kind]), []).append(kind)
    return [np.array(members, dtype=np.int64) for members in found.values()]


def _counted(caps: Caps, classes: list[Ints], room: int) -> tuple[frozenset[int] | None, list[Ints]]:
    """The tightest limit that can be counted in the states, and the classes, the last of them its kinds."""
    for some, most in sorted(caps.items(), key=lambda item: item[1]):
        inside = [number for number, members in enumerate(classes) if some & set(members.tolist())]
        if len(inside) == 1 and (most + 1) * (len(classes) + 1) <= room:
            kept = [
                np.array([kind for kind in members if kind not in some], dtype=np.int64)
                for members in classes
            ]
            capped = np.array([kind for kind in classes[inside[0]] if kind in some], dtype=np.int64)
            return some, [*(members for members in kept if len(members)), capped]
    return None, classes
