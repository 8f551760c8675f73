"""What staffing is asked for one queue: its forecast, its goals, and what overrides them."""

from datetime import date, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from app.queues.schemas import ServiceGoal
from app.queues.tables import Queue
from app.requirements.schemas import Basis, QueueOverride
from forecasting.forecast import Forecast
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    Channel,
    ResponseGoal,
    ServiceLevelGoal,
    ShrinkagePart,
    SpeedOfAnswerGoal,
    StaffingRequest,
)
from forecasting.staffing.requirement import ServiceGoal as StaffingGoal


def staffing_request(
    queue: Queue,
    forecast: Forecast,
    *,
    first_date: date,
    days: int,
    basis: Basis,
    override: QueueOverride | None,
) -> StaffingRequest:
    """The request for the intervals of ``days`` local days from ``first_date`` on.

    Raises ValueError, which says what is missing or does not fit.
    """
    asked = override or QueueOverride(queue=queue.name)
    channel = Channel(queue.channel.value)
    volume = [each * asked.volume_factor for each in volume_of(forecast, basis, channel)]
    zone = ZoneInfo(forecast.zone)
    chosen = [
        number
        for number, start in enumerate(forecast.starts)
        if first_date <= start.astimezone(zone).date() < first_date + timedelta(days=days)
    ]
    if not chosen:
        raise ValueError(f"the forecast has no interval from {first_date} on for {days} days")
    handle_seconds = _handle_seconds(queue, forecast, asked.handle_seconds)
    return StaffingRequest(
        queue=queue.name,
        channel=channel,
        interval_minutes=cast("Literal[15, 30, 60]", forecast.interval_minutes),
        starts=tuple(forecast.starts[number] for number in chosen),
        open=tuple(forecast.open[number] for number in chosen),
        volume=tuple(volume[number] for number in chosen),
        handle_seconds=(
            handle_seconds
            if isinstance(handle_seconds, float)
            else tuple(handle_seconds[number] for number in chosen)
        ),
        goals=goals_of(asked.service_goal or queue.service_goal, channel),
        patience_seconds=None if asked.waiting_seen else asked.patience_seconds or queue.patience_seconds,
        waiting_seen=asked.waiting_seen,
        concurrency=queue.concurrency if channel is Channel.CHAT else (1.0,),
        occupancy_cap=asked.occupancy_cap or queue.occupancy_cap,
        minimum_staffing=float(
            queue.minimum_staffing if asked.minimum_staffing is None else asked.minimum_staffing
        ),
        shrinkage=(
            ShrinkagePart(
                name="shrinkage of the queue",
                share=queue.shrinkage if asked.shrinkage is None else asked.shrinkage,
            ),
        ),
        basis=basis.value,
    )


def volume_of(forecast: Forecast, basis: Basis, channel: Channel) -> tuple[float, ...]:
    """Contacts per interval on ``basis``.

    Live work needs the quantile of each interval. Deferred work is done over the day, and quantiles of
    intervals do not add up to that of the day: there the mean is scaled to the quantile of its day.
    """
    if basis.level is None:
        return forecast.volume
    if channel.is_live:
        return forecast.quantiles[basis.level]
    zone = ZoneInfo(forecast.zone)
    factor = {
        day.date: day.quantiles[basis.level] / day.mean if day.mean > 0 else 1.0 for day in forecast.daily
    }
    return tuple(
        volume * factor[start.astimezone(zone).date()]
        for start, volume in zip(forecast.starts, forecast.volume, strict=True)
    )


def goals_of(goal: ServiceGoal, channel: Channel) -> tuple[StaffingGoal, ...]:
    """The goals of a queue in the words of staffing; raises ValueError for one that does not fit."""
    if not channel.is_live:
        if goal.share is None or goal.within_seconds is None:
            raise ValueError(
                f"service_goal: expected share and within_seconds, the time to reply by {channel}"
            )
        return (ResponseGoal(share=goal.share, within_open_seconds=goal.within_seconds),)
    goals: list[StaffingGoal] = []
    if goal.share is not None and goal.within_seconds is not None:
        goals.append(ServiceLevelGoal(share=goal.share, within_seconds=goal.within_seconds))
    if goal.max_average_wait_seconds is not None:
        goals.append(SpeedOfAnswerGoal(max_seconds=goal.max_average_wait_seconds))
    if goal.max_abandonment is not None:
        goals.append(AbandonmentGoal(max_share=goal.max_abandonment))
    return tuple(goals)


def _handle_seconds(queue: Queue, forecast: Forecast, given: float | None) -> float | tuple[float, ...]:
    if given is not None:
        return given
    if forecast.handle_seconds is None:
        raise ValueError(
            f"the history of {queue.name} has no handle time: give handle_seconds in overrides, or import it"
        )
    return forecast.handle_seconds
