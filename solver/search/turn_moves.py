"""Small changes of shifts of queues in turn, tried by the million: simulated annealing over starts, lengths,
days and patterns.
"""

import numba
import numpy as np

from solver.search.cheapest_days import Ints

MISSING = 100
"""Price of a head missing, in squares of heads too many."""

_MASK = (1 << 63) - 1


@numba.njit(cache=True, nogil=True, inline="always")
def _drawn(state: Ints, below: int) -> int:
    """The next random number from 0 to ``below`` − 1 (xorshift, Marsaglia 2003)."""
    value = state[0]
    value ^= (value << 13) & _MASK
    value ^= value >> 7
    value ^= (value << 17) & _MASK
    state[0] = value
    drawn: int = (value >> 11) % below
    return drawn


@numba.njit(cache=True, nogil=True)
def put(
    heads: Ints, needed: Ints, parts: Ints, bounds: Ints, begins: int, length: int, pattern: int, sign: int
) -> int:
    """Add (1) or take away (−1) the heads of a shift; by how much that changes the cost."""
    change, at = 0, begins
    for place in range(parts.shape[1]):
        queue = parts[pattern, place]
        if queue < 0:
            break
        until = begins + length if bounds[pattern, place] < 0 else begins + bounds[pattern, place]
        for interval in range(at, min(until, heads.shape[1])):
            more = heads[queue, interval] - needed[queue, interval]
            if sign > 0:
                change += 2 * more + 1 if more >= 0 else -MISSING
            else:
                change += 1 - 2 * more if more > 0 else MISSING
            heads[queue, interval] += sign
        at = until
    return change


@numba.njit(cache=True, nogil=True)
def _lawful(plan: Ints, starts: Ints, lengths: Ints, grid: int, rest: int, longest: int, inside: int) -> bool:
    """Whether rest and runs of one agent's shifts (start, length, pattern by day) are in order."""
    run, ends = 0, -(1 << 30)
    for day in range(len(plan)):
        if plan[day, 0] < 0:
            run = 0
            continue
        run += 1
        begins = day * grid + starts[plan[day, 0]]
        if run > longest or begins - ends < rest:
            return False
        ends = begins + lengths[plan[day, 1]]
    return inside == 0 or ends <= len(plan) * grid


@numba.njit(cache=True, nogil=True)
def _drop(plan: Ints, first: int, lengths: Ints, state: Ints) -> None:
    """Take a shift out and make others of the agent longer by as much, where there is room."""
    left = lengths[plan[first, 1]]
    plan[first, 0] = -1
    for _ in range(3 * len(plan)):
        day = _drawn(state, len(plan))
        room = min(left, len(lengths) - 1 - plan[day, 1])
        if plan[day, 0] >= 0 and room > 0:
            step = 1 + _drawn(state, room)
            plan[day, 1] += step
            plan[day, 0] = max(0, plan[day, 0] - _drawn(state, step + 1))
            left -= step


@numba.njit(cache=True, nogil=True)
def _insert(plan: Ints, first: int, starts: Ints, lengths: Ints, patterns: int, state: Ints) -> None:
    """Put a shift in and make others of the agent shorter by as much, where that can be."""
    plan[first, 0] = _drawn(state, len(starts))
    plan[first, 1] = _drawn(state, len(lengths))
    plan[first, 2] = _drawn(state, patterns)
    left = lengths[plan[first, 1]]
    for _ in range(3 * len(plan)):
        day = _drawn(state, len(plan))
        room = min(left, plan[day, 1])
        if day != first and plan[day, 0] >= 0 and room > 0:
            step = 1 + _drawn(state, room)
            plan[day, 1] -= step
            plan[day, 0] = min(len(starts) - 1, plan[day, 0] + _drawn(state, step + 1))
            left -= step


@numba.njit(cache=True, nogil=True)
def _change(plan: Ints, starts: Ints, lengths: Ints, patterns: int, state: Ints) -> bool:
    """Change an agent's shifts a little, lawful or not; False where the draw fits nothing."""
    days = len(plan)
    first, second = _drawn(state, days), _drawn(state, days)
    kind = _drawn(state, 40)
    if kind < 2:
        if plan[first, 0] >= 0:
            _drop(plan, first, lengths, state)
        else:
            _insert(plan, first, starts, lengths, patterns, state)
        return True
    if plan[first, 0] < 0:
        return False
    if kind < 16:
        plan[first, 0] = max(0, plan[first, 0] + _drawn(state, 9) - 4)
    elif kind < 18:
        plan[first, 0] = _drawn(state, len(starts))
    elif kind < 22:
        step = _drawn(state, 9) - 4
        plan[first, 1] += step
        if _drawn(state, 2):
            plan[first, 0] = max(0, plan[first, 0] - step)
    elif kind < 34:
        if first == second or plan[second, 0] < 0:
            return False
        step = _drawn(state, 8) + 1
        plan[first, 1] += step
        plan[second, 1] -= step
        if _drawn(state, 2):
            plan[first, 0] = max(0, plan[first, 0] - step)
        if _drawn(state, 2):
            plan[second, 0] += step
    elif kind < 37:
        if first == second:
            return False
        for column in range(3):
            mine = plan[first, column]
            plan[first, column] = plan[second, column]
            plan[second, column] = mine
        if _drawn(state, 2):
            plan[second, 0] = _drawn(state, len(starts))
    else:
        plan[first, 2] = _drawn(state, patterns)
    return True


