"""The contacts of one replication, drawn before anything is routed: the same whatever the roster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.simulation.local_days import Calendar
from forecasting.simulation.request import SimulatedQueue
from forecasting.staffing.requirement import ResponseGoal
from forecasting.staffing.waiting import Floats

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts by queue and, within it, arrival; times in seconds from the first start.

    Queue q holds ``first[q]:first[q + 1]``. ``work`` is seconds at speed 1 with one contact in hand,
    ``leaves`` when the contact gives up, ``due`` when deferred work is late, ``order`` all by arrival.
    """

    first: Integers
    arrival: Floats
    interval: Integers
    work: Floats
    leaves: Floats
    due: Floats
    order: Integers


def draw_contacts(
    queues: tuple[SimulatedQueue, ...], calendars: tuple[Calendar, ...], seed: int, replication: int
) -> Contacts:
    """One replication; every queue has its own stream, so that changing one leaves the others as they were.

    Arrivals are Poisson at constant rates within intervals times the gamma factor of the local day.
    """
    parts = [
        _draw(queue, calendar, np.random.SeedSequence(seed, spawn_key=(replication, place)))
        for place, (queue, calendar) in enumerate(zip(queues, calendars, strict=True))
    ]
    arrival, interval, work, leaves, due = (np.concatenate(column) for column in zip(*parts, strict=True))
    first = np.concatenate([[0], np.cumsum([part[0].size for part in parts])]).astype(np.int64)
    return Contacts(
        first, arrival, interval.astype(np.int64), work, leaves, due, np.argsort(arrival, kind="stable")
    )


def _draw(
    queue: SimulatedQueue, calendar: Calendar, seed: np.random.SeedSequence
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    random = np.random.Generator(np.random.PCG64(seed))
    live = queue.channel.is_live
    rate = np.asarray(queue.volume) * (calendar.is_open if live else 1.0)
    if queue.day_factor_cv > 0.0:
        shape = queue.day_factor_cv**-2
        rate = rate * (random.standard_gamma(shape, calendar.days) / shape)[calendar.day]
    counts = random.poisson(rate)
    interval = np.repeat(np.arange(counts.size), counts)
    length = np.asarray(queue.open) * calendar.seconds if live else np.full(counts.size, calendar.seconds)
    arrival = calendar.start[interval] + random.random(interval.size) * length[interval]
    sort = np.argsort(arrival, kind="stable")
    arrival, interval = arrival[sort], interval[sort]
    handle = np.broadcast_to(np.asarray(queue.handle_seconds, dtype=np.float64), counts.shape)
    work = handle[interval] * _spread(random, queue.handle_time_cv, interval.size)
    if queue.patience_seconds is None or not live:
        leaves = np.full(interval.size, np.inf)
    else:
        leaves = arrival + random.standard_exponential(interval.size) * queue.patience_seconds
    if not isinstance(queue.goal, ResponseGoal):
        return arrival, interval.astype(np.float64), work, leaves, np.full(interval.size, np.inf)
    due = calendar.after_open_seconds(arrival, queue.goal.within_open_seconds)
    waiting = sorted(queue.opening_backlog, key=lambda item: item.due_in_open_seconds)
    many = [round(item.contacts) for item in waiting]
    backlog = sum(many)
    old_due = calendar.after_open_seconds(
        np.zeros(backlog), np.repeat([item.due_in_open_seconds for item in waiting], many)
    )
    old_work = np.repeat([item.handle_seconds for item in waiting], many)
    old_work = old_work * _spread(random, queue.handle_time_cv, backlog)
    return (
        np.concatenate([np.zeros(backlog), arrival]),
        np.concatenate([np.zeros(backlog), interval]),
        np.concatenate([old_work, work]),
        np.concatenate([np.full(backlog, np.inf), leaves]),
        np.concatenate([old_due, due]),
    )


def _spread(random: np.random.Generator, cv: float, size: int) -> Floats:
    """Gamma variates of mean 1 and the given coefficient of variation."""
    if cv < 1e-6:
        return np.ones(size)
    return np.asarray(random.standard_gamma(cv**-2, size) * cv**2)
