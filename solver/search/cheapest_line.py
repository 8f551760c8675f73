"""The cheapest days of one agent over a long period: minutes are counted, weekends have a price."""

import numba
import numpy as np

from solver.search.cheapest_days import ENDLESS, Ints


@numba.njit(cache=True, nogil=True)
def cheapest_line(
    price: Ints, steps: Ints, low: Ints, high: Ints, units: Ints, weekend: Ints, per_weekend: int
) -> tuple[int, Ints]:
    """Cost of the cheapest days and the class worked on each (−1: off); ENDLESS when no days are lawful.

    ``price[day, class]`` is ENDLESS where nothing is offered; each weekend begun costs ``per_weekend``.
    ``low`` and ``high`` are a Window's, of all days; ``weekend`` is as cheapest_days reads it.
    """
    days, states = len(price), low.shape[1]
    width = max(high.max(), 0) + 1
    came = np.full((days + 1, states, width), -1, dtype=np.int16)
    now = np.full((states, width), ENDLESS, dtype=np.int64)
    now[states - 1, 0] = 0
    for day in range(days):
        then = np.full((states, width), ENDLESS, dtype=np.int64)
        for row in range(len(steps)):
            source, target, kind, worked = steps[row]
            step, cost = 0, 0
            if kind >= 0:
                step, cost = units[kind], price[day, kind]
                if cost >= ENDLESS:
                    continue
                if weekend[day] == 1 or (weekend[day] == 2 and worked == 0):
                    cost += per_weekend
            here, there, whence = now[source], then[target], came[day + 1, target]
            for unit in range(low[day, source], min(high[day, source], width - 1 - step) + 1):
                if here[unit] + cost < there[unit + step]:
                    there[unit + step] = here[unit] + cost
                    whence[unit + step] = row
        now = then
    value, state, unit = ENDLESS // 2, -1, 0
    for each in range(states):
        for total in range(low[days, each], high[days, each] + 1):
            if now[each, total] < value:
                value, state, unit = now[each, total], each, total
    chosen = np.full(days, -1, dtype=np.int64)
    if state < 0:
        return ENDLESS, chosen
    for day in range(days - 1, -1, -1):
        source, _, kind, _ = steps[came[day + 1, state, unit]]
        chosen[day] = kind
        state = source
        if kind >= 0:
            unit -= units[kind]
    return value, chosen
