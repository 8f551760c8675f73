"""Planned events together with the queues they concern."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.links import Link
from app.planned_events.schemas import PlannedEventBody, PlannedEventView
from app.planned_events.tables import PlannedEvent, PlannedEventQueue

QUEUES = Link(PlannedEventQueue, "planned_event_id", "queue_id")


def plan(session: TenantSession, body: PlannedEventBody) -> PlannedEventView:
    """A new event with its queues."""
    return _linked(session, rows.add(session, PlannedEvent, body), body)


def replace(session: TenantSession, event_id: uuid.UUID, body: PlannedEventBody) -> PlannedEventView:
    """The event, every field and its queues written anew."""
    return _linked(session, rows.replace(session, rows.find(session, PlannedEvent, event_id), body), body)


def views(session: TenantSession, events: Sequence[PlannedEvent]) -> list[PlannedEventView]:
    """What callers read of ``events``."""
    queues = QUEUES.read(session, [event.id for event in events])
    return [
        PlannedEventView.model_validate(
            {**event.model_dump(exclude={"organization_id"}), "queue_ids": queues[event.id] or None}
        )
        for event in events
    ]


def events_of(session: TenantSession, queue_id: uuid.UUID) -> list[PlannedEvent]:
    """The events that concern a queue and were not withdrawn, in order of time."""
    chosen = (
        select(PlannedEvent)
        .where(col(PlannedEvent.withdrawn).is_(False))
        .order_by(col(PlannedEvent.starts_at), col(PlannedEvent.id))
    )
    events = session.exec(chosen).all()
    queues = QUEUES.read(session, [event.id for event in events])
    return [event for event in events if not queues[event.id] or queue_id in queues[event.id]]


def _linked(session: TenantSession, event: PlannedEvent, body: PlannedEventBody) -> PlannedEventView:
    QUEUES.write(session, event.id, body.queue_ids)
    return views(session, [event])[0]
