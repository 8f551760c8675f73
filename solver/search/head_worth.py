"""What heads on duty are worth, kept up to date head by head."""

import numba
import numpy as np

from solver.search.exchange_arrays import Ints, Shifts, Supply


@numba.njit(cache=True, nogil=True)
def put_on(supply: Supply, shifts: Shifts, row: int, begins: Ints, heads: int) -> int:
    """Put so many heads with that shift on duty, or take them off, its breaks excepted; what that changes."""
    capability = shifts.capability[row]
    if capability < 0:
        return 0
    # Arrays are taken out of their tuples once: in a compiled loop each time would cost more than its use.
    room, worth, price, lasts = supply.room, supply.worth, supply.price, shifts.lasts
    adds = supply.adds[capability]
    begin, end = shifts.breaks[row], shifts.breaks[row + 1]
    total, count = 0, 0
    for interval in range(shifts.first[row], shifts.stop[row]):
        away = False
        for number in range(end - begin):
            start = begins[number]
            away |= start <= interval < start + lasts[begin + number]
        if away:
            continue
        count += 1
        value = 0
        here = room[interval]
        for part in range(len(price)):
            sets, added = here[part], adds[part]
            least = sets[0] + heads * added[0]
            for number in range(len(added)):
                sets[number] += heads * added[number]
                least = min(least, sets[number])
            value += price[part] * least
        total += value - worth[interval]
        worth[interval] = value
    return int(total - heads * count * supply.head_cost[capability])


@numba.njit(cache=True, nogil=True)
def sum_up(supply: Supply, capability: int, first: int, stop: int, sums: Ints) -> None:
    """Worth of one more head, summed from interval ``first`` on."""
    room, worth, price, cost = supply.room, supply.worth, supply.price, supply.head_cost[capability]
    adds = supply.adds[capability]
    total = np.int64(0)
    sums[first] = 0
    for interval in range(first, stop):
        here = room[interval]
        value = np.int64(0)
        for part in range(len(price)):
            sets, added = here[part], adds[part]
            least = sets[0] + added[0]
            for number in range(len(added)):
                least = min(least, sets[number] + added[number])
            value += price[part] * least
        total += value - worth[interval] - cost
        sums[interval + 1] = total


@numba.njit(cache=True, nogil=True)
def worth_of(
    first: int,
    stop: int,
    sums: Ints,
    away: tuple[int, int],
    opens: Ints,
    choices: Ints,
    lasts: Ints,
    begins: Ints,
) -> int:
    """What a shift of those intervals is worth, its breaks (numbered from and to ``away``) where they cost
    least; writes down where that is.
    """
    worth = sums[stop] - sums[first]
    for number in range(away[0], away[1]):
        least = np.int64(1 << 62)
        for begin in range(opens[number], opens[number] + choices[number]):
            start = min(max(begin, first), stop)
            end = min(max(begin + lasts[number], first), stop)
            lost = sums[end] - sums[start]
            if lost < least:
                least = lost
                begins[number - away[0]] = begin
        worth -= least
    return int(worth)
