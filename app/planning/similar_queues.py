"""The contacts of similar queues together, for a queue that has few of its own."""

import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func
from sqlmodel import col, select

from app.database import TenantSession
from app.forecasts.in_child import QueueOrder, SimilarOrder
from app.history.tables import HistoryInterval, HistorySeries
from app.queues.tables import Queue

FEW_A_DAY = 100.0
"""From so many contacts a day on a queue's own history tells as much as any other."""
MOST_LOOKED_AT, MOST_TAKEN = 40, 8
LATELY = timedelta(days=28)
HARDLY = timedelta(days=7)
"""How much shorter than its own another queue's history may be."""


def similar_queues(session: TenantSession, queue: Queue, order: QueueOrder) -> SimilarOrder | None:
    """What queues of the same channel, clock and hours had together; None for a busy queue or without any.

    Only histories in the same intervals count that reach from where the queue's own begins to where it ends,
    so that their sum makes no step where one of them starts. Of many the busiest lately are taken.
    """
    starts: NDArray[np.int64] = np.frombuffer(order.start_minutes, np.int64)
    if not starts.size:
        return None
    days = (int(starts[-1]) - int(starts[0])) / 1440 + 1
    if float(np.frombuffer(order.volume).sum()) > FEW_A_DAY * days:
        return None
    first, last = (datetime.fromtimestamp(60 * int(starts[edge]), UTC) for edge in (0, -1))
    chosen = _busiest(session, _alike(session, queue), first, last)
    if not chosen:
        return None
    sums = (
        select(HistoryInterval.start_at, func.sum(HistoryInterval.volume))
        .where(col(HistoryInterval.queue_id).in_(chosen), col(HistoryInterval.start_at) >= first - HARDLY)
        .group_by(col(HistoryInterval.start_at))
        .order_by(col(HistoryInterval.start_at))
    )
    found = [(int(start.timestamp()) // 60, float(contacts)) for start, contacts in session.exec(sums)]
    minutes, contacts = (np.array(column) for column in zip(*found, strict=True))
    return SimilarOrder(
        queues=len(chosen),
        start_minutes=minutes.astype(np.int64).tobytes(),
        volume=contacts.astype(np.float64).tobytes(),
    )


def _alike(session: TenantSession, queue: Queue) -> list[uuid.UUID]:
    """Other queues of the same kind whose history is kept in the same intervals."""
    own = session.get(HistorySeries, (session.organization_id, queue.id))
    if own is None:
        return []
    candidates = (
        select(Queue)
        .join(HistorySeries, col(HistorySeries.queue_id) == col(Queue.id))
        .where(
            Queue.id != queue.id,
            Queue.channel == queue.channel,
            Queue.zone == queue.zone,
            HistorySeries.interval_minutes == own.interval_minutes,
        )
        .order_by(col(Queue.name))
    )
    alike = [each.id for each in session.exec(candidates) if each.opening_hours == queue.opening_hours]
    return alike[:MOST_LOOKED_AT]


def _busiest(
    session: TenantSession, queue_ids: list[uuid.UUID], first: datetime, last: datetime
) -> list[uuid.UUID]:
    """Those whose history reaches over the span, by contacts in its last four weeks."""
    begun = select(HistoryInterval.queue_id).where(
        col(HistoryInterval.queue_id).in_(queue_ids), col(HistoryInterval.start_at) <= first + HARDLY
    )
    lately = (
        select(HistoryInterval.queue_id)
        .where(
            col(HistoryInterval.queue_id).in_(queue_ids),
            col(HistoryInterval.queue_id).in_(begun),
            col(HistoryInterval.start_at) > last - LATELY,
            col(HistoryInterval.start_at) <= last,
        )
        .group_by(col(HistoryInterval.queue_id))
        .having(func.max(HistoryInterval.start_at) >= last - HARDLY)
        .order_by(func.sum(HistoryInterval.volume).desc(), col(HistoryInterval.queue_id))
        .limit(MOST_TAKEN)
    )
    return list(session.exec(lately))
