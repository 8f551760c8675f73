"""Repairs over HTTP: tell what happened, read what was changed."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.repairs import service
from app.repairs.schemas import RepairBody, RepairRead
from app.repairs.tables import Repair
from app.responses import problem_responses
from app.rosters.versions import VersionRead

router = APIRouter(prefix="/v1", tags=["living roster"])


@router.post(
    "/rosters/{roster_id}:repair",
    status_code=status.HTTP_202_ACCEPTED,
    responses=ACCEPTED | problem_responses(409, 412),
    response_model=JobRead,
)
def repair_roster(
    session: WriteSession,
    roster_id: uuid.UUID,
    body: RepairBody,
    version: VersionRead,
    repeatable: RepeatableRequest,
) -> Response:
    """After an absence, a surge, an incident or a request: as good as before with the fewest changes.

    The repaired roster is a new draft; the job's result link is the repair's address.
    """
    return repeatable.answer(
        session, lambda: accepted(service.request_repair(session, roster_id, body, version))
    )


@router.get("/rosters/{roster_id}/repairs", responses=problem_responses(409))
def list_repairs(session: ReadSession, roster_id: uuid.UUID) -> list[RepairRead]:
    """The repairs of a roster, newest first."""
    return service.of_roster(session, roster_id)


@router.get("/repairs/{repair_id}")
def read_repair(session: ReadSession, repair_id: uuid.UUID) -> RepairRead:
    """One repair: every change in words, the steps with value, bound and gap."""
    [read] = service.reads(session, [rows.find(session, Repair, repair_id)])
    return read
