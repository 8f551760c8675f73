"""Compiled loops over the days of one agent: prices by class, and what chosen kinds cost and serve."""

import numba
import numpy as np

from solver.search.cheapest_days import ENDLESS, Ints

OPEN = -2
"""A day nothing is decided about, where −1 is a day off."""

_SURELY = 1 << 45
"""More than any other days can save: worth it to work a day that is to be worked."""


@numba.njit(cache=True, nogil=True)
def by_class(
    prices: Ints,
    scale: int,
    rows: Ints,
    own: Ints,
    class_of: Ints,
    classes: int,
    first: int,
    given: Ints,
    surcharge: Ints,
) -> tuple[Ints, Ints]:
    """The least price of each day and class, and the kind it is for (ENDLESS and −1: none), from day
    ``first`` on for as many days as are ``given`` (a kind to be worked, −1: a day off, OPEN: undecided).

    A kind's price is ``scale`` · own + surcharge − Σ prices of the ``rows[day, kind]`` it serves.
    """
    days, kinds = len(given), own.shape[1]
    cost = np.full((days, classes), ENDLESS, dtype=np.int64)
    best = np.full((days, classes), -1, dtype=np.int64)
    for day in range(days):
        for kind in range(kinds):
            number = class_of[kind]
            if number < 0 or own[first + day, kind] >= ENDLESS:
                continue
            if given[day] != OPEN and given[day] != kind:
                continue
            price = scale * own[first + day, kind] + surcharge[kind]
            for place in range(rows.shape[2]):
                price -= prices[rows[first + day, kind, place]]
            if given[day] == kind:
                price -= _SURELY
            if price < cost[day, number]:
                cost[day, number] = price
                best[day, number] = kind
    return cost, best


@numba.njit(cache=True, nogil=True)
def served(kinds: Ints, rows: Ints, own: Ints, none: int) -> tuple[int, Ints]:
    """What the kinds worked (−1: off) cost by themselves, and the rows they serve; ``none`` is no row."""
    found = np.empty(len(kinds) * rows.shape[2], dtype=np.int64)
    cost, count = 0, 0
    for day in range(len(kinds)):
        kind = kinds[day]
        if kind >= 0:
            cost += own[day, kind]
            for place in range(rows.shape[2]):
                if rows[day, kind, place] < none:
                    found[count] = rows[day, kind, place]
                    count += 1
    return cost, found[:count]


@numba.njit(cache=True, nogil=True)
def counted(kinds: Ints, limited: Ints) -> Ints:
    """How many of the kinds each limit counts; ``limited[limit, kind]`` is 1 where it does."""
    found = np.zeros(len(limited), dtype=np.int64)
    for day in range(len(kinds)):
        if kinds[day] >= 0:
            for limit in range(len(limited)):
                found[limit] += limited[limit, kinds[day]]
    return found


@numba.njit(cache=True, nogil=True)
def put_in(kinds: Ints, first: int, classes: Ints, best: Ints) -> Ints:
    """The kinds, from day ``first`` on in place of the former ones those of the classes chosen (−1: off)."""
    found = kinds.copy()
    for day in range(len(classes)):
        found[first + day] = best[day, classes[day]] if classes[day] >= 0 else -1
    return found
