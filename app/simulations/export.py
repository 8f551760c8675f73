"""Writes a simulation as CSV: a row per queue and interval, or per queue and day or week."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from forecasting.simulation.result import Estimate, ServiceSpan, SimulatedService, SimulationResult

FIGURES = ("service_level", "wait_seconds", "answer_seconds", "abandonment", "occupancy")


class Grain(StrEnum):
    """What a row of the CSV stands for."""

    INTERVAL = "interval"
    DAY = "day"
    WEEK = "week"


def simulation_csv(result: SimulationResult, grain: Grain) -> StreamingResponse:
    """Every figure with its half-width, nothing where nothing happened; days and weeks by first date."""
    if grain is Grain.INTERVAL:
        header = ("queue", "start_utc", "contacts", *_with_widths((*FIGURES, "backlog")))
        return csv_answer(header, _interval_rows(result))
    chance = ("goal_met", "goal_met_low", "goal_met_high")
    header = ("queue", "first_date", "contacts", *_with_widths(FIGURES), *chance)
    return csv_answer(header, _span_rows(result, grain))


def _with_widths(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield from (name, f"{name}_half_width")


def _interval_rows(result: SimulationResult) -> Iterator[Sequence[object]]:
    for queue in result.queues:
        series = [getattr(queue, name) for name in (*FIGURES, "backlog")]
        columns = [column for each in series for column in (each.value, each.half_width)]
        yield from (
            (queue.queue, *cells) for cells in zip(result.starts, queue.contacts, *columns, strict=True)
        )


def _span_rows(result: SimulationResult, grain: Grain) -> Iterator[Sequence[object]]:
    for queue in result.queues:
        for span in _spans(queue, grain):
            estimates: list[Estimate] = [getattr(span, name) for name in FIGURES]
            cells = [value for each in estimates for value in (each.value, each.half_width)]
            met = span.goal_met
            chance = (None, None, None) if met is None else (met.share, met.low, met.high)
            yield (queue.queue, span.name, span.contacts, *cells, *chance)


def _spans(queue: SimulatedService, grain: Grain) -> Sequence[ServiceSpan]:
    return queue.days if grain is Grain.DAY else queue.weeks
