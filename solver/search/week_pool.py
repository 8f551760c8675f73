"""Lawful weeks to choose from, for people of one kind: those in use, others like them, and some from afar."""

import random
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from solver.domain.shift import Shift
from solver.search.lawful_week import LawfulWeek, Limits

Week = tuple[int, ...]
"""Numbers of the shifts of a class, in order."""

_TRIED = 6
"""Weeks tried for each one wanted: most of them break some rule."""


class WeekPool:
    """The weeks of one kind of people over the same shifts."""

    def __init__(self, week: LawfulWeek, rng: random.Random) -> None:
        self._week = week
        self._rng = rng
        self._shifts: Sequence[Shift] = week.shifts
        self._on_day: dict[object, list[int]] = {}
        for number, shift in enumerate(self._shifts):
            self._on_day.setdefault(shift.day, []).append(number)
        self._afar: list[Week] = []

    @property
    def limits(self) -> Limits | None:
        """What weeks must keep as rows over the shifts; None where that takes more."""
        return self._week.limits

    def look_afar(self, stop: Callable[[], bool], count: int) -> None:
        """Lawful weeks that nothing in use leads to: what is worth most when worth is drawn by lot."""
        everything = frozenset(range(len(self._shifts)))
        for _ in range(count):
            if stop():
                break
            worth = np.array([self._rng.gauss(0.5, 1.0) for _ in self._shifts])
            found = self._week.best(worth, everything, self._rng.randrange(1 << 30))
            if found is not None:
                self._afar.append(tuple(found))

    def weeks(self, used: Iterable[Week], most: int) -> list[Week]:
        """The weeks in use, and up to ``most`` in all of others that keep every rule."""
        kept = list(dict.fromkeys(used))
        known = set(kept)
        for week in self._afar:
            if week not in known:
                known.add(week)
                kept.append(week)
        room = most - len(kept)
        if room > 0:
            fresh = [week for week in self._neighbours(kept, _TRIED * room) if week not in known]
            self._rng.shuffle(fresh)
            kept += fresh[:room]
        return kept

    def _neighbours(self, weeks: Sequence[Week], most: int) -> list[Week]:
        """Weeks that differ in one shift from one of those: another one on its day, or one on a free day;
        about so many of them are tried.
        """
        tried: set[Week] = set()
        order = list(weeks)
        self._rng.shuffle(order)
        for week in order:
            days = {self._shifts[number].day for number in week}
            free = [number for day, found in self._on_day.items() if day not in days for number in found]
            for place, number in enumerate(week):
                if self._shifts[number].fixed is not None:
                    continue
                rest = week[:place] + week[place + 1 :]
                others = [*self._on_day[self._shifts[number].day], *free]
                tried.update(tuple(sorted((*rest, other))) for other in others if other != number)
            if len(tried) >= most:
                break
        found = sorted(tried)
        kept = self._week.lawful(found)
        return [week for week, lawful in zip(found, kept, strict=True) if lawful]


def incidence(weeks: Sequence[Week], shifts: int) -> npt.NDArray[np.uint8]:
    """One row per week, a column per shift."""
    grid = np.zeros((len(weeks), shifts), dtype=np.uint8)
    for row, week in enumerate(weeks):
        grid[row, list(week)] = 1
    return grid
