"""Rosters over HTTP: ask for one, read it, judge it, edit it, publish it."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response, status
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app import rows
from app.dependencies import PublishSession, ReadSession, WriteSession
from app.fields import Day, Tag
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.pagination import Page, PagedByTime
from app.problems import BodyTooLarge
from app.responses import problem_responses
from app.rosters import service
from app.rosters.export import coverage_csv, roster_csv
from app.rosters.figures import coverage_of_roster, duties_of_roster, measures_of
from app.rosters.publish import publish
from app.rosters.schemas import (
    EVERYONE,
    Evaluation,
    Judgement,
    RosterBody,
    RosterCoverage,
    RosterDuties,
    RosterMeasures,
    RosterRead,
    RosterState,
    RosterView,
    ShiftsBody,
    SideBySide,
)
from app.rosters.shift_file import MOST_BYTES
from app.rosters.tables import Roster, RosterDocument
from app.rosters.versions import ExpectedVersion, etag, is_known
from solver.presets import CoverageModel

router = APIRouter(prefix="/v1/rosters", tags=["rosters"], responses=problem_responses(404, 409))

UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed since."}}
CHANGED = problem_responses(412, 428)


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses=ACCEPTED, response_model=JobRead)
def create_roster(body: RosterBody, session: WriteSession, repeatable: RepeatableRequest) -> Response:
    """Plan a period in one call: forecast, requirement and roster. The job's subject is the roster."""
    return repeatable.answer(session, lambda: accepted(service.request_roster(session, body)))


@router.get("")
def list_rosters(
    session: ReadSession,
    paging: PagedByTime,
    state: RosterState | None = None,
    coverage_model: CoverageModel | None = None,
    first_date: Day | None = None,
    team: Tag | None = None,
) -> Page[RosterRead]:
    """The rosters of the organization in the order of their creation, or the newest first."""
    found, cursor = rows.listed(
        session,
        Roster,
        (Roster.created_at, Roster.id),
        paging,
        None if state is None else service.in_state(state),
        None if coverage_model is None else Roster.coverage_model == coverage_model,
        None if first_date is None else Roster.first_date == first_date,
        None if team is None else Roster.team == team,
    )
    return Page(items=service.reads(session, found), next_cursor=cursor)


@router.get("/side-by-side")
def compare_models(
    session: ReadSession,
    first_date: Day,
    days: Annotated[int, Query(ge=1, le=91)] = 7,
    team: Tag = EVERYONE,
) -> SideBySide:
    """The newest roster of each coverage model for one period, with proof and measures."""
    return service.side_by_side(session, first_date, days, team)


@router.get("/{roster_id}", response_model=RosterView, responses=CSV_ANSWER | UNCHANGED)
def read_roster(
    session: ReadSession,
    roster_id: uuid.UUID,
    format_: FormatAsked = None,
    accept: Accept = "",
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A whole roster with its ETag. While it is published it is the very bytes that were published."""
    roster = rows.find(session, Roster, roster_id)
    # A roster that is being built has one version but may fail: it is read anew every time.
    built = roster.figures is not None
    as_csv = wants_csv(format_, accept)
    tag = etag(roster.version, "csv" if as_csv else "")
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "private, no-cache"} if built else {}
    if built and is_known(tag, if_none_match):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    if as_csv:
        return roster_csv(service.view(session, roster), headers)
    published = None
    if roster.state is RosterState.PUBLISHED:
        published = session.get_one(RosterDocument, (session.organization_id, roster.id)).published
    content = published or service.view(session, roster).model_dump_json().encode()
    return Response(content, headers=headers, media_type="application/json")


@router.delete("/{roster_id}", status_code=status.HTTP_204_NO_CONTENT)
def discard_roster(session: WriteSession, roster_id: uuid.UUID) -> None:
    """Delete a roster that was never published."""
    service.discard(session, roster_id)


@router.post("/{roster_id}:validate")
def validate_roster(session: ReadSession, roster_id: uuid.UUID, body: ShiftsBody | None = None) -> Judgement:
    """Judge the roster as it is, or other shifts in its place; nothing is stored."""
    return service.judgement_of(session, roster_id, None if body is None else body.shifts)


async def shifts_sent(
    request: Request, content_type: Annotated[str, Header(include_in_schema=False)] = "application/json"
) -> ShiftsBody | bytes:
    """Shifts as JSON, or the bytes of a CSV file; raises BodyTooLarge."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise BodyTooLarge
    if content_type.startswith("text/csv"):
        return bytes(content)
    try:
        return ShiftsBody.model_validate_json(bytes(content))
    except ValidationError as error:
        found = [{**each, "loc": ("body", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


SHIFTS_OR_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "All shifts, as JSON or as a CSV file with the columns a roster is written with.",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ShiftsBody"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.post("/{roster_id}:evaluate", openapi_extra=SHIFTS_OR_FILE)
def evaluate_shifts(
    session: ReadSession,
    roster_id: uuid.UUID,
    sent: Annotated[ShiftsBody | bytes, Depends(shifts_sent)],
) -> Evaluation:
    """Judge shifts made by any hand: violations, measures, and what each tier of the objective is worth.

    They stand in place of the roster's own, for its people, requirement and rules; nothing is stored.
    """
    return service.evaluation_of(session, roster_id, sent)


@router.put("/{roster_id}/shifts", responses=CHANGED)
def replace_shifts(
    session: WriteSession,
    roster_id: uuid.UUID,
    body: ShiftsBody,
    version: ExpectedVersion,
    response: Response,
) -> Judgement:
    """Write all shifts of a draft anew; what is wrong with them is told, and kept all the same."""
    roster = service.replace_shifts(session, roster_id, body.shifts, version)
    response.headers["ETag"] = etag(roster.version)
    return service.document_of(session, roster).judgement


@router.post("/{roster_id}:publish", responses=CHANGED)
def publish_roster(
    session: PublishSession,
    roster_id: uuid.UUID,
    version: ExpectedVersion,
    response: Response,
    accept_broken_rules: Annotated[bool, Query(description="Although required rules are broken.")] = False,  # noqa: FBT002 - FastAPI's default
) -> RosterRead:
    """Tell people: the draft becomes the published roster of its team and period, an older one gives way."""
    published = publish(session, roster_id, version, accept_broken_rules=accept_broken_rules)
    response.headers["ETag"] = etag(published.version)
    return RosterRead.model_validate({name: getattr(published, name) for name in RosterRead.model_fields})


@router.get("/{roster_id}/coverage", response_model=RosterCoverage, responses=CSV_ANSWER)
def read_coverage(
    session: ReadSession, roster_id: uuid.UUID, format_: FormatAsked = None, accept: Accept = ""
) -> RosterCoverage | Response:
    """Scheduled against required, per queue and interval."""
    coverage = coverage_of_roster(session, roster_id)
    return coverage_csv(coverage) if wants_csv(format_, accept) else coverage


@router.get("/{roster_id}/measures")
def read_measures(session: ReadSession, roster_id: uuid.UUID) -> RosterMeasures:
    """The figures of the roster, with a row for each agent and queue."""
    return measures_of(session, roster_id)


@router.get("/{roster_id}/duties")
def read_duties(session: ReadSession, roster_id: uuid.UUID) -> RosterDuties:
    """Who is primary and backup of each escalation tier, stretch by stretch."""
    return duties_of_roster(session, roster_id)
