"""What heads on duty are worth, kept up to date head by head."""

import numba
import numpy as np

from solver.search.exchange_arrays import Ints, Shifts, Supply


@numba.njit(cache=True, nogil=True)
def value_of(supply: Supply, interval: int) -> int:
    total = 0
    for part in range(len(supply.price)):
        least = supply.room[supply.first[part], interval]
        for row in range(supply.first[part] + 1, supply.first[part + 1]):
            least = min(least, supply.room[row, interval])
        total += int(supply.price[part] * least)
    return total


@numba.njit(cache=True, nogil=True)
def gain_of(supply: Supply, capability: int, interval: int) -> int:
    """What one more head of the capability is worth in the interval."""
    total = 0
    for part in range(len(supply.price)):
        start = supply.first[part]
        least = supply.room[start, interval] + supply.unit[start] * supply.reaches[capability, start]
        for row in range(start + 1, supply.first[part + 1]):
            least = min(
                least, supply.room[row, interval] + supply.unit[row] * supply.reaches[capability, row]
            )
        total += supply.price[part] * least
    return int(total - supply.worth[interval] - supply.head_cost[capability])


@numba.njit(cache=True, nogil=True)
def put(supply: Supply, capability: int, interval: int, heads: int) -> int:
    """Add heads to the interval; what that changes its worth by."""
    for row in range(len(supply.unit)):
        if supply.reaches[capability, row]:
            supply.room[row, interval] += heads * supply.unit[row]
    before = supply.worth[interval]
    supply.worth[interval] = value_of(supply, interval)
    return int(supply.worth[interval] - before - heads * supply.head_cost[capability])


@numba.njit(cache=True, nogil=True)
def sum_up(supply: Supply, capability: int, first: int, stop: int, sums: Ints) -> None:
    """Worth of one more head, summed from interval ``first`` on."""
    sums[first] = 0
    for interval in range(first, stop):
        sums[interval + 1] = sums[interval] + gain_of(supply, capability, interval)


@numba.njit(cache=True, nogil=True)
def worth_of(shifts: Shifts, row: int, sums: Ints, begins: Ints) -> int:
    """What the shift is worth, its breaks where they cost least; writes down where that is."""
    first, stop = shifts.first[row], shifts.stop[row]
    worth = sums[stop] - sums[first]
    start_row = shifts.breaks[row]
    for number in range(start_row, shifts.breaks[row + 1]):
        least = np.int64(1 << 62)
        for begin in range(shifts.opens[number], shifts.opens[number] + shifts.choices[number]):
            start = min(max(begin, first), stop)
            end = min(max(begin + shifts.lasts[number], first), stop)
            lost = sums[end] - sums[start]
            if lost < least:
                least = lost
                begins[number - start_row] = begin
        worth -= least
    return int(worth)
