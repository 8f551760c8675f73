"""How the history of each queue is kept: its interval, its source, and where no row means zero."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Cursor

from app.history.columns import Layout
from app.history.queue_names import NamedQueue
from app.history.refusals import Refusals
from app.history.schemas import AbsentMeans, Shape

_DECLARE = """
INSERT INTO history_series (organization_id, queue_id, shape, interval_minutes, zone, zero_spans)
VALUES (%(organization)s, %(queue_id)s, %(shape)s, %(interval)s, coalesce(%(zone)s, 'UTC'), '{}')
ON CONFLICT (organization_id, queue_id) DO UPDATE SET zone = coalesce(%(zone)s, history_series.zone)
"""
_ZERO = """
UPDATE history_series SET zero_spans = zero_spans - tstzmultirange(tstzrange(%(first)s, %(end)s)) + CASE
    WHEN %(zero)s THEN tstzmultirange(tstzrange(%(first)s, %(end)s)) - coalesce((
        SELECT range_agg(tstzrange(to_timestamp(start), to_timestamp(start + %(interval)s * 60)))
        FROM history_stage_unknown WHERE queue = %(queue)s
    ), '{}')
    ELSE '{}' END
WHERE organization_id = %(organization)s AND queue_id = %(queue_id)s
"""
_KNOWN_BEFORE = """
SELECT EXISTS (
    SELECT FROM history_interval
    WHERE organization_id = %(organization)s AND queue_id = %(queue_id)s AND start_at < %(first)s
)
"""


@dataclass(frozen=True, slots=True)
class QueueSpan:
    """The first and the last start that a file has for a queue; ``number`` is the queue's in the stage."""

    number: int
    queue_id: uuid.UUID
    first: datetime
    last: datetime


def refuse_other_series(
    cursor: Cursor[Any], layout: Layout, interval: int, queues: list[NamedQueue], refusals: Refusals
) -> None:
    """Refuse queues whose history has another interval or comes from the other kind of file."""
    names = {queue.id: queue.name for queue in queues}
    cursor.execute(
        "SELECT queue_id, shape, interval_minutes FROM history_series WHERE queue_id = ANY(%s)", [list(names)]
    )
    for queue_id, shape, minutes in cursor.fetchall():
        if (shape, minutes) != (layout.shape, interval):
            refusals.add(
                0,
                layout.header("queue"),
                f"{layout.shape} in {interval}-minute intervals for {names[queue_id]!r}",
                f"{shape} in {minutes}-minute intervals, as its history is kept, or to delete that first",
            )


def declare_series(
    cursor: Cursor[Any],
    organization: uuid.UUID,
    shape: Shape,
    interval: int,
    zone: str | None,
    spans: list[QueueSpan],
    absent_means: AbsentMeans,
) -> None:
    """Write down what the rows of a file say about the intervals without one.

    A ticket file speaks for all its queues up to its end; for its beginning only of queues known before,
    because a queue that appears in it may not have existed until then.
    """
    length = timedelta(minutes=interval)
    file_first = min((span.first for span in spans), default=None)
    file_last = max((span.last for span in spans), default=None)
    for span in spans:
        values: dict[str, Any] = {
            "organization": organization,
            "queue_id": span.queue_id,
            "queue": span.number,
            "shape": shape,
            "interval": interval,
            "zone": zone,
            "zero": absent_means is AbsentMeans.ZERO,
            "first": span.first,
            "end": span.last + length,
        }
        cursor.execute(_DECLARE, values)
        if shape is Shape.TICKETS and file_first is not None and file_last is not None:
            values["end"] = file_last + length
            known = cursor.execute(_KNOWN_BEFORE, values).fetchone()
            if known and known[0]:
                values["first"] = file_first
        cursor.execute(_ZERO, values)
