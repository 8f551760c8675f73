"""The compiled choice of some days of one agent anew, at a temperature, given everybody else's."""

import numba
import numpy as np
import numpy.typing as npt

from solver.search.cheapest_days import ENDLESS, Ints

Floats = npt.NDArray[np.float64]

_NEVER = 1e18


@numba.njit(cache=True, nogil=True)
def sow(seed: int) -> None:
    """Begin this thread's row of random numbers."""
    np.random.seed(seed)


@numba.njit(cache=True, nogil=True)
def states_along(classes: Ints, leads: Ints, found: Ints) -> None:
    """The state before each day and after the last, in ``found``, when these classes (−1: off) are worked."""
    state = len(leads) - 1
    found[0] = state
    for day in range(len(classes)):
        state = leads[state, classes[day] + 1]
        found[day + 1] = state


@numba.njit(cache=True, nogil=True)
def _prices(
    kinds: Ints,
    rows: Ints,
    own: Ints,
    class_of: Ints,
    heads: Ints,
    wanted: Ints,
    under: Ints,
    over: Ints,
    surcharge: Floats,
    first: int,
    end: int,
    heat: float,
    price: Floats,
    best: Ints,
) -> None:
    """What each class costs on each day, drawn at a heat: the agent's own heads are not counted as there.

    The last class of ``price`` is a day off.
    """
    off = price.shape[1] - 1
    none = len(heads)
    for day in range(first, end):
        for number in range(off):
            price[day - first, number] = _NEVER
        price[day - first, off] = heat * np.log(-np.log(np.random.random() + 1e-300)) if heat > 0 else 0.0
        for kind in range(own.shape[1]):
            number = class_of[kind]
            if number < 0 or own[day, kind] >= ENDLESS:
                continue
            value = own[day, kind] + surcharge[kind]
            for place in range(rows.shape[2]):
                row = rows[day, kind, place]
                if row < none:
                    there = heads[row]
                    if kinds[day] >= 0:
                        for mine in range(rows.shape[2]):
                            if rows[day, kinds[day], mine] == row:
                                there -= 1
                    value += -under[row] if there < wanted[row] else over[row]
            if heat > 0:
                # The least of prices less noise of this kind is a draw by Boltzmann's weights.
                value += heat * np.log(-np.log(np.random.random() + 1e-300))
            if value < price[day - first, number]:
                price[day - first, number] = value
                best[day - first, number] = kind


@numba.njit(cache=True, nogil=True)
def choose_anew(
    kinds: Ints,
    states: Ints,
    rows: Ints,
    own: Ints,
    class_of: Ints,
    steps: Ints,
    leads: Ints,
    works: Ints,
    units: Ints,
    weekend: Ints,
    limited: Ints,
    most_limited: Ints,
    spent: Ints,
    totals: Ints,
    allowed: Ints,
    heads: Ints,
    wanted: Ints,
    under: Ints,
    over: Ints,
    surcharge: Floats,
    first: int,
    end: int,
    reach: int,
    heat: float,
) -> int:
    """Draw the agent's days from ``first`` up to ``end`` anew, in place; the change of the whole cost, and
    ENDLESS where a limit on kinds stood against it.

    ``states`` are those of ``states_along``, ``totals`` the units and weekends worked; ``allowed`` are the
    fewest and most units and the most weekends. On no day does the sum of units stray further than ``reach``
    from what it was, nor that of weekends by more than one. ``spent`` counts how many of each limit's kinds
    are worked, at most ``most_limited``; ``heads`` are those of everybody, this agent's among them. All of
    these are kept up.
    """
    days, classes, count = end - first, len(units), leads.shape[0]
    price = np.empty((days, classes + 1))
    best = np.zeros((days, classes), dtype=np.int64)
    _prices(kinds, rows, own, class_of, heads, wanted, under, over, surcharge, first, end, heat, price, best)
    width, further = 2 * reach + 1, 3
    value = np.full((days + 1, count, further, width), _NEVER)
    value[0, states[first], 1, reach] = 0.0
    for day in range(days):
        now = kinds[first + day]
        was = units[class_of[now]] if now >= 0 else 0
        at = weekend[first + day]
        worked_before = works[states[first + day]]
        met = 1 if now >= 0 and (at == 1 or (at == 2 and worked_before == 0)) else 0
        for number in range(len(steps)):
            source, target, kind, worked = steps[number]
            cost = price[day, kind if kind >= 0 else classes]
            if cost >= _NEVER:
                continue
            shift = (units[kind] if kind >= 0 else 0) - was
            if shift > 2 * reach or shift < -2 * reach:
                continue
            begun = (1 if kind >= 0 and (at == 1 or (at == 2 and worked == 0)) else 0) - met
            low, high = max(0, -shift), min(width, width - shift)
            for more in range(further):
                to = max(0, more + begun)
                if to >= further:
                    continue
                here = value[day, source, more, low:high]
                there = value[day + 1, target, to, low + shift : high + shift]
                for unit in range(high - low):
                    there[unit] = min(there[unit], here[unit] + cost)
    least, state, more, unit = _NEVER / 2, -1, 0, 0
    for each in range(count):
        after = _joined(each, kinds, states, class_of, leads, works, weekend, end)
        if after > 1:
            continue
        for some in range(further):
            if totals[1] + some - 1 + after > allowed[2]:
                continue
            fewest, most = reach + allowed[0] - totals[0], reach + allowed[1] - totals[0]
            for total in range(max(0, fewest), min(width, most + 1)):
                if value[days, each, some, total] < least:
                    least = value[days, each, some, total]
                    state, more, unit = each, some, total
    if state < 0:
        return 0
    chosen = np.full(days, -1, dtype=np.int64)
    for day in range(days - 1, -1, -1):
        now = kinds[first + day]
        was = units[class_of[now]] if now >= 0 else 0
        at = weekend[first + day]
        met = 1 if now >= 0 and (at == 1 or (at == 2 and works[states[first + day]] == 0)) else 0
        goal = value[day + 1, state, more, unit]
        done = False
        for number in range(len(steps)):
            source, target, kind, worked = steps[number]
            if target != state:
                continue
            cost = price[day, kind if kind >= 0 else classes]
            shift = (units[kind] if kind >= 0 else 0) - was
            if cost >= _NEVER or not 0 <= unit - shift < width:
                continue
            begun = (1 if kind >= 0 and (at == 1 or (at == 2 and worked == 0)) else 0) - met
            for some in range(further):
                if max(0, some + begun) == more and value[day, source, some, unit - shift] + cost == goal:
                    chosen[day] = best[day, kind] if kind >= 0 else -1
                    state, more, unit = source, some, unit - shift
                    done = True
                    break
            if done:
                break
    change = _taken(
        chosen,
        kinds,
        states,
        rows,
        own,
        class_of,
        leads,
        limited,
        most_limited,
        spent,
        heads,
        wanted,
        under,
        over,
        first,
    )
    totals[0], totals[1] = 0, 0
    for day in range(len(kinds)):
        if kinds[day] >= 0:
            totals[0] += units[class_of[kinds[day]]]
            totals[1] += weekend[day] == 1 or (weekend[day] == 2 and works[states[day]] == 0)
    return change


