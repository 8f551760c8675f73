"""Deferred work of a requirement as parts with a release and a due time, buffer and shrinkage included."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from forecasting.staffing.requirement import Requirement
from forecasting.staffing.waiting import Floats


@dataclass(frozen=True, slots=True)
class DuePart:
    """So many agent-seconds to be worked from ``released`` on and by ``due``."""

    released: datetime
    due: datetime
    agent_seconds: float


def due_parts(requirement: Requirement, start: datetime, end: datetime) -> tuple[DuePart, ...]:
    """The deferred work of the intervals that begin in [``start``, ``end``), by release and due time.

    Before them the level capacity has been worked, and at their end it has to be, so that neither the period
    before nor the one after is left with more than its own. Work is measured on the scale of the agents to
    be scheduled: x of the level's cumulative work stands for what agents_net ÷ (1 − shrinkage) + correction
    comes to when the level has done x. So the requirement itself, interval by interval, is one of the ways
    to be in time. Minimum staffing asks for presence, not for work, and is left out. Empty for live work.
    """
    seconds = requirement.interval_minutes * 60.0
    rows = [row for row, begins in enumerate(requirement.starts) if start <= begins < end]
    if not requirement.due_seconds or not rows:
        return ()
    lost = np.array(requirement.shrinkage)
    scheduled = np.array(requirement.agents_net) / (1.0 - lost)
    scheduled += np.array(requirement.correction or (0.0,) * lost.size)
    level = _cumulative(np.array(requirement.load) * seconds)
    staffed = _cumulative(np.maximum(scheduled, 0.0) * seconds)
    first, last = rows[0], rows[-1] + 1
    if level[last] <= level[first]:
        return ()
    # A hair of slope where the level rests keeps the scale a function.
    rising = level + 1e-6 * np.arange(level.size)
    arrived = np.clip(requirement.arrived_seconds[first:last], level[first], level[last])
    due = np.clip(requirement.due_seconds[first:last], level[first], level[last])
    due[-1] = arrived[-1] = level[last]
    released_by, due_by = np.interp(arrived, rising, staffed), np.interp(due, rising, staffed)
    released_by, due_by = np.maximum.accumulate(released_by), np.maximum.accumulate(due_by)
    before = float(np.interp(level[first], rising, staffed))
    cuts = np.unique(np.concatenate([released_by, due_by]))
    cuts = cuts[cuts > before + 1e-6]
    parts, done = [], before
    for cut in cuts.tolist():
        if cut - done < 1e-3:
            continue
        comes, goes = (int(np.searchsorted(curve, cut - 1e-6)) for curve in (released_by, due_by))
        parts.append(
            DuePart(
                released=requirement.starts[first + comes],
                due=requirement.starts[first + goes] + timedelta(seconds=seconds),
                agent_seconds=cut - done,
            )
        )
        done = cut
    return tuple(parts)


def _cumulative(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])
