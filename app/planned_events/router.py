"""Planned events over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import Page, Paged
from app.planned_events import service
from app.planned_events.schemas import PlannedEventBody, PlannedEventView
from app.planned_events.tables import PlannedEvent

router = APIRouter(prefix="/v1/planned-events", tags=["forecasts"])


@router.post("", status_code=status.HTTP_201_CREATED)
def create_planned_event(
    body: PlannedEventBody, session: WriteSession, response: Response
) -> PlannedEventView:
    """Tell of a window in which volume is not ordinary; the next forecast knows it."""
    event = service.plan(session, body)
    response.headers["Location"] = f"/v1/planned-events/{event.id}"
    return event


@router.get("")
def list_planned_events(session: ReadSession, paging: Paged) -> Page[PlannedEventView]:
    """The events of the organization in order of time, those withdrawn included."""
    order = (PlannedEvent.starts_at, PlannedEvent.id)
    found, cursor = rows.listed(session, PlannedEvent, order, paging)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{event_id}")
def read_planned_event(event_id: uuid.UUID, session: ReadSession) -> PlannedEventView:
    return service.views(session, [rows.find(session, PlannedEvent, event_id)])[0]


@router.put("/{event_id}")
def replace_planned_event(
    event_id: uuid.UUID, body: PlannedEventBody, session: WriteSession
) -> PlannedEventView:
    """Write an event anew, or withdraw it."""
    return service.replace(session, event_id, body)
