"""Sums over replications turned into the document that a simulation answers with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.simulation.estimate import RatioSums, share_interval
from forecasting.simulation.local_days import Calendar
from forecasting.simulation.measures import (
    ABANDONED,
    ANSWER,
    BACKLOG,
    LEVEL,
    OCCUPIED,
    WAIT,
    meaning_of,
    plan_spans,
)
from forecasting.simulation.request import SimulationRequest
from forecasting.simulation.result import (
    Chance,
    Estimate,
    Series,
    ServiceSpan,
    SimulatedService,
    SimulationResult,
)
from forecasting.staffing.waiting import Floats


@dataclass(frozen=True, slots=True)
class Measured:
    """Sums over replications: ratios and contacts by queue × interval and by span, goals met by span."""

    intervals: RatioSums
    spans: RatioSums
    contacts: Floats
    span_contacts: Floats
    met: NDArray[np.int64]
    judged: NDArray[np.int64]

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            self.intervals + other.intervals,
            self.spans + other.spans,
            self.contacts + other.contacts,
            self.span_contacts + other.span_contacts,
            self.met + other.met,
            self.judged + other.judged,
        )


def report(
    request: SimulationRequest, calendars: tuple[Calendar, ...], measured: Measured
) -> SimulationResult:
    """Means over replications with half-widths at the confidence of the request."""
    plan = plan_spans(calendars, request.warm_up_intervals)
    value, width = measured.intervals.estimate(request.confidence)
    span_value, span_width = measured.spans.estimate(request.confidence)
    many = request.replications

    def series(ratio: int, queue: int) -> Series:
        return Series(value=_column(value[ratio, queue]), half_width=_column(width[ratio, queue]))

    def figure(ratio: int, row: int) -> Estimate:
        return Estimate(value=_number(span_value[ratio, row]), half_width=_number(span_width[ratio, row]))

    def span(row: int) -> ServiceSpan:
        met, judged = int(measured.met[row]), int(measured.judged[row])
        chance = None
        if judged:
            low, high = share_interval(met, judged, request.confidence)
            chance = Chance(share=met / judged, low=low, high=high)
        return ServiceSpan(
            name=plan.names[row],
            contacts=float(measured.span_contacts[row]) / many,
            service_level=figure(LEVEL, row),
            wait_seconds=figure(WAIT, row),
            answer_seconds=figure(ANSWER, row),
            abandonment=figure(ABANDONED, row),
            occupancy=figure(OCCUPIED, row),
            goal_met=chance,
        )

    services = []
    for place, queue in enumerate(request.queues):
        rows = np.flatnonzero(plan.queue == place).tolist()
        spans = {kind: [row for row in rows if plan.kinds[row] == kind] for kind in ("day", "week", "total")}
        services.append(
            SimulatedService(
                queue=queue.name,
                channel=queue.channel,
                meaning=meaning_of(queue),
                contacts=tuple((measured.contacts[place] / many).tolist()),
                service_level=series(LEVEL, place),
                wait_seconds=series(WAIT, place),
                answer_seconds=series(ANSWER, place),
                abandonment=series(ABANDONED, place),
                occupancy=series(OCCUPIED, place),
                backlog=series(BACKLOG, place),
                days=tuple(span(row) for row in spans["day"]),
                weeks=tuple(span(row) for row in spans["week"]),
                total=span(spans["total"][0]),
            )
        )
    return SimulationResult(
        starts=request.starts[request.warm_up_intervals :],
        interval_minutes=request.interval_minutes,
        replications=many,
        seed=request.seed,
        confidence=request.confidence,
        queues=tuple(services),
        warnings=tuple(_warnings(request)),
    )


def _warnings(request: SimulationRequest) -> list[str]:
    served = {skill.queue for agent in request.agents if agent.on_duty for skill in agent.skills}
    found = [
        f"{queue.name}: nobody on duty serves this queue"
        for queue in request.queues
        if queue.name not in served and (any(queue.volume) or queue.opening_backlog)
    ]
    for queue in request.queues:
        closed = sum(
            volume
            for volume, share in zip(queue.volume, queue.open, strict=True)
            if share == 0.0 and queue.channel.is_live
        )
        if closed > 0.0:
            found.append(f"{queue.name}: {closed:,.1f} contacts outside opening hours are not simulated")
    return found


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _column(values: Floats) -> tuple[float | None, ...]:
    return tuple(_number(value) for value in values.tolist())
