"""The best days of one agent when every target has a price."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
import numpy.typing as npt

from solver.search.cheapest_days import ENDLESS, Ints, Window, cheapest_days, ends_of, steps_of, window_of
from solver.search.cheapest_line import cheapest_line
from solver.search.day_kernels import OPEN, by_class, counted, put_in, served
from solver.search.day_line_kernel import states_along
from solver.search.day_problem import NO_ROW, AgentDays, DayProblem

_MOST_STATES = 8_000
"""Beyond so many states in all (days, classes, runs) a limit on some kinds is priced, not counted."""

_MOST_CELLS = 6_000_000
"""Beyond so many states in all the weekends of the whole period are priced, not counted."""

_ATTEMPTS, _PLAIN, _COMPARED = 60, 12, 12
"""How often the days of a long period are looked for, and with how many of the former ones they may cross."""

_REMEMBERED = 64
_RAISES, _HALVINGS = 12, 3

Caps = Mapping[frozenset[int], int]


@dataclass(frozen=True, slots=True)
class Days:
    """The kind an agent works on each day (−1: off), what that costs by itself, and the rows it serves."""

    kinds: Ints
    cost: int
    rows: Ints


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row to be chosen among ``kinds`` that are given: from ``first`` up to ``end``; ``near``
    is what is given of those.

    ``begins`` and ``ends`` are the states they stand between, the limits what the given days leave of them.
    """

    first: int
    end: int
    near: Ints
    kinds: Ints
    begins: int
    ends: Ints
    window: Window
    fewest: Ints
    most: Ints
    weekends: int
    caps: Ints


@dataclass(frozen=True, slots=True)
class Line:
    """All days of an agent, the state before each and after the last, and what is spent up to there: units,
    limited kinds, weekends.
    """

    kinds: Ints
    states: Ints
    spent: Ints

    def crossed(self, other: "Line", room: tuple[Ints, Ints]) -> Ints | None:
        """Days of one and, from a day on which they meet, of the other that keep within the room."""
        least, most = room
        for first, then in ((self, other), (other, self)):
            total = first.spent + then.spent[-1] - then.spent
            kept = ((least <= total) & (total <= most)).all(axis=1) & (first.states == then.states)
            if kept.any():
                day = int(np.argmax(kept))
                return np.concatenate([first.kinds[:day], then.kinds[day:]])
        return None


