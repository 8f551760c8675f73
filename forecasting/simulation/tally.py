"""What one replication comes to: contacts counted by queue and interval of arrival."""

from typing import NamedTuple

import numba
import numpy as np

from forecasting.simulation.contacts import Contacts, Integers
from forecasting.simulation.floor import DEFERRED, Floor, Records, Scene
from forecasting.staffing.waiting import Floats

OFFERED, SERVED, IN_TIME, LOST, LOST_IN_TIME, WAITED, WAITED_SERVED, LEFT = range(8)
"""Rows of `Tally.counts`: contacts, those started, started (deferred: finished) in time, given up, given up
before the threshold, seconds waited by all and by those served, contacts waiting at the interval's end."""
FIELDS = 8


class Tally(NamedTuple):
    """Counts (field × queue × interval) and the busy and worked seconds of those who serve each queue."""

    counts: Floats
    busy: Floats
    worked: Floats


def tally_of(
    floor: Floor,
    contacts: Contacts,
    scene: Scene,
    thresholds: Floats,
    servers: list[Integers],
    horizon: float,
) -> Tally:
    """Count a routed scene; ``servers`` are the agents of each queue.

    A contact whose fate lies beyond ``horizon`` (not served, and neither its threshold nor its due time
    passed) is left out. ``thresholds`` are seconds per queue, of no use for deferred ones.
    """
    ends = floor.interval_start + floor.interval_seconds
    counts = _count(scene.contacts, floor.queues, contacts.interval, contacts.due, thresholds, ends, horizon)
    busy, worked = (
        np.stack([seconds[agents].sum(axis=0) for agents in servers])
        for seconds in (scene.busy, scene.worked)
    )
    return Tally(counts, busy, worked)


@numba.njit(cache=True)
def _count(
    contacts: Records,
    queues: Records,
    interval: Integers,
    due: Floats,
    thresholds: Floats,
    ends: Floats,
    horizon: float,
) -> Floats:
    counts = np.zeros((FIELDS, queues.size, ends.size))
    change = np.zeros((queues.size, ends.size + 1))
    for place in range(contacts.size):
        contact = contacts[place]
        queue, row = contact["queue"], interval[place]
        arrival, started = contact["arrival"], contact["started"]
        limit = thresholds[queue]
        served = not np.isnan(started)
        deferred = queues[queue]["kind"] == DEFERRED
        gone = started if served else min(contact["leaves"], horizon)
        change[queue, row] += 1.0
        last = int(np.searchsorted(ends, gone)) if gone < ends[-1] else ends.size
        change[queue, last] -= 1.0
        if deferred:
            finished = contact["finished"]
            in_time = finished <= due[place]
            if not in_time and not (finished > due[place] or due[place] <= horizon):
                continue
        else:
            in_time = served and started - arrival <= limit + 1e-9
            if not served and arrival + limit > horizon:
                continue
        counts[OFFERED, queue, row] += 1.0
        counts[WAITED, queue, row] += gone - arrival
        if served:
            counts[SERVED, queue, row] += 1.0
            counts[WAITED_SERVED, queue, row] += started - arrival
        elif contact["leaves"] < horizon:
            counts[LOST, queue, row] += 1.0
            if gone - arrival <= limit:
                counts[LOST_IN_TIME, queue, row] += 1.0
        if in_time:
            counts[IN_TIME, queue, row] += 1.0
    for queue in range(queues.size):
        waiting = 0.0
        for row in range(ends.size):
            waiting += change[queue, row]
            counts[LEFT, queue, row] = waiting
    return counts
