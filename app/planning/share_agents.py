"""Shares people who can serve several queues among them, so that nobody is counted twice."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
ROUNDS = 500
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Shares:
    """``time`` (groups, queues): full agents' worth of each group's time given to each queue.

    ``coverage`` (queues,): equivalents given ÷ wanted; 0 where nobody can serve, or nothing is wanted.
    """

    time: Floats
    coverage: Floats


def share_agents(capacity: Floats, proficiency: Floats, wanted: Floats) -> Shares:
    """The fairest sharing: the worst covered queue gets the most it can, then the second worst, and so on.

    ``capacity`` (groups,): full agents' worth of time. ``proficiency`` (groups, queues): 0 where a group
    cannot serve a queue. ``wanted`` (queues,): proficient agents. Lexicographic max-min by linear programmes;
    of all sharings that reach it, the most even one, by iterative proportional fitting.
    """
    able: Mask = np.asarray((proficiency > 0) & (wanted > 0) & (capacity > 0)[:, None])
    coverage = _max_min(capacity, np.where(able, proficiency, 0.0), wanted, able)
    time = np.where(able, coverage * wanted, 0.0)
    target = coverage * wanted
    for _ in range(ROUNDS):
        given = (time * proficiency).sum(axis=0)
        time *= np.divide(target, given, out=np.ones_like(given), where=given > 0)
        used = time.sum(axis=1)
        time *= np.divide(capacity, used, out=np.zeros_like(used), where=used > 0)[:, None]
    return Shares(time, coverage)


def _max_min(capacity: Floats, proficiency: Floats, wanted: Floats, able: Mask) -> Floats:
    """Coverage per queue (queues,): fixed from the worst up, by the dual values of each programme."""
    groups, queues = np.nonzero(able)
    count = groups.size
    coverage = np.zeros(wanted.size)
    active: Mask = np.asarray(able.any(axis=0))
    limits = np.zeros((capacity.size, count + 1))
    limits[groups, np.arange(count)] = 1.0
    while active.any():
        rows = np.flatnonzero(able.any(axis=0))
        needs = np.zeros((rows.size, count + 1))
        for number, queue in enumerate(rows):
            own = np.flatnonzero(queues == queue)
            needs[number, own] = -proficiency[groups[own], queue]
            needs[number, count] = wanted[queue] if active[queue] else 0.0
        # Slightly below what was reached before: the programmes round.
        floors = np.where(active[rows], 0.0, -(1 - _CLOSE) * coverage[rows] * wanted[rows])
        answer = linprog(
            c=np.append(np.zeros(count), -1.0),
            A_ub=np.vstack([needs, limits]),
            b_ub=np.concatenate([floors, capacity]),
            method="highs",
        )
        best = float(answer.x[count])
        tight = active[rows] & (answer.ineqlin.marginals[: rows.size] < -_CLOSE)
        # Without a dual value nothing tells them apart: they are all as good as they get.
        fixed = rows[tight if tight.any() else active[rows]]
        coverage[fixed] = best
        active[fixed] = False
    return coverage