class Pricing:
    """One agent's lawful days, searched again and again under other prices.

    Kinds that precede, follow and last alike share a class: under any prices only the cheapest of them
    matters on a day. Where only some days are open, no more than those are searched.
    """

    def __init__(self, problem: DayProblem, person: AgentDays, *, counting: bool = True) -> None:
        """Without ``counting`` all limited kinds have prices, and none is told by its number."""
        days, kinds = person.own.shape
        caps = {some: most for some, most in person.caps.items() if most < days}
        self.person = person
        self.caps: Caps = caps
        plain = _classes(problem, person)
        self.weekend = problem.weekend
        self.weekends = min(person.weekends, int((problem.weekend == 1).sum()))
        # Where all days together are too much to search, no kinds are counted either: all have prices.
        for room in (_MOST_STATES // max(1, days * person.longest) if counting else 0, 0):
            inside, self.classes = _counted(caps, plain, room)
            first = [int(members[0]) for members in self.classes]
            self.steps = steps_of(
                person.follows[np.ix_(first, first)],
                longest=min(person.longest, days),
                shortest=person.shortest,
                open_start=person.open_start,
                shortest_off=person.shortest_off,
            )
            minutes = [problem.minutes[kind] for kind in first]
            self._capped = -1 if inside is None else len(first) - 1
            cap = 0 if inside is None else caps[inside]
            self.units, self.fewest, self.most = _units(person, minutes, self._capped, cap, days)
            states = days * self.steps.states * (cap + 1) * (self.weekends + 1)
            self.long = states * max(1, int(self.most.max())) > _MOST_CELLS
            if not self.long:
                break
        self.class_of = np.full(kinds + 1, -1, dtype=np.int64)
        for number, members in enumerate(self.classes):
            self.class_of[members] = number
        self._priced = {some: most for some, most in caps.items() if some != inside}
        self._open = np.stack([(person.own[:, some] < ENDLESS).any(axis=1) for some in self.classes], axis=1)
        self._longest_units = max(1, int(self.units.max(initial=0)))
        self._none = len(problem.targets)
        layers = person.rows or [np.full((days, kinds), NO_ROW, dtype=np.int64)]
        self.rows = np.stack(layers, axis=2)
        self.rows[self.rows == NO_ROW] = self._none
        self._limits = list(self._priced)
        self._limited = np.array(
            [[int(kind in some) for kind in range(kinds)] for some in self._limits], dtype=np.int64
        ).reshape(len(self._limits), kinds)
        self.limited = np.array(
            [[int(kind in some) for kind in range(kinds)] for some in caps], dtype=np.int64
        ).reshape(len(caps), kinds)
        self._plain = np.zeros(kinds, dtype=np.int64)
        self._known: dict[bytes, Stretch | None] = {}
        self._free = np.full(days, OPEN, dtype=np.int64)

    def best(self, prices: Ints, scale: int = 1, given: Ints | None = None) -> tuple[int, Days | None]:
        """Lawful days of (nearly) least ``scale`` · cost − Σ prices of the rows served, and a value that no
        lawful days undercut; None where there are none.

        ``prices`` has one entry more than there are rows, which is zero. ``given`` holds the kind of a day
        already decided (−1: off, OPEN: undecided); the value then is no bound, nor is it where all days
        together are ``long``.
        """
        if self.long and (given is None or bool((given == OPEN).all())):
            return -ENDLESS, self._whole(prices, scale)
        stretch = self._stretch(self._free if given is None else given)
        if stretch is None:
            return ENDLESS, None
        value, kinds = self._lawful(prices, scale, stretch)
        missed = given is not None and bool(((given != OPEN) & (given != kinds)).any())
        if value >= ENDLESS or missed or self._broken(kinds, stretch).any():
            return value + scale * self.person.base, None
        return value + scale * self.person.base, self.days(kinds)

    def days(self, kinds: Ints) -> Days:
        """What these kinds cost and serve."""
        cost, rows = served(kinds, self.rows, self.person.own, self._none)
        return Days(kinds, cost + self.person.base, rows)

    def _stretch(self, given: Ints) -> Stretch | None:
        """What is open, with what lies around it; None where that is not lawful."""
        key = given.tobytes()
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            free = np.flatnonzero(given == OPEN)
            first, end = (int(free[0]), int(free[-1]) + 1) if len(free) else (len(given), len(given))
            self._known[key] = self._between(given, first, end)
        return self._known[key]

    def _between(self, given: Ints, first: int, end: int) -> Stretch | None:
        """The stretch from ``first`` up to ``end``, what lies around it given."""
        classes = self.class_of[given]
        state, begun = self.steps.states - 1, 0
        for day in range(first):
            if classes[day] >= 0 and (
                self.weekend[day] == 1 or (self.weekend[day] == 2 and not self.steps.works[state])
            ):
                begun += 1
            state = int(self.steps.leads[state, classes[day] + 1])
            if state < 0:
                return None
        outside = np.concatenate([classes[:first], classes[end:]])
        ends = ends_of(classes[end:], self.steps.leads, self.steps.works, self.weekend[end:])
        done_of = int((outside == self._capped).sum()) if self._capped >= 0 else 0
        room = min(len(self.most) - done_of, end - first + 1)
        done = int(self.units[outside[outside >= 0]].sum())
        fewest = self.fewest[done_of : done_of + room] - done
        most = np.minimum(self.most[done_of : done_of + room] - done, (end - first) * self._longest_units)
        caps = np.array([self._priced[some] for some in self._limits], dtype=np.int64)
        if not bool((ends >= 0).any()):
            return None
        after = int(ends[ends >= 0].min())
        ends = np.where(ends >= 0, ends - after, -1)
        near = self.weekend[first:end]
        met = int((near == 1).sum()) + int((near[:1] == 2).sum()) + int(ends.max())
        weekends = min(self.weekends - begun - after, met)
        if room < 1 or weekends < 0 or int(most.max()) < 0:
            return None
        window = window_of(
            self._open[first:end].astype(np.int64),
            self.units,
            self.steps,
            state,
            ends,
            int(fewest.min()),
            int(most.max()),
        )
        return Stretch(
            first, end, given[first:end].copy(), given, state, ends, window, fewest, most, weekends, caps
        )

    def _whole(self, prices: Ints, scale: int) -> Days | None:
        """Lawful days of a long period, not far from the cheapest: weekends and limited kinds cost the more
        the further they are beyond their limits. Where too much of one and too much of another take turns,
        the days are those of one line up to a day on which it meets the other, and those of that from there.
        """
        stretch = self._stretch(self._free)
        if stretch is None:
            return None
        own = self.person.own
        step = scale * int(own[own < ENDLESS].max(initial=1)) + int(prices.max(initial=0))
        dear = np.zeros(len(self._limits) + 1)
        seen: list[Line] = []
        draw = np.random.default_rng(len(prices))
        for attempt in range(_ATTEMPTS):
            if attempt >= _PLAIN:
                # What costs the same is all taken or none of it: a little of chance in prices parts it.
                prices = prices + np.append(draw.integers(0, 2 + step // 8, len(prices) - 1), 0)
            kinds = self._line(prices, scale, stretch, np.rint(dear).astype(np.int64))
            if kinds is None:
                return None
            line = self._spending(kinds)
            beyond = line.spent[-1, 1:] - np.append(stretch.caps, stretch.weekends)
            if (beyond <= 0).all():
                return self.days(kinds)
            met = (line.crossed(other, self._lines_room(stretch)) for other in seen[-_COMPARED:])
            found = next((kinds for kinds in met if kinds is not None), None)
            if found is not None:
                return self.days(found)
            seen.append(line)
            dear += step / (4 + attempt) * np.where(beyond > 0, beyond, beyond / 4)
            dear = np.maximum(0, dear)
        return None

    def _lines_room(self, stretch: Stretch) -> tuple[Ints, Ints]:
        """The least and most a line may spend: units, each limit's kinds, weekends."""
        least = np.zeros(len(self._limits) + 2, dtype=np.int64)
        least[0] = stretch.fewest[0]
        return least, np.concatenate([stretch.most[:1], stretch.caps, [stretch.weekends]])

    def _spending(self, kinds: Ints) -> Line:
        """What these kinds spend day by day."""
        days = len(kinds)
        states, spent = np.zeros(days + 1, dtype=np.int64), np.zeros((days, len(self._limits) + 2))
        states_along(self.class_of[kinds], self.steps.leads, states)
        worked = kinds >= 0
        spent[worked, 0] = self.units[self.class_of[kinds[worked]]]
        spent[worked, 1:-1] = self._limited[:, kinds[worked]].T
        fresh = self.steps.works[states[:-1]] == 0
        spent[:, -1] = worked & ((self.weekend == 1) | ((self.weekend == 2) & fresh))
        total = np.concatenate([np.zeros((1, spent.shape[1])), spent.cumsum(axis=0)])
        return Line(kinds, states, total.astype(np.int64))

    def _line(self, prices: Ints, scale: int, stretch: Stretch, dear: Ints) -> Ints | None:
        """The cheapest days there are with the minutes due; ``dear`` is what one of each limit's kinds costs
        more and, last of all, a weekend.
        """
        cost, best = self.by_class(prices, scale, dear[:-1] @ self._limited, stretch)
        window = stretch.window
        value, classes = cheapest_line(
            cost, self.steps.rows, window.low, window.high, self.units, self.weekend, int(dear[-1])
        )
        return None if value >= ENDLESS else put_in(stretch.kinds, 0, classes, best)

    def _lawful(self, prices: Ints, scale: int, stretch: Stretch) -> tuple[int, Ints]:
        """The cheapest days of the stretch, within the limits that are not counted where that can be."""
        value, kinds = self._cheapest(prices, scale, stretch, self._plain)
        if value < ENDLESS and self._broken(kinds, stretch).any():
            return self._within(prices, scale, stretch, value, kinds)
        return value, kinds

    def by_class(
        self, prices: Ints, scale: int, surcharge: Ints, stretch: Stretch | None = None
    ) -> tuple[Ints, Ints]:
        """What the kernel of that name tells about the stretch (None: all days, all undecided)."""
        given, first = (self._free, 0) if stretch is None else (stretch.near, stretch.first)
        return by_class(
            prices,
            scale,
            self.rows,
            self.person.own,
            self.class_of,
            len(self.units),
            first,
            given,
            surcharge,
        )

    def _cheapest(self, prices: Ints, scale: int, stretch: Stretch, surcharge: Ints) -> tuple[int, Ints]:
        cost, best = self.by_class(prices, scale, surcharge, stretch)
        value, classes = cheapest_days(
            cost,
            self.steps.rows,
            stretch.window.low,
            stretch.window.high,
            self.units,
            self.weekend[stretch.first : stretch.end],
            stretch.weekends,
            stretch.fewest,
            stretch.most,
            self._capped,
            stretch.begins,
            stretch.ends,
        )
        return int(value), put_in(stretch.kinds, stretch.first, classes, best)

    def _broken(self, kinds: Ints, stretch: Stretch) -> npt.NDArray[np.bool_]:
        """Whether each limit that is not counted is broken."""
        broken: npt.NDArray[np.bool_] = counted(kinds, self._limited) > stretch.caps
        return broken

    def _within(
        self, prices: Ints, scale: int, stretch: Stretch, value: int, kinds: Ints
    ) -> tuple[int, Ints]:
        """Days within the limits that are not counted: their kinds cost more until the limits hold.

        For any surcharge the value less surcharge × limit is a lower bound of what is lawful.
        """
        worth = self.days(kinds)
        step = max(
            1, (scale * abs(worth.cost) + int(np.abs(prices[worth.rows]).sum())) // max(1, 4 * len(kinds))
        )
        surcharge = np.zeros(len(self._limits), dtype=np.int64)
        low = surcharge.copy()
        lawful, bound = kinds, value
        for attempt in range(_RAISES + _HALVINGS):
            broken = self._broken(kinds, stretch)
            if broken.any() and attempt >= _RAISES:
                low = surcharge.copy()
            elif broken.any():
                low = np.where(broken, surcharge, low)
                surcharge = np.where(broken, np.maximum(2 * surcharge, step), surcharge)
            else:
                lawful = kinds
                surcharge = (low + surcharge) // 2
            found, kinds = self._cheapest(prices, scale, stretch, surcharge @ self._limited)
            if found >= ENDLESS:
                return ENDLESS, kinds
            bound = max(bound, found - int(surcharge @ stretch.caps))
            if not broken.any() and (surcharge == low).all():
                break
        return bound, lawful if self._broken(kinds, stretch).any() else kinds


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
    for kind in np.flatnonzero((person.own < ENDLESS).any(axis=0)).tolist():
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
