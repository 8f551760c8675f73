"""The cheapest lawful days of one agent under prices per day and kind of shift, by dynamic programming."""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

ENDLESS = 1 << 60
"""More than any days cost; marks what cannot be."""


@dataclass(frozen=True, slots=True)
class Steps:
    """From which state to which a day leads: one row (from, to, class worked or −1, from work) per step.

    A state tells how long the agent has been off, or the class worked last with the length of the run and
    whether it began openly; the last state is the one before the first day. ``leads[state, class + 1]`` is
    where a step leads, −1 where there is none; ``works[state]`` is 1 after a day of work.
    """

    rows: Ints
    leads: Ints
    works: Ints

    @property
    def states(self) -> int:
        return len(self.leads)


def steps_of(follows: Ints, *, longest: int, shortest: int, open_start: bool, shortest_off: int) -> Steps:
    """All steps where ``follows[before, after]`` is 1 when a class may be worked the day after another.

    Runs of work have ``shortest`` to ``longest`` days, runs of days off at least ``shortest_off``. A run that
    an edge of the period cuts may be shorter: days off at both, work at the end, and with ``open_start`` at
    the start.
    """
    classes = len(follows)
    opened = min(shortest - 1, longest) if open_start else 0
    block = longest + opened
    start = shortest_off + classes * block

    def work(kind: int, run: int, *, openly: bool) -> int:
        place = longest + run - 1 if openly and run <= opened else run - 1
        return shortest_off + kind * block + place

    rows = [(start, shortest_off - 1, -1, 0)]
    rows += [(start, work(kind, 1, openly=True), kind, 0) for kind in range(classes)]
    rows += [(off, min(off + 1, shortest_off - 1), -1, 0) for off in range(shortest_off)]
    rows += [(shortest_off - 1, work(kind, 1, openly=False), kind, 0) for kind in range(classes)]
    for last in range(classes):
        lengths = [(run, False) for run in range(1, longest + 1)]
        lengths += [(run, True) for run in range(1, opened + 1)]
        for run, openly in lengths:
            here = work(last, run, openly=openly)
            if openly or run >= shortest:
                rows.append((here, 0, -1, 1))
            if run < longest:
                rows += [
                    (here, work(kind, run + 1, openly=openly), kind, 1)
                    for kind in range(classes)
                    if follows[last, kind]
                ]
    leads = np.full((start + 1, classes + 1), -1, dtype=np.int64)
    for source, target, kind, _ in rows:
        leads[source, kind + 1] = target
    works = np.zeros(start + 1, dtype=np.int64)
    works[shortest_off:start] = 1
    return Steps(np.array(rows, dtype=np.int64), leads, works)


@dataclass(frozen=True, slots=True)
class Window:
    """Units of work so far between which lawful days lie, by day and state: [low, high], empty where none
    do.
    """

    low: Ints
    high: Ints


@numba.njit(cache=True, nogil=True)
def _extremes(
    offered: Ints, units: Ints, steps: Ints, begins: int, ends: Ints, sign: int
) -> tuple[Ints, Ints]:
    """The most (``sign`` 1) or fewest (−1) units up to a day, and from it on, by day and state."""
    days, states = len(offered), len(ends)
    before = np.full((days + 1, states), -ENDLESS, dtype=np.int64)
    after = np.full((days + 1, states), -ENDLESS, dtype=np.int64)
    before[0, begins] = 0
    for state in range(states):
        if ends[state] >= 0:
            after[days, state] = 0
    for day in range(days):
        for row in range(len(steps)):
            source, target, kind = steps[row, 0], steps[row, 1], steps[row, 2]
            if kind < 0 or offered[day, kind]:
                value = before[day, source] + (sign * units[kind] if kind >= 0 else 0)
                before[day + 1, target] = max(before[day + 1, target], value)
    for day in range(days - 1, -1, -1):
        for row in range(len(steps)):
            source, target, kind = steps[row, 0], steps[row, 1], steps[row, 2]
            if kind < 0 or offered[day, kind]:
                value = after[day + 1, target] + (sign * units[kind] if kind >= 0 else 0)
                after[day, source] = max(after[day, source], value)
    return before, after


