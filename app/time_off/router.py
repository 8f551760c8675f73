"""The time off of agents over HTTP."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from sqlmodel import col

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.fields import Instant
from app.pagination import Page, Paged
from app.responses import problem_responses
from app.time_off.schemas import TimeOffBody, TimeOffStatus, TimeOffView
from app.time_off.tables import TimeOff

router = APIRouter(prefix="/v1/time-off", tags=["time off"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_time_off(body: TimeOffBody, session: WriteSession, response: Response) -> TimeOffView:
    time_off = rows.add(session, TimeOff, body)
    response.headers["Location"] = f"/v1/time-off/{time_off.id}"
    return TimeOffView.model_validate(time_off)


@router.get("")
def list_time_off(
    session: ReadSession,
    paging: Paged,
    agent_id: uuid.UUID | None = None,
    status_is: Annotated[TimeOffStatus | None, Query(alias="status")] = None,
    ends_after: Instant | None = None,
    starts_before: Instant | None = None,
) -> Page[TimeOffView]:
    found, cursor = rows.listed(
        session,
        TimeOff,
        (TimeOff.starts_at, TimeOff.id),
        paging,
        None if agent_id is None else TimeOff.agent_id == agent_id,
        None if status_is is None else TimeOff.status == status_is,
        None if ends_after is None else col(TimeOff.ends_at) > ends_after,
        None if starts_before is None else col(TimeOff.starts_at) < starts_before,
    )
    return Page(items=[TimeOffView.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/{time_off_id}")
def read_time_off(time_off_id: uuid.UUID, session: ReadSession) -> TimeOffView:
    return TimeOffView.model_validate(rows.find(session, TimeOff, time_off_id))


@router.put("/{time_off_id}")
def replace_time_off(time_off_id: uuid.UUID, body: TimeOffBody, session: WriteSession) -> TimeOffView:
    return TimeOffView.model_validate(rows.replace(session, rows.find(session, TimeOff, time_off_id), body))


@router.delete("/{time_off_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_time_off(time_off_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, TimeOff, time_off_id))
