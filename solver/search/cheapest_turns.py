"""The cheapest lawful shifts of one agent when queues have prices by the interval: dynamic programming."""

import numba
import numpy as np

from solver.search.cheapest_days import ENDLESS, Ints


@numba.njit(cache=True, nogil=True)
def best_patterns(
    price: Ints,
    grid: int,
    starts: Ints,
    lengths: Ints,
    parts: Ints,
    bounds: Ints,
    offered: Ints,
    inside: int,
) -> tuple[Ints, Ints]:
    """Cost of the cheapest pattern of each day, start and length, and which it is (ENDLESS and −1: none).

    ``price[queue, interval]`` is what one head there costs. A pattern works queue ``parts[pattern, n]`` for
    intervals up to ``bounds[pattern, n]`` of its shift, the last part to its end (−1 fills up the rows).
    ``offered[pattern, start, length]`` is 1 where the templates have it. ``grid`` are the intervals of a day;
    what lies beyond the period costs nothing, or is not allowed where ``inside`` is 1.
    """
    queues, intervals = price.shape
    days = intervals // grid
    summed = np.zeros((queues, intervals + 1), dtype=np.int64)
    for queue in range(queues):
        for interval in range(intervals):
            summed[queue, interval + 1] = summed[queue, interval] + price[queue, interval]
    cost = np.full((days, len(starts), len(lengths)), ENDLESS, dtype=np.int64)
    chosen = np.full((days, len(starts), len(lengths)), -1, dtype=np.int64)
    for day in range(days):
        for first in range(len(starts)):
            begins = day * grid + starts[first]
            for number in range(len(lengths)):
                ends = begins + lengths[number]
                if inside > 0 and ends > intervals:
                    continue
                for pattern in range(len(parts)):
                    if offered[pattern, first, number] == 0:
                        continue
                    total, at = 0, begins
                    for place in range(parts.shape[1]):
                        queue = parts[pattern, place]
                        if queue < 0:
                            break
                        until = ends if bounds[pattern, place] < 0 else begins + bounds[pattern, place]
                        total += summed[queue, min(until, intervals)] - summed[queue, min(at, intervals)]
                        at = until
                    if total < cost[day, first, number]:
                        cost[day, first, number] = total
                        chosen[day, first, number] = pattern
    return cost, chosen


@numba.njit(cache=True, nogil=True)
def cheapest_turns(
    cost: Ints, grid: int, starts: Ints, lengths: Ints, rest: int, longest: int, least: int, most: int
) -> tuple[int, Ints]:
    """Cost of the cheapest shifts, and the numbers of start and length on each day (−1: off).

    ``cost[day, start, length]`` is what a shift costs. At most one shift a day, ``rest`` intervals between
    two, at most ``longest`` days in a row, ``least`` to ``most`` intervals in all. ``starts`` ascend; no rest
    reaches beyond a day off. ENDLESS where no shifts are lawful.
    """
    days = len(cost)
    # A state is the run of days worked and the earliest interval of the next day at which one may start.
    best = np.full((days + 1, longest + 1, grid + 1, most + 1), ENDLESS, dtype=np.int64)
    best[0, 0, 0, 0] = 0
    reached = np.empty(most + 1, dtype=np.int64)
    for day in range(days):
        for run in range(longest + 1):
            for ready in range(grid + 1 if run else 1):
                for units in range(most + 1):
                    if best[day, run, ready, units] < best[day + 1, 0, 0, units]:
                        best[day + 1, 0, 0, units] = best[day, run, ready, units]
            if run == longest:
                continue
            reached[:] = ENDLESS
            ready = 0
            for first in range(len(starts)):
                while ready <= min(starts[first], grid):
                    for units in range(most + 1):
                        if best[day, run, ready, units] < reached[units]:
                            reached[units] = best[day, run, ready, units]
                    ready += 1
                for number in range(len(lengths)):
                    value = cost[day, first, number]
                    if value >= ENDLESS:
                        continue
                    step = lengths[number]
                    soon = max(0, starts[first] + step + rest - grid)
                    if soon > grid:
                        continue
                    for units in range(most + 1 - step):
                        if reached[units] + value < best[day + 1, run + 1, soon, units + step]:
                            best[day + 1, run + 1, soon, units + step] = reached[units] + value
    found = np.full((days, 2), -1, dtype=np.int64)
    value = ENDLESS // 2
    run, ready, units = -1, 0, 0
    for each in range(longest + 1):
        for at in range(grid + 1):
            for total in range(least, most + 1):
                if best[days, each, at, total] < value:
                    value = best[days, each, at, total]
                    run, ready, units = each, at, total
    if run < 0:
        return ENDLESS, found
    for day in range(days - 1, -1, -1):
        goal = best[day + 1, run, ready, units]
        if run == 0:
            for each in range(longest + 1):
                for at in range(grid + 1):
                    if run == 0 and best[day, each, at, units] == goal:
                        run, ready = each, at
                        goal = ENDLESS + 1
            continue
        done = False
        for first in range(len(starts)):
            for number in range(len(lengths)):
                step = lengths[number]
                if done or max(0, starts[first] + step + rest - grid) != ready or step > units:
                    continue
                need = goal - cost[day, first, number]
                for at in range(min(starts[first], grid) + 1):
                    if not done and best[day, run - 1, at, units - step] == need:
                        found[day, 0], found[day, 1] = first, number
                        run, ready, units, done = run - 1, at, units - step, True
    return value, found
