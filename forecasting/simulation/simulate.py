"""Simulate a roster: replications in blocks, in one process or several, always the same to the last bit."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from forecasting.simulation.away import turns_of
from forecasting.simulation.contacts import draw_contacts
from forecasting.simulation.estimate import RatioSums
from forecasting.simulation.floor import duty_of, floor_of, scene_of
from forecasting.simulation.local_days import Calendar, calendar_of
from forecasting.simulation.measures import (
    goals_met,
    over_spans,
    plan_spans,
    ratios,
    threshold_of,
)
from forecasting.simulation.report import Measured, report
from forecasting.simulation.request import SimulationRequest
from forecasting.simulation.result import SimulationResult
from forecasting.simulation.routing import route
from forecasting.simulation.tally import OFFERED, Tally, tally_of

BLOCK = 8
"""Replications summed up together; sums of blocks are added in order whoever made them."""


def simulate(request: SimulationRequest, processes: int = 1) -> SimulationResult:
    """Service, waits, abandonment, occupancy and backlog of the request's roster, with confidence intervals.

    ``processes`` beyond 1 are started afresh for this call and change nothing in the result. Raises
    ValueError for fewer than 1.
    """
    if processes < 1:
        raise ValueError("processes: expected at least 1")
    blocks = [
        range(first, min(first + BLOCK, request.replications))
        for first in range(0, request.replications, BLOCK)
    ]
    one_block = partial(_measure, request)
    if processes == 1 or len(blocks) == 1:
        measured = _added(map(one_block, blocks))
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            measured = _added(pool.map(one_block, blocks))
    return report(request, _calendars(request), measured)


def tallies(request: SimulationRequest, replications: Iterable[int]) -> Iterator[Tally]:
    """The counts of each named replication, without the warm-up."""
    calendars, everybody, turns = _calendars(request), floor_of(request), turns_of(request)
    thresholds = np.array([threshold_of(queue) for queue in request.queues])
    servers = [
        everybody.servers["agent"][queue["first_server"] : queue["end_server"]] for queue in everybody.queues
    ]
    last = float(everybody.interval_start[-1]) + everybody.interval_seconds
    horizon = max(last, float(everybody.duty["time"].max(initial=0.0)))
    skipped = request.warm_up_intervals
    for replication in replications:
        contacts = draw_contacts(request.queues, calendars, request.seed, replication)
        floor = everybody
        if turns.taken:
            floor = everybody._replace(duty=duty_of(turns.of(request.seed, replication)))
        scene = scene_of(floor, contacts)
        route(floor, scene, contacts.order)
        whole = tally_of(floor, contacts, scene, thresholds, servers, horizon)
        yield Tally(whole.counts[..., skipped:], whole.busy[..., skipped:], whole.worked[..., skipped:])


def _measure(request: SimulationRequest, block: range) -> Measured:
    """The sums of one block of replications."""
    plan = plan_spans(_calendars(request), request.warm_up_intervals)
    every = np.arange(len(request.queues))
    rows, spans, offered, met, judged = [], [], [], [], []
    for tally in tallies(request, block):
        rows.append(ratios(tally, request.queues, every))
        whole = over_spans(tally, plan)
        spans.append(ratios(whole, request.queues, plan.queue))
        offered.append((tally.counts[OFFERED], whole.counts[OFFERED]))
        kept, contacts = goals_met(whole, request.queues, plan)
        met.append(kept & contacts)
        judged.append(contacts)
    return Measured(
        RatioSums.of(np.stack([x for x, _ in rows]), np.stack([n for _, n in rows])),
        RatioSums.of(np.stack([x for x, _ in spans]), np.stack([n for _, n in spans])),
        np.sum([each for each, _ in offered], axis=0),
        np.sum([each for _, each in offered], axis=0),
        np.sum(met, axis=0),
        np.sum(judged, axis=0),
    )


def _added(parts: Iterable[Measured]) -> Measured:
    whole: Measured | None = None
    for part in parts:
        whole = part if whole is None else whole + part
    assert whole is not None  # noqa: S101 # a request has at least one replication
    return whole


def _calendars(request: SimulationRequest) -> tuple[Calendar, ...]:
    return tuple(calendar_of(request, queue) for queue in request.queues)
