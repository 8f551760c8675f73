"""Agents for work that may wait: the flattest capacity that meets its due times, and a buffer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from forecasting.staffing.waiting import Floats


class NeverOpenError(ValueError):
    """Deferred work needs at least one open interval to be done in."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Work already waiting at the start, overdue work with ``due_seconds`` 0; due in seconds of open time."""

    contacts: float
    due_seconds: float
    handle_seconds: float


@dataclass(frozen=True, slots=True)
class DeferredWork:
    """Capacity for one queue; one entry per interval, closed ones included, work in handle seconds.

    Any plan that does u_s of work in interval s is on time when for every t: due[t] ≤ Σ_{s≤t} u_s ≤
    arrived[t]. ``level`` and ``buffer`` are agents; ``spread`` is the standard deviation behind the buffer,
    in agents.
    """

    level: Floats
    buffer: Floats
    spread: Floats
    arrived: Floats
    due: Floats


def deferred_work(
    volume: Floats,
    handle_seconds: Floats,
    is_open: NDArray[np.bool_],
    interval_seconds: float,
    window_seconds: float,
    share: float,
    handle_cv: float,
    backlog: tuple[Backlog, ...] | None,
) -> DeferredWork:
    """Least flat capacity that answers everything within ``window_seconds`` of open time, plus its buffer.

    Work is released at the end of its arrival interval (at the next opening when that is closed) and due one
    window later, counted in open intervals, the window rounded down to whole ones. ``backlog`` None takes the
    period before and after to be like this one; otherwise the period opens with exactly that work and may
    leave what is due after its end. The buffer is z·√(Λ_w E[S²])/w agents with Λ_w the contacts released
    within the last window, E[S²] = AHT²(1 + cv²) and z the normal quantile of ``share``.
    """
    if not is_open.any():
        raise NeverOpenError(NeverOpenError.__doc__)
    window = int(window_seconds / interval_seconds + 1e-9)
    if window < 1:
        raise ValueError(
            "within_open_seconds: expected at least one interval; a shorter promise is a live goal"
        )
    opens = int(is_open.sum())
    # Released into open interval number r: the first open one after the interval of arrival.
    release = np.cumsum(is_open)
    square = handle_seconds**2 * (1.0 + handle_cv**2)
    work = np.bincount(release, volume * handle_seconds, minlength=opens + 1).astype(np.float64)
    noise = np.bincount(release, volume * square, minlength=opens + 1).astype(np.float64)
    before = 0 if backlog is not None else 1 + -(-window // opens)
    arrived, due = _cumulative(_after_copies(work, before), window)
    noise = _after_copies(noise, before)
    for item in backlog or ():
        amount = item.contacts * item.handle_seconds
        arrived[1:] += amount
        place = min(max(int(item.due_seconds / interval_seconds + 1e-9), 1), window)
        due[place:] += amount
        noise[0] += item.contacts * item.handle_seconds**2 * (1.0 + handle_cv**2)
    here = slice(before * opens, before * opens + opens)
    arrived, due = arrived[here.start :], due[here.start :]
    path = _flattest_path(due, arrived, 0.0, due[-1]) if before == 0 else _flattest_ring(due, arrived)
    recent = np.cumsum(noise)
    recent[window:] -= np.cumsum(noise)[:-window]
    spread = np.sqrt(np.maximum(recent[here], 0.0)) / (window * interval_seconds)
    z = float(special.ndtri(share))
    after = np.cumsum(is_open)
    return DeferredWork(
        level=_placed(np.diff(path) / interval_seconds, is_open),
        buffer=_placed(z * spread, is_open),
        spread=_placed(spread, is_open),
        arrived=np.maximum(arrived[after] - path[0], 0.0),
        due=np.maximum(due[after] - path[0], 0.0),
    )


def _after_copies(released: Floats, copies: int) -> Floats:
    """The period after ``copies`` of itself; what is released after the last opening opens the next copy."""
    if copies == 0:
        return released
    ring = released[:-1].copy()
    ring[0] += released[-1]
    return np.append(np.tile(ring, copies + 1), 0.0)


def _cumulative(work: Floats, window: int) -> tuple[Floats, Floats]:
    """Work released before and due by each of the open-interval boundaries 0 … n."""
    total = np.cumsum(work)
    arrived = np.concatenate([[0.0], total[:-1]])
    due = np.zeros_like(arrived)
    # Released at boundary r and due at r + window: by boundary t everything released up to t − window.
    due[window:] = total[: max(due.size - window, 0)]
    return arrived, due


def _flattest_ring(floor: Floats, ceiling: Floats) -> Floats:
    """The taut string that ends a period as it began it: first and last slope agree, or a bound holds it."""
    period = floor[-1] - floor[0]
    low, high = float(floor[0]), float(ceiling[0])
    path = _flattest_path(floor, ceiling, low, low + period)
    while high - low > 1e-9 * max(float(period), 1.0):
        middle = 0.5 * (low + high)
        path = _flattest_path(floor, ceiling, middle, middle + period)
        # Starting with more work done flattens the first slope and steepens the last one.
        if path[1] - path[0] > path[-1] - path[-2]:
            low = middle
        else:
            high = middle
    return path


def _flattest_path(floor: Floats, ceiling: Floats, start: float, end: float) -> Floats:
    """The taut string from ``start`` to ``end`` between two rising curves: cumulative work at each boundary.

    First-in-first-out work is due in the order it comes, so a capacity is feasible exactly when its
    cumulative sum stays between due and arrived work; the shortest such path has the level profile of Yao,
    Demers and Shenker (1995): its greatest slope is the least possible peak, and so on downwards.
    """
    last = floor.size - 1
    ceiling = np.minimum(ceiling, end)
    floor = np.append(floor[:-1], end)
    path = np.full_like(floor, start)
    at, value = 0, start
    tiny = 1e-12 * max(end, 1.0)
    while at < last:
        distance = np.arange(1, last - at + 1)
        up = np.minimum.accumulate((ceiling[at + 1 :] - value) / distance)
        down = np.maximum.accumulate((floor[at + 1 :] - value) / distance)
        crossed = np.flatnonzero(down > up + tiny)
        stop = int(crossed[0]) if crossed.size else distance.size - 1
        if crossed.size and (floor[at + 1 + stop] - value) / distance[stop] > up[stop] + tiny:
            slope = up[stop]
            reach = np.flatnonzero(
                (ceiling[at + 1 : at + 1 + stop] - value) / distance[:stop] <= slope + tiny
            )
        else:
            slope = down[stop]
            reach = np.flatnonzero(
                (floor[at + 1 : at + 2 + stop] - value) / distance[: stop + 1] >= slope - tiny
            )
        steps = int(reach[-1]) + 1
        path[at + 1 : at + steps + 1] = value + slope * distance[:steps]
        at += steps
        value = float(path[at])
    return path


def _placed(per_open: Floats, is_open: NDArray[np.bool_]) -> Floats:
    """Values of the open intervals on the full interval axis, 0 where closed."""
    placed = np.zeros(is_open.size)
    placed[is_open] = np.maximum(per_open, 0.0)
    return placed
