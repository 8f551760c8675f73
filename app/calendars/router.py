"""Calendars over HTTP: for callers with a key, and by secret address for calendar programs."""

import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response, status
from sqlalchemy import Engine

from app.calendars.schemas import Breaks, FeedAddress
from app.calendars.service import calendar_of, check_subject
from app.calendars.tokens import FeedSubject, WithoutTokens, issue, recognised, revoke
from app.database import TenantSession, tenant_session
from app.dependencies import PublishSession, ReadSession, engine_of
from app.fields import Tag
from app.responses import problem_responses
from app.rosters.versions import is_known

MEDIA_TYPE = "text/calendar; charset=utf-8"
CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/calendar": {"schema": {"type": "string"}}},
        "description": "RFC 5545, 30 days back and 180 ahead; cancelled shifts stay for 14 days.",
    },
    304: {"description": "Nothing has changed since."},
}
ISSUED: dict[int | str, dict[str, Any]] = {
    201: {"description": "The answer holds the address, this once; an older one is worthless."}
}


@asynccontextmanager
async def _quiet_logs(_app: object) -> AsyncIterator[None]:
    """Keep secret addresses out of the server's access log as long as it runs."""
    access, without = logging.getLogger("uvicorn.access"), WithoutTokens()
    access.addFilter(without)
    yield
    access.removeFilter(without)


router = APIRouter(tags=["calendars"], responses=problem_responses(404), lifespan=_quiet_logs)


class Asked:
    """How a calendar is asked for: how breaks are shown, and what the caller has already."""

    def __init__(
        self,
        request: Request,
        breaks: Annotated[Breaks, Query(description="How breaks are shown.")] = Breaks.LINES,
        if_none_match: Annotated[str | None, Header()] = None,
        if_modified_since: Annotated[str | None, Header()] = None,
    ) -> None:
        self.breaks = breaks
        self.head = request.method == "HEAD"
        self._tag, self._since = if_none_match, if_modified_since

    def has(self, tag: str, modified: datetime) -> bool:
        """Whether 304 will do; a tag decides alone where one is given (RFC 9110 §13.2.2)."""
        if self._tag is not None:
            return is_known(tag, self._tag)
        try:
            since = parsedate_to_datetime(self._since or "")
        except ValueError:
            return False
        return since.tzinfo is not None and modified.replace(microsecond=0) <= since


AskedFor = Annotated[Asked, Depends()]


@router.head("/v1/agents/{agent_id}/calendar.ics", include_in_schema=False)
@router.get("/v1/agents/{agent_id}/calendar.ics", response_class=Response, responses=CALENDAR)
def read_calendar_of_agent(session: ReadSession, agent_id: uuid.UUID, asked: AskedFor) -> Response:
    """The published shifts of one agent."""
    return _answer(session, FeedSubject(agent_id=agent_id), asked)


@router.head("/v1/teams/{team}/calendar.ics", include_in_schema=False)
@router.get("/v1/teams/{team}/calendar.ics", response_class=Response, responses=CALENDAR)
def read_calendar_of_team(session: ReadSession, team: Tag, asked: AskedFor) -> Response:
    """The published shifts of a team; `all` is everyone."""
    return _answer(session, FeedSubject(team=team), asked)


@router.head("/v1/rosters/{roster_id}/calendar.ics", include_in_schema=False)
@router.get(
    "/v1/rosters/{roster_id}/calendar.ics",
    response_class=Response,
    responses=CALENDAR | problem_responses(409),
)
def read_calendar_of_roster(session: ReadSession, roster_id: uuid.UUID, asked: AskedFor) -> Response:
    """The shifts of a published roster, or of the one that took its place."""
    return _answer(session, FeedSubject(roster_id=roster_id), asked)


@router.head("/calendars/{token}.ics", include_in_schema=False)
@router.get(
    "/calendars/{token}.ics",
    response_class=Response,
    responses=CALENDAR,
    openapi_extra={"security": []},
)
def read_secret_calendar(
    token: str, asked: AskedFor, engine: Annotated[Engine, Depends(engine_of)]
) -> Response:
    """The calendar behind a secret address; unknown and revoked addresses are answered alike."""
    organization_id, subject = recognised(engine, token)
    with tenant_session(engine, organization_id) as session:
        return _answer(session, subject, asked)


@router.post("/v1/agents/{agent_id}/calendar-feed", status_code=status.HTTP_201_CREATED, responses=ISSUED)
def create_feed_of_agent(session: PublishSession, agent_id: uuid.UUID, response: Response) -> FeedAddress:
    """A secret address of the agent's calendar."""
    return _issued(session, FeedSubject(agent_id=agent_id), response)


@router.delete("/v1/agents/{agent_id}/calendar-feed", status_code=status.HTTP_204_NO_CONTENT)
def revoke_feed_of_agent(session: PublishSession, agent_id: uuid.UUID) -> None:
    """The secret address is answered as not found from now on."""
    revoke(session, FeedSubject(agent_id=agent_id))


@router.post("/v1/teams/{team}/calendar-feed", status_code=status.HTTP_201_CREATED, responses=ISSUED)
def create_feed_of_team(session: PublishSession, team: Tag, response: Response) -> FeedAddress:
    """A secret address of the team's calendar."""
    return _issued(session, FeedSubject(team=team), response)


@router.delete("/v1/teams/{team}/calendar-feed", status_code=status.HTTP_204_NO_CONTENT)
def revoke_feed_of_team(session: PublishSession, team: Tag) -> None:
    """The secret address is answered as not found from now on."""
    revoke(session, FeedSubject(team=team))


@router.post("/v1/rosters/{roster_id}/calendar-feed", status_code=status.HTTP_201_CREATED, responses=ISSUED)
def create_feed_of_roster(session: PublishSession, roster_id: uuid.UUID, response: Response) -> FeedAddress:
    """A secret address of the published roster's calendar."""
    return _issued(session, FeedSubject(roster_id=roster_id), response)


@router.delete("/v1/rosters/{roster_id}/calendar-feed", status_code=status.HTTP_204_NO_CONTENT)
def revoke_feed_of_roster(session: PublishSession, roster_id: uuid.UUID) -> None:
    """The secret address is answered as not found from now on."""
    revoke(session, FeedSubject(roster_id=roster_id))


def _issued(session: TenantSession, subject: FeedSubject, response: Response) -> FeedAddress:
    check_subject(session, subject)
    response.headers["Cache-Control"] = "no-store"
    return issue(session, subject)


def _answer(session: TenantSession, subject: FeedSubject, asked: Asked) -> Response:
    calendar = calendar_of(session, subject, asked.breaks, datetime.now(UTC))
    headers = {
        "ETag": calendar.tag,
        "Last-Modified": format_datetime(calendar.modified, usegmt=True),
        "Cache-Control": "private, no-cache",
    }
    if asked.has(calendar.tag, calendar.modified):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    content = calendar.written()
    if asked.head:
        headers["Content-Length"] = str(len(content))
        return Response(headers=headers, media_type=MEDIA_TYPE)
    return Response(content, headers=headers, media_type=MEDIA_TYPE)