def window_of(
    offered: Ints, units: Ints, steps: Steps, begins: int, ends: Ints, least: int, most: int
) -> Window:
    """Where days of ``least`` to ``most`` units can stand that begin in a state and end in one that ``ends``
    allows; ``offered[day, class]`` is 1 where one is.
    """
    most_before, most_after = _extremes(offered, units, steps.rows, begins, ends, 1)
    few_before, few_after = _extremes(offered, units, steps.rows, begins, ends, -1)
    low = np.maximum(-few_before, least - most_after)
    high = np.minimum(most_before, most + few_after)
    # What never was, or never ends, adds up to something endlessly negative.
    reachable = (most_before > -ENDLESS // 2) & (most_after > -ENDLESS // 2)
    return Window(np.where(reachable, np.maximum(low, 0), 1), np.where(reachable, high, 0))


@numba.njit(cache=True, nogil=True)
def ends_of(kinds: Ints, leads: Ints, works: Ints, weekend: Ints) -> Ints:
    """By state: how many weekends these classes begin, worked from it on day by day; −1 where they cannot be.

    ``weekend`` is as cheapest_days reads it.
    """
    found = np.full(len(leads), -1, dtype=np.int64)
    for begins in range(len(leads)):
        state, begun = begins, 0
        for day in range(len(kinds)):
            if kinds[day] >= 0 and (weekend[day] == 1 or (weekend[day] == 2 and works[state] == 0)):
                begun += 1
            state = leads[state, kinds[day] + 1]
            if state < 0:
                break
        if state >= 0:
            found[begins] = begun
    return found


@numba.njit(cache=True, nogil=True)
def cheapest_days(
    price: Ints,
    steps: Ints,
    low: Ints,
    high: Ints,
    units: Ints,
    weekend: Ints,
    weekends: int,
    fewest: Ints,
    most: Ints,
    capped: int,
    begins: int,
    ends: Ints,
) -> tuple[int, Ints]:
    """Cost of the cheapest days and the class worked on each (−1: off); ENDLESS when no days are lawful.

    ``price[day, class]`` is ENDLESS where nothing is offered; a day off costs nothing. ``low`` and ``high``
    are a Window's. ``weekend[day]`` is 0 on weekdays, 1 on the first day of a weekend, 2 on one whose day
    before belongs to it too; at most ``weekends`` are worked. A class lasts ``units[class]``; with n shifts
    of class ``capped`` (−1: none) there are ``fewest[n]`` to ``most[n]`` units in all, and no more than are
    listed. Days begin in the state ``begins`` and end in one from which ``ends[state]`` further weekends are
    begun (−1: not in that one).
    """
    days, states = len(price), low.shape[1]
    caps = len(fewest)
    best = np.full((days + 1, states, caps, weekends + 1, max(most.max(), 0) + 1), ENDLESS, dtype=np.int64)
    best[0, begins, 0, 0, 0] = 0
    for day in range(days):
        for row in range(len(steps)):
            source, target, kind, worked = steps[row]
            first, last = low[day, source], high[day, source]
            step, cost, taken, begun = 0, 0, 0, 0
            if kind >= 0:
                step, cost = units[kind], price[day, kind]
                if cost >= ENDLESS:
                    continue
                taken = 1 if kind == capped else 0
                begun = 1 if weekend[day] == 1 or (weekend[day] == 2 and worked == 0) else 0
            last = min(last, best.shape[4] - 1 - step)
            for done in range(caps - taken):
                for spent in range(weekends + 1 - begun):
                    here = best[day, source, done, spent]
                    there = best[day + 1, target, done + taken, spent + begun]
                    for unit in range(first, last + 1):
                        value = here[unit] + cost
                        if value < there[unit + step]:
                            there[unit + step] = value
    value = ENDLESS // 2
    state, done, spent, unit = -1, 0, 0, 0
    for each in range(states):
        if ends[each] < 0:
            continue
        for count in range(caps):
            for number in range(weekends + 1 - ends[each]):
                for total in range(max(0, fewest[count]), most[count] + 1):
                    if best[days, each, count, number, total] < value:
                        value = best[days, each, count, number, total]
                        state, done, spent, unit = each, count, number, total
    chosen = np.full(days, -1, dtype=np.int64)
    if state < 0:
        return ENDLESS, chosen
    for day in range(days - 1, -1, -1):
        for row in range(len(steps)):
            source, target, kind, worked = steps[row]
            if target != state:
                continue
            step, cost, taken, begun = 0, 0, 0, 0
            if kind >= 0:
                step, cost = units[kind], price[day, kind]
                taken = 1 if kind == capped else 0
                begun = 1 if weekend[day] == 1 or (weekend[day] == 2 and worked == 0) else 0
            if cost >= ENDLESS or taken > done or begun > spent or step > unit:
                continue
            if not low[day, source] <= unit - step <= high[day, source]:
                continue
            goal = best[day + 1, state, done, spent, unit]
            if best[day, source, done - taken, spent - begun, unit - step] + cost == goal:
                chosen[day] = kind
                state, done, spent, unit = source, done - taken, spent - begun, unit - step
                break
    return value, chosen
