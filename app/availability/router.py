"""The availability of agents over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.availability.schemas import AvailabilityBody, AvailabilityView
from app.availability.tables import Availability
from app.dependencies import ReadSession, WriteSession
from app.pagination import Page, Paged
from app.responses import problem_responses

router = APIRouter(prefix="/v1/availability", tags=["availability"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_availability(
    body: AvailabilityBody, session: WriteSession, response: Response
) -> AvailabilityView:
    availability = rows.add(session, Availability, body)
    response.headers["Location"] = f"/v1/availability/{availability.id}"
    return AvailabilityView.model_validate(availability)


@router.get("")
def list_availability(
    session: ReadSession,
    paging: Paged,
    agent_id: uuid.UUID | None = None,
) -> Page[AvailabilityView]:
    found, cursor = rows.listed(
        session,
        Availability,
        (Availability.created_at, Availability.id),
        paging,
        None if agent_id is None else Availability.agent_id == agent_id,
    )
    return Page(items=[AvailabilityView.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/{availability_id}")
def read_availability(availability_id: uuid.UUID, session: ReadSession) -> AvailabilityView:
    return AvailabilityView.model_validate(rows.find(session, Availability, availability_id))


@router.put("/{availability_id}")
def replace_availability(
    availability_id: uuid.UUID, body: AvailabilityBody, session: WriteSession
) -> AvailabilityView:
    return AvailabilityView.model_validate(
        rows.replace(session, rows.find(session, Availability, availability_id), body)
    )


@router.delete("/{availability_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_availability(availability_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Availability, availability_id))
