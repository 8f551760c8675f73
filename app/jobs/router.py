"""Jobs over HTTP: look, follow, cancel."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Engine
from sqlmodel import col, select

from app.access.service import Access, Scope, access_of_request
from app.database import tenant_session
from app.dependencies import ReadSession, WriteSession, engine_of
from app.fields import Name
from app.jobs import service
from app.jobs.answers import ACCEPTED, RETRY_SECONDS, accepted
from app.jobs.schemas import JobEventRead, JobRead
from app.jobs.tables import Job, JobEvent, JobState
from app.pagination import Page, PagedByTime, page
from app.responses import problem_responses

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], responses=problem_responses(404))

EVENT_POLL_SECONDS = 0.5
"""Every API process can follow every job because it asks the database, so often."""


@router.get("")
def list_jobs(
    session: ReadSession,
    paging: PagedByTime,
    state: Annotated[list[JobState] | None, Query(description="Only jobs in one of these states.")] = None,
    kind: Annotated[Name | None, Query(description="Only jobs of this kind, such as build_roster.")] = None,
    subject_id: Annotated[uuid.UUID | None, Query(description="Only jobs about this row.")] = None,
) -> Page[JobRead]:
    """The jobs of the organization in the order of their creation, or the newest first."""
    statement = select(Job)
    if state:
        statement = statement.where(col(Job.state).in_(state))
    if kind is not None:
        statement = statement.where(Job.kind == kind)
    if subject_id is not None:
        statement = statement.where(Job.subject_id == subject_id)
    rows, cursor = page(session, statement, [Job.created_at, Job.id], paging)
    return Page(items=[JobRead.of(row) for row in rows], next_cursor=cursor)


@router.get("/{job_id}")
def read_job(session: ReadSession, job_id: uuid.UUID, response: Response) -> JobRead:
    """One job; `Retry-After` tells when to look again while it is not final."""
    job = service.find(session, job_id)
    if not job.state.is_final:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return JobRead.of(job)


@router.post(
    "/{job_id}:cancel", status_code=202, responses=ACCEPTED | problem_responses(409), response_model=JobRead
)
def cancel_job(session: WriteSession, job_id: uuid.UUID) -> Response:
    """End a queued job as cancelled; ask a running one to stop early, keeping its best result."""
    return accepted(service.cancel(session, job_id))


@dataclass(frozen=True, slots=True)
class Followed:
    """A job whose events somebody reads as they come."""

    engine: Engine
    organization_id: uuid.UUID
    job_id: uuid.UUID

    def news(self, seq: int) -> tuple[list[JobEvent], bool]:
        """The events after number ``seq``, and whether they are the last."""
        with tenant_session(self.engine, self.organization_id) as session:
            # The state is read first: a job that is final by then has told all its events.
            final = service.find(session, self.job_id).state.is_final
            events = service.events_after(session, self.job_id, seq)
            return events, final and len(events) < service.MOST_EVENTS


def followed(
    job_id: uuid.UUID,
    engine: Annotated[Engine, Depends(engine_of)],
    access: Annotated[Access, Depends(access_of_request)],
) -> Followed:
    access.require(Scope.READ)
    with tenant_session(engine, access.tenant()) as session:
        service.find(session, job_id)
    return Followed(engine, access.tenant(), job_id)


@router.get("/{job_id}/events", response_class=EventSourceResponse)
async def follow_job(
    job: Annotated[Followed, Depends(followed)],
    last_event_id: Annotated[
        int | None, Header(ge=0, le=2**31 - 1, description="Number of the last event received.")
    ] = None,
) -> AsyncIterator[ServerSentEvent]:
    """The events of a job as they come, oldest first; the stream ends after the event that is `final`."""
    seq, last = last_event_id or 0, False
    while not last:
        events, last = await run_in_threadpool(job.news, seq)
        for event in events:
            seq = event.seq
            yield ServerSentEvent(
                id=str(seq), event=event.kind, data=JobEventRead.of(event).model_dump(mode="json")
            )
        if not last:
            await asyncio.sleep(EVENT_POLL_SECONDS)
