"""Closing the loop: where a simulated roster falls short or has slack, what to require instead."""

from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.documents import Document
from forecasting.simulation.result import SimulatedService
from forecasting.staffing.requirement import ResponseGoal, ServiceGoal, ServiceLevelGoal

Floats = NDArray[np.float64]

LARGEST_CHANGE = 0.25
"""Share of an interval's agents by which one round changes it at most (one agent in any case)."""
DAMPING = 0.5
"""Part of a slack that is given back at once: too few agents hurt more than too many."""
SLACK = 0.03
"""Service level above the goal, beyond its half-width, from which agents are spared."""


class RoundVerdict(StrEnum):
    """What a round found for one queue."""

    HOLDS = "holds"
    CORRECTED = "corrected"
    UNCOVERED = "uncovered"
    """Short only where the roster has fewer agents than were required: requiring more cannot help."""


class IntervalCorrection(Document):
    """One changed interval: agents required before and after, and the level that asked for it."""

    interval: int
    before: float
    after: float
    service_level: float
    half_width: float


class Correction(Document):
    """One round for one queue; ``required`` is what to solve for next, equal to before where nothing changed.

    ``reason`` is a sentence for the log. ``short`` and ``uncovered`` are intervals that miss the goal beyond
    chance, without and with fewer agents scheduled than required.
    """

    queue: str
    verdict: RoundVerdict
    required: tuple[float, ...]
    changes: tuple[IntervalCorrection, ...]
    short: tuple[int, ...]
    uncovered: tuple[int, ...]
    reason: str


def correct_requirement(
    service: SimulatedService,
    goal: ServiceGoal,
    required: tuple[float, ...],
    scheduled: tuple[float, ...],
    minimum: tuple[float, ...] | None = None,
    response_intervals: int = 1,
) -> Correction:
    """The requirement of the next round for a queue whose roster was simulated.

    ``required`` and ``scheduled`` are agents per reported interval, ``minimum`` what must not be undercut. An
    interval is short when its level is below the goal beyond its half-width, and has slack when it is above
    by SLACK beyond it and the whole period holds the goal. A level is worth about √n agents per probit: short
    intervals get (z_goal − z_level)·√n more, at least half an agent, slack ones give DAMPING of it back, both
    bounded by LARGEST_CHANGE. For a response goal the change falls on the ``response_intervals`` from the
    arrival on, in which the work could be done. Only goals with a service level are corrected. Raises
    ValueError for columns of different lengths.
    """
    count = len(service.service_level.value)
    floor = minimum if minimum is not None else (0.0,) * count
    for name, column in (("required", required), ("scheduled", scheduled), ("minimum", floor)):
        if len(column) != count:
            raise ValueError(f"{name}: expected {count} values, one per interval, got {len(column)}")
    level, width = _column(service.service_level.value), _column(service.service_level.half_width)
    target = goal.share if isinstance(goal, ServiceLevelGoal | ResponseGoal) else np.nan
    missing = np.array(scheduled) < np.array(required) - 0.5
    below, above = level + width < target, level - width > target + SLACK
    total = service.total.service_level
    safe = total.value is not None and total.value - (total.half_width or 0.0) > target
    teams = np.array(required)
    wanted = np.zeros(count)
    wanted[below] = np.maximum(_gap(target, level[below], np.maximum(teams[below], 1.0)), 0.5)
    if safe:
        wanted[above] = DAMPING * _gap(target, level[above], teams[above])
    change = _spread(wanted, response_intervals if isinstance(goal, ResponseGoal) else 1)
    # Where fewer were scheduled than required the solver is already asked for more than it has.
    change[missing & (change > 0.0)] = 0.0
    bound = np.maximum(LARGEST_CHANGE * teams, 1.0)
    after = np.maximum(teams + np.clip(change, -bound, bound), np.array(floor))
    after = np.where(teams > 0.0, after, np.where(below & ~missing, np.maximum(after, 1.0), teams))
    changed = np.flatnonzero(np.abs(after - teams) > 1e-9)
    short, uncovered = np.flatnonzero(below & ~missing), np.flatnonzero(below & missing)
    verdict = (
        RoundVerdict.CORRECTED
        if changed.size
        else RoundVerdict.UNCOVERED
        if uncovered.size
        else RoundVerdict.HOLDS
    )
    return Correction(
        queue=service.queue,
        verdict=verdict,
        required=tuple(after.tolist()),
        changes=tuple(
            IntervalCorrection(
                interval=int(row),
                before=float(teams[row]),
                after=float(after[row]),
                service_level=float(np.nan_to_num(level[row], nan=0.0)),
                half_width=float(np.nan_to_num(width[row], nan=0.0)),
            )
            for row in changed
        ),
        short=tuple(short.tolist()),
        uncovered=tuple(uncovered.tolist()),
        reason=_reason(service.queue, verdict, after - teams, short.size, uncovered.size),
    )


def _gap(target: float, level: Floats, agents: Floats) -> Floats:
    """Agents between the level and the target, negative where there are too many."""
    probits = np.array([_probit(each) for each in level.tolist()])
    return np.asarray((_probit(target) - probits) * np.sqrt(agents)) if level.size else level


def _probit(share: float) -> float:
    """The normal quantile; nothing is certain, so shares of 0 and 1 have one too."""
    return NormalDist().inv_cdf(min(max(share, 1e-3), 1.0 - 1e-3))


def _spread(change: Floats, intervals: int) -> Floats:
    """Each change shared evenly by the intervals in which its work could be done, the last one cut short."""
    if intervals <= 1:
        return change
    shared = np.zeros_like(change)
    for row in np.flatnonzero(change).tolist():
        last = min(row + intervals, change.size)
        shared[row:last] += change[row] / (last - row)
    return shared


def _column(values: tuple[float | None, ...]) -> Floats:
    return np.array([np.nan if value is None else value for value in values])


def _reason(queue: str, verdict: RoundVerdict, change: Floats, short: int, uncovered: int) -> str:
    match verdict:
        case RoundVerdict.HOLDS:
            return f"{queue}: every interval holds its goal within the confidence interval"
        case RoundVerdict.UNCOVERED:
            return (
                f"{queue}: {uncovered} intervals fall short where the roster has fewer agents than required"
            )
        case RoundVerdict.CORRECTED:
            more, fewer = float(change[change > 0].sum()), float(-change[change < 0].sum())
            return (
                f"{queue}: {short} intervals fall short; {more:.1f} agent-intervals more, {fewer:.1f} fewer"
                + (f"; {uncovered} intervals lack agents that were required" if uncovered else "")
            )