@numba.njit(cache=True, nogil=True)
def _joined(
    state: int,
    kinds: Ints,
    states: Ints,
    class_of: Ints,
    leads: Ints,
    works: Ints,
    weekend: Ints,
    end: int,
) -> int:
    """How many weekends more the days from ``end`` on begin after this state than they did; 2 where they
    cannot follow it.
    """
    more = 0
    if end < len(kinds) and weekend[end] == 2 and kinds[end] >= 0:
        more = works[states[end]] - works[state]
    for day in range(end, len(kinds)):
        if state == states[day]:
            return more
        state = leads[state, (class_of[kinds[day]] if kinds[day] >= 0 else -1) + 1]
        if state < 0:
            return 2
    return more


@numba.njit(cache=True, nogil=True)
def _taken(
    chosen: Ints,
    kinds: Ints,
    states: Ints,
    rows: Ints,
    own: Ints,
    class_of: Ints,
    leads: Ints,
    limited: Ints,
    most_limited: Ints,
    spent: Ints,
    heads: Ints,
    wanted: Ints,
    under: Ints,
    over: Ints,
    first: int,
) -> int:
    """Work the days chosen where the limits on kinds allow it; the change of the whole cost."""
    for limit in range(len(limited)):
        total = spent[limit]
        for day in range(len(chosen)):
            if chosen[day] >= 0:
                total += limited[limit, chosen[day]]
            if kinds[first + day] >= 0:
                total -= limited[limit, kinds[first + day]]
        if total > most_limited[limit] and total > spent[limit]:
            return ENDLESS
    change = 0
    none = len(heads)
    for day in range(len(chosen)):
        before, after = kinds[first + day], chosen[day]
        if before == after:
            continue
        for kind, sign in ((before, -1), (after, 1)):
            if kind < 0:
                continue
            change += sign * own[first + day, kind]
            for limit in range(len(limited)):
                spent[limit] += sign * limited[limit, kind]
            for place in range(rows.shape[2]):
                row = rows[first + day, kind, place]
                if row < none:
                    missing = wanted[row] - heads[row]
                    change -= max(under[row] * missing, -over[row] * missing)
                    heads[row] += sign
                    change += max(under[row] * (missing - sign), -over[row] * (missing - sign))
        kinds[first + day] = after
    for day in range(first, len(kinds)):
        kind = kinds[day]
        states[day + 1] = leads[states[day], (class_of[kind] if kind >= 0 else -1) + 1]
    return change
