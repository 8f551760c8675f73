"""What is ordered for each queue of a forecast: its own history, or that of the queue it is like."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.forecasts.in_child import NewQueueOrder, VolumeOrder
from app.forecasts.problems import NotAlike, TooFarAhead
from app.forecasts.schemas import NewQueueBody
from app.forecasts.service import FARTHEST
from app.forecasts.tables import Forecast
from app.history.service import queue_called
from app.planning.read_queues import ReadQueue, contacts_seen, planned_events, read_queue, require_open
from app.planning.similar_queues import similar_queues
from app.queues.tables import Queue
from forecasting.request import LEVELS

HISTORY = timedelta(days=3 * 366)
"""Older history says little about next week and costs time in every backtest."""


def volume_order(
    session: TenantSession, forecast: Forecast, queue: Queue
) -> tuple[VolumeOrder, tuple[str, ...]]:
    """The order of one queue and what should be said about it.

    Raises HistoryMissing, NeverOpen, TooFarAhead, NotAlike, and NotFound for a queue that is gone.
    """
    asked = next((each for each in forecast.new_queues if each.queue == str(queue.id)), None)
    new = None
    if asked is None:
        read = _read(session, forecast, queue)
    else:
        read, new = _read_alike(session, forecast, queue, asked)
    last = forecast.first_date + timedelta(days=forecast.days)
    if read.last_start and last > read.last_start.date() + FARTHEST:
        raise TooFarAhead(FARTHEST.days, read.last_start.date().isoformat())
    similar = similar_queues(session, queue, read.order) if new is None else None
    order = VolumeOrder(
        **dict(read.order),
        first_date=forecast.first_date,
        days=forecast.days,
        backtest_origins=forecast.backtest_origins,
        levels=tuple(sorted({*LEVELS, *forecast.levels})),
        new=new,
        similar=similar,
    )
    leaning = () if similar is None else (f"few contacts: {similar.queues} similar queues are heeded",)
    return order, (*read.notes, *leaning)


def _read_alike(
    session: TenantSession, forecast: Forecast, queue: Queue, asked: NewQueueBody
) -> tuple[ReadQueue, NewQueueOrder]:
    """The history of the similar queue with the hours and the coming events of the new one."""
    similar = queue_called(session, asked.like_queue)
    if similar.zone != queue.zone:
        raise NotAlike(similar.name, similar.zone, queue.zone)
    require_open(queue)
    read = _read(session, forecast, similar)
    day = forecast.first_date
    first = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(queue.zone))
    events, added = planned_events(session, queue.id)
    past = tuple(event for event in read.order.events if event.start < first)
    order = read.order.model_copy(
        update={
            "opening": queue.opening_hours,
            "events": past + tuple(event for event in events if event.end > first and event not in past),
            "added": added,
        }
    )
    seen, seen_days = contacts_seen(session, queue.id, first)
    new = NewQueueOrder(
        queue=queue.name,
        weekly_contacts=asked.weekly_contacts,
        seen=seen,
        seen_days=seen_days,
        handle_seconds=asked.handle_seconds,
    )
    return ReadQueue(order, read.last_start, read.notes), new


def _read(session: TenantSession, forecast: Forecast, queue: Queue) -> ReadQueue:
    return read_queue(
        session,
        queue,
        since=forecast.first_date - HISTORY,
        # Eves and mornings after are days of their own kind.
        until=forecast.first_date + timedelta(days=forecast.days + 1),
        interval_minutes=forecast.interval_minutes,
    )
