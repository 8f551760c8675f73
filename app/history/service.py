"""Reads history back: as arrays for planning, as documents for callers, and forgets it when asked to."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy import delete, select, text
from sqlmodel import col

from app import rows
from app.database import TenantSession
from app.history.problems import HistoryMissing, IntervalTooFine
from app.history.schemas import AbsentMeans, History, Shape
from app.history.tables import HistoryInterval, HistorySeries, Ticket
from app.problems import NotFound
from app.queues.tables import Queue

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
DAY = 24 * 60

_ROWS = """
SELECT (extract(epoch FROM start_at) / 60)::bigint, volume,
       CASE WHEN handle_seconds IS NULL THEN 0 ELSE coalesce(handled, 0) END,
       coalesce(handle_seconds, 0), coalesce(abandoned, 0)
FROM history_interval
WHERE queue_id = %(queue)s
  AND start_at >= coalesce(%(since)s, '-infinity'::timestamptz)
  AND start_at < coalesce(%(until)s, 'infinity'::timestamptz)
ORDER BY start_at
"""
_KEPT = """
SELECT queue.name, shape, interval_minutes, series.zone, min(start_at), max(start_at), count(*), sum(volume)
FROM history_series AS series
JOIN queue ON queue.id = series.queue_id
JOIN history_interval AS kept ON kept.queue_id = series.queue_id
GROUP BY queue.name, shape, interval_minutes, series.zone ORDER BY queue.name
"""


@dataclass(frozen=True, slots=True)
class QueueHistory:
    """The history of one queue, in rising order of ``start_minutes`` (minutes since 1970 in UTC).

    All arrays have one element per interval known. ``volume``: contacts. ``handled``: those whose handle time
    is known, ``handle_seconds``: its sum over them. ``abandoned``: contacts that gave up, 0 where not told.
    ``absent_means``: what it means that an interval between the first and the last is not there. Intervals
    lie on the wall-clock grid of ``zone``.
    """

    queue_id: uuid.UUID
    zone: str
    interval_minutes: int
    absent_means: AbsentMeans
    start_minutes: Ints
    volume: Floats
    handled: Floats
    handle_seconds: Floats
    abandoned: Floats


@dataclass(frozen=True, slots=True)
class KeptHistory:
    """What is kept of one queue."""

    queue: str
    shape: Shape
    interval_minutes: int
    zone: str
    first_start: datetime
    last_start: datetime
    intervals: int
    volume: int


def read_history(
    session: TenantSession,
    queue_id: uuid.UUID,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QueueHistory:
    """What is known of a queue from ``since`` until before ``until``; raises HistoryMissing if nothing is.

    Where only a part of the span tells what an absent interval means, the zeros are written out and every
    interval still absent is missing.
    """
    series = session.get(HistorySeries, (session.organization_id, queue_id))
    if series is None:
        raise HistoryMissing(rows.find(session, Queue, queue_id).name)
    connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    with connection.cursor(binary=True) as cursor:
        found = cursor.execute(_ROWS, {"queue": queue_id, "since": since, "until": until}).fetchall()
    table = np.array(found, dtype=np.float64).reshape(len(found), 5)
    starts = table[:, 0].astype(np.int64)
    step = series.interval_minutes
    zeros = _zero_spans(series, since, until)
    absent_means = AbsentMeans.MISSING
    if len(starts) and any(first <= starts[0] and starts[-1] + step <= end for first, end in zeros):
        absent_means = AbsentMeans.ZERO
    elif zeros:
        starts, table = _with_zeros(starts, table, zeros, ZoneInfo(series.zone), step)
    return QueueHistory(
        queue_id, series.zone, step, absent_means, starts, table[:, 1], table[:, 2], table[:, 3], table[:, 4]
    )


def history_of(
    session: TenantSession,
    queue: Queue,
    since: datetime | None,
    until: datetime | None,
    interval_minutes: int | None,
) -> History:
    """A queue's history as a document, in its own interval or summed to a coarser one.

    A coarser interval stands only where nothing in it is missing. Raises IntervalTooFine, HistoryMissing.
    """
    history = read_history(session, queue.id, since=since, until=until)
    step = interval_minutes or history.interval_minutes
    if step < history.interval_minutes:
        raise IntervalTooFine(history.interval_minutes)
    starts, sums = _coarser(history, step)
    volume, handled, seconds, abandoned = sums
    return History(
        queue_id=queue.id,
        zone=history.zone,
        interval_minutes=step,
        absent_means=history.absent_means,
        starts=tuple(datetime.fromtimestamp(60 * minute, UTC) for minute in starts.tolist()),
        volume=tuple(int(value) for value in volume),
        handled=tuple(int(value) for value in handled),
        handle_seconds=tuple(
            float(total) / float(number) if number else None
            for total, number in zip(seconds, handled, strict=True)
        ),
        abandoned=tuple(int(value) for value in abandoned),
    )


def kept_history(session: TenantSession) -> list[KeptHistory]:
    """What history there is, by queue name."""
    return [KeptHistory(*row) for row in session.execute(text(_KEPT))]


def queue_called(session: TenantSession, called: str) -> Queue:
    """The queue with this id or this name; raises NotFound."""
    try:
        queue = session.get(Queue, uuid.UUID(called))
    except ValueError:
        queue = session.execute(select(Queue).where(col(Queue.name) == called)).scalar_one_or_none()
    if queue is None:
        raise NotFound
    return queue


def forget_history(session: TenantSession, queue: Queue) -> None:
    """Delete everything imported for a queue, so that it may be imported in another shape or interval."""
    for table in (Ticket, HistoryInterval, HistorySeries):
        session.execute(delete(table).where(col(table.queue_id) == queue.id))


def _zero_spans(
    series: HistorySeries, since: datetime | None, until: datetime | None
) -> list[tuple[int, int]]:
    """The spans of absent zeros within the span asked for, as epoch minutes [first, end)."""
    first = -(2**60) if since is None else -int(-since.timestamp() // 60)
    end = 2**60 if until is None else -int(-until.timestamp() // 60)
    spans = (
        (max(int(span.lower.timestamp()) // 60, first), min(int(span.upper.timestamp()) // 60, end))
        for span in series.zero_spans
    )
    return [span for span in spans if span[0] < span[1]]


def _with_zeros(
    starts: Ints, table: Floats, zeros: list[tuple[int, int]], zone: ZoneInfo, step: int
) -> tuple[Ints, Floats]:
    grid = np.concatenate([_grid(first, end, zone, step) for first, end in zeros])
    every = np.union1d(starts, grid)
    filled = np.zeros((len(every), 5))
    filled[:, 0] = every
    filled[np.searchsorted(every, starts)] = table
    return every, filled


def _grid(first: int, end: int, zone: ZoneInfo, step: int) -> Ints:
    """The interval starts of the wall clock within [first, end); clocks differ from UTC by quarters."""
    quarters: Ints = np.arange(first - first % -15, end, 15)
    on_grid: Ints = quarters[(quarters + _offsets(quarters, zone)) % step == 0]
    return on_grid


def _coarser(history: QueueHistory, step: int) -> tuple[Ints, tuple[Floats, Floats, Floats, Floats]]:
    values = (history.volume, history.handled, history.handle_seconds, history.abandoned)
    if step == history.interval_minutes or not len(history.start_minutes):
        return history.start_minutes, values
    starts = history.start_minutes
    wider = starts - (starts + _offsets(starts, ZoneInfo(history.zone))) % step
    kept, where = np.unique(wider, return_inverse=True)
    parts = np.bincount(where)
    whole = parts == step // history.interval_minutes
    if history.absent_means is AbsentMeans.ZERO:
        whole[:] = True
    sums = tuple(np.bincount(where, weights=each)[whole] for each in values)
    return kept[whole], cast("tuple[Floats, Floats, Floats, Floats]", sums)


def _offsets(minutes: Ints, zone: ZoneInfo) -> Ints:
    """Minutes that the clock of ``zone`` is ahead of UTC, at each of ``minutes``, which rise.

    Looked up once a day, and once a quarter of an hour on days when the clock changes.
    """
    ahead = np.zeros(len(minutes), dtype=np.int64)
    for day in np.unique(minutes // DAY).tolist():
        here = slice(*np.searchsorted(minutes, (day * DAY, (day + 1) * DAY)))
        first, last = _ahead(day * DAY, zone), _ahead((day + 1) * DAY, zone)
        ahead[here] = first
        if first != last:
            ahead[here] = [_ahead(minute, zone) for minute in minutes[here].tolist()]
    return ahead


def _ahead(minute: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(60 * minute, zone).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)
