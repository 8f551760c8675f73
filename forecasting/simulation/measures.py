"""From tallies to the ratios that are reported, per interval and over spans of local days and weeks."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from forecasting.simulation.local_days import Calendar
from forecasting.simulation.request import SimulatedQueue
from forecasting.simulation.tally import (
    IN_TIME,
    LEFT,
    LOST,
    LOST_IN_TIME,
    OFFERED,
    SERVED,
    WAITED,
    WAITED_SERVED,
    Tally,
)
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    ResponseGoal,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
)
from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.waiting import Floats

LEVEL, WAIT, ANSWER, ABANDONED, OCCUPIED, BACKLOG = range(6)
"""Ratios, in the order of the first axis of what `numerators` and `denominators` return."""
REPORTED_WITHIN = 20.0
"""Seconds within which the service level counts where the goal names no threshold."""


@dataclass(frozen=True, slots=True)
class SpanPlan:
    """Contiguous intervals of queues that are reported together: days, weeks and everything.

    ``first`` to ``end`` (one past) are reported intervals of queue number ``queue``.
    """

    queue: NDArray[np.int64]
    first: NDArray[np.int64]
    end: NDArray[np.int64]
    names: tuple[str, ...]
    kinds: tuple[str, ...]


def plan_spans(calendars: tuple[Calendar, ...], skipped: int) -> SpanPlan:
    """Days, weeks and the whole of every queue, without the first ``skipped`` intervals."""
    rows: list[tuple[int, int, int, str, str]] = []
    for place, calendar in enumerate(calendars):
        day, week = calendar.day[skipped:], calendar.week[skipped:]
        for kind, group in (("day", day), ("week", week), ("total", np.zeros_like(day))):
            cuts = [0, *(np.flatnonzero(np.diff(group)) + 1).tolist(), group.size]
            rows += [
                (place, first, end, calendar.dates[int(day[first])], kind) for first, end in pairwise(cuts)
            ]
    queue, first, end = (np.array([row[column] for row in rows], dtype=np.int64) for column in range(3))
    return SpanPlan(queue, first, end, tuple(row[3] for row in rows), tuple(row[4] for row in rows))


def over_spans(tally: Tally, plan: SpanPlan) -> Tally:
    """The tally with spans instead of intervals; queue and interval axes become one."""

    def summed(values: Floats) -> Floats:
        total = np.concatenate([np.zeros_like(values[..., :1]), np.cumsum(values, axis=-1)], axis=-1)
        return np.asarray(total[..., plan.queue, plan.end] - total[..., plan.queue, plan.first])

    return Tally(summed(tally.counts), summed(tally.busy), summed(tally.worked))


def ratios(
    tally: Tally, queues: tuple[SimulatedQueue, ...], queue_axis: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Numerators and denominators of the six ratios; ``queue_axis`` names the queue of each row."""
    counts = tally.counts
    level, of = counts[IN_TIME].copy(), counts[OFFERED].copy()
    for place, queue in enumerate(queues):
        rows = queue_axis == place
        match definition_of(queue):
            case ServiceLevelDefinition.ANSWERED:
                of[rows] = counts[SERVED, rows]
            case ServiceLevelDefinition.EXCLUDING_SHORT_ABANDONS:
                of[rows] -= counts[LOST_IN_TIME, rows]
            case ServiceLevelDefinition.SHORT_ABANDONS_MET:
                level[rows] += counts[LOST_IN_TIME, rows]
    numerators = [level, counts[WAITED], counts[WAITED_SERVED], counts[LOST], tally.busy, counts[LEFT]]
    once = np.ones_like(of)
    denominators = [of, counts[OFFERED], counts[SERVED], counts[OFFERED], tally.worked, once]
    return np.stack(numerators), np.stack(denominators)


def goals_met(
    tally: Tally, queues: tuple[SimulatedQueue, ...], plan: SpanPlan
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Per span: whether the goal of its queue was met, and whether there were contacts to judge by."""
    x, n = ratios(tally, queues, plan.queue)
    met = np.zeros(plan.queue.size, dtype=np.bool_)
    with np.errstate(all="ignore"):
        figures = x / n
    for place, queue in enumerate(queues):
        rows = plan.queue == place
        match queue.goal:
            case ServiceLevelGoal() | ResponseGoal():
                met[rows] = figures[LEVEL, rows] >= queue.goal.share
            case SpeedOfAnswerGoal():
                met[rows] = figures[ANSWER, rows] <= queue.goal.max_seconds
            case AbandonmentGoal():
                met[rows] = figures[ABANDONED, rows] <= queue.goal.max_share
    return met, tally.counts[OFFERED] > 0.0


def threshold_of(queue: SimulatedQueue) -> float:
    """Seconds within which live contacts count as answered in time."""
    return queue.goal.within_seconds if isinstance(queue.goal, ServiceLevelGoal) else REPORTED_WITHIN


def definition_of(queue: SimulatedQueue) -> ServiceLevelDefinition:
    """What the service level of a queue is counted against."""
    if isinstance(queue.goal, ServiceLevelGoal):
        return queue.goal.definition
    return ServiceLevelDefinition.OFFERED


def meaning_of(queue: SimulatedQueue) -> str:
    """The service level in words."""
    if isinstance(queue.goal, ResponseGoal):
        hours = queue.goal.within_open_seconds / 3600
        return f"share of contacts answered within {hours:g} open hours"
    return f"share within {threshold_of(queue):g} seconds ({definition_of(queue).value})"
