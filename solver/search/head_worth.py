"""What heads on duty are worth, kept up to date head by head.

The inner loops run over intervals that lie side by side, so that the compiler can take several at a time.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np

from solver.search.exchange_arrays import Bench, Ints, Shifts, Supply

_ENDLESS = np.int32((1 << 31) - 1)

_UNCOUNTED: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}

_Loop = TypeVar("_Loop", bound=Callable[..., object])


def compiled(loop: _Loop) -> _Loop:
    """The loop compiled: one that holds on to no array and sets none up, because counting who holds an array
    would take most of its time and have two threads wait for each other.
    """
    made: _Loop = numba.njit(**_UNCOUNTED)(loop)
    return made


@compiled
def put_on(supply: Supply, shifts: Shifts, row: int, begins: Ints, heads: int, bench: Bench) -> int:
    """Put so many heads with that shift on duty, or take them off, its breaks excepted; what that changes."""
    capability = shifts.capability[row]
    if capability < 0:
        return 0
    room, worth, price, adds, lasts = supply.room, supply.worth, supply.price, supply.adds, shifts.lasts
    here, least = bench.heads, bench.least
    first, stop = shifts.first[row], shifts.stop[row]
    count = stop - first
    working, before = count, np.int64(0)
    for place in range(count):
        at = np.uintp(first + place)
        here[at] = heads
        before += worth[at]
        worth[at] = 0
    from_break = shifts.breaks[row]
    for number in range(from_break, shifts.breaks[row + 1]):
        begin = begins[number - from_break]
        for interval in range(max(first, begin), min(stop, begin + lasts[number])):
            working -= here[interval] != 0
            here[interval] = 0
    for part in range(len(price)):
        for place in range(count):
            least[np.uintp(first + place)] = _ENDLESS
        for number in range(room.shape[1]):
            added = adds[capability, part, number]
            for place in range(count):
                at = np.uintp(first + place)
                left = np.int32(room[part, number, at] + np.int32(here[at] * added))
                room[part, number, at] = left
                least[at] = min(least[at], left)
        for place in range(count):
            at = np.uintp(first + place)
            worth[at] += price[part] * least[at]
    after = np.int64(0)
    for place in range(count):
        after += worth[np.uintp(first + place)]
    return int(after - before - heads * working * supply.head_cost[capability])


@compiled
def sum_up(supply: Supply, capability: int, first: int, stop: int, bench: Bench) -> None:
    """Worth of one more head, summed from interval ``first`` on."""
    room, worth, price, adds = supply.room, supply.worth, supply.price, supply.adds
    cost, least, gain, sums = supply.head_cost[capability], bench.least, bench.gain, bench.sums
    count = stop - first
    for place in range(count):
        at = np.uintp(first + place)
        gain[at] = -worth[at] - cost
    for part in range(len(price)):
        for place in range(count):
            least[np.uintp(first + place)] = _ENDLESS
        for number in range(room.shape[1]):
            added = adds[capability, part, number]
            for place in range(count):
                at = np.uintp(first + place)
                least[at] = min(least[at], np.int32(room[part, number, at] + added))
        for place in range(count):
            at = np.uintp(first + place)
            gain[at] += price[part] * least[at]
    total = np.int64(0)
    sums[capability, first] = 0
    for place in range(count):
        total += gain[np.uintp(first + place)]
        sums[capability, first + place + 1] = total


@compiled
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