@numba.njit(cache=True, nogil=True)
def _allowed(plan: Ints, offered: Ints, lengths: Ints, least: int, most: int) -> bool:
    """Whether the templates have every shift and all of them together last long enough and not too long."""
    total = 0
    for day in range(len(plan)):
        start, length = plan[day, 0], plan[day, 1]
        if start >= 0:
            if start >= offered.shape[1] or not 0 <= length < len(lengths):
                return False
            if offered[plan[day, 2], start, length] == 0:
                return False
            total += lengths[length]
    return least <= total <= most


@numba.njit(cache=True, nogil=True)
def anneal(
    plans: Ints,
    heads: Ints,
    needed: Ints,
    parts: Ints,
    bounds: Ints,
    offered: Ints,
    starts: Ints,
    lengths: Ints,
    least: Ints,
    most: Ints,
    grid: int,
    rest: int,
    longest: int,
    inside: int,
    odds: Ints,
    moves: int,
    state: Ints,
    best: Ints,
    cost: int,
    least_cost: int,
) -> tuple[int, int]:
    """Try ``moves`` changes on ``plans[agent, day]`` (start, length, pattern by number; start −1: off) and
    keep ``heads`` in step; the cost then, and the least so far, whose plans are in ``best``.

    A change that costs n more is kept in ``odds[n]`` of 2^30 cases, none that costs more than the list tells.
    """
    agents, days = plans.shape[0], plans.shape[1]
    before = np.empty((days, 3), dtype=np.int64)
    for _ in range(moves):
        agent = _drawn(state, agents)
        if _drawn(state, 10) == 0:
            other, first = _drawn(state, agents), _drawn(state, days)
            _exchange(plans, agent, other, first, starts, lengths, least, most, grid, rest, longest, inside)
            continue
        plan = plans[agent]
        before[:] = plan
        if not (
            _change(plan, starts, lengths, len(parts), state)
            and _allowed(plan, offered, lengths, least[agent], most[agent])
            and _lawful(plan, starts, lengths, grid, rest, longest, inside)
        ):
            plan[:] = before
            continue
        change = _replace(before, plan, heads, needed, parts, bounds, starts, lengths, grid)
        if change <= 0 or (change < len(odds) and _drawn(state, 1 << 30) < odds[change]):
            cost += change
            if cost < least_cost:
                least_cost = cost
                best[:] = plans
        else:
            _replace(plan, before, heads, needed, parts, bounds, starts, lengths, grid)
            plan[:] = before
    return cost, least_cost


@numba.njit(cache=True, nogil=True)
def _replace(
    old: Ints,
    new: Ints,
    heads: Ints,
    needed: Ints,
    parts: Ints,
    bounds: Ints,
    starts: Ints,
    lengths: Ints,
    grid: int,
) -> int:
    """Heads of the new shifts in place of those of the old; by how much that changes the cost."""
    change = 0
    for sign in (-1, 1):
        plan = old if sign < 0 else new
        for day in range(len(old)):
            same = old[day, 0] == new[day, 0] and old[day, 1] == new[day, 1] and old[day, 2] == new[day, 2]
            if plan[day, 0] >= 0 and not same:
                begins = day * grid + starts[plan[day, 0]]
                change += put(heads, needed, parts, bounds, begins, lengths[plan[day, 1]], plan[day, 2], sign)
    return change


@numba.njit(cache=True, nogil=True)
def _exchange(
    plans: Ints,
    agent: int,
    other: int,
    first: int,
    starts: Ints,
    lengths: Ints,
    least: Ints,
    most: Ints,
    grid: int,
    rest: int,
    longest: int,
    inside: int,
) -> None:
    """Two agents change places from a day on where both may; heads stay as they are, so it costs nothing."""
    days = plans.shape[1]
    for each in range(first, days):
        for column in range(3):
            mine = plans[agent, each, column]
            plans[agent, each, column] = plans[other, each, column]
            plans[other, each, column] = mine
    fine = True
    for who in (agent, other):
        total = 0
        for day in range(days):
            if plans[who, day, 0] >= 0:
                total += lengths[plans[who, day, 1]]
        if not (
            least[who] <= total <= most[who]
            and _lawful(plans[who], starts, lengths, grid, rest, longest, inside)
        ):
            fine = False
    if not fine:
        for each in range(first, days):
            for column in range(3):
                mine = plans[agent, each, column]
                plans[agent, each, column] = plans[other, each, column]
                plans[other, each, column] = mine
