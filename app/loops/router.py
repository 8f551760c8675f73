"""Closing the loop over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.loops import service
from app.loops.schemas import LoopBody, LoopRead
from app.loops.tables import Loop
from app.responses import problem_responses
from app.rosters.versions import VersionRead

router = APIRouter(prefix="/v1", tags=["simulations"])


@router.post(
    "/rosters/{roster_id}:close-the-loop",
    status_code=status.HTTP_202_ACCEPTED,
    responses=ACCEPTED | problem_responses(409, 412),
    response_model=JobRead,
)
def close_the_loop(
    session: WriteSession,
    roster_id: uuid.UUID,
    version: VersionRead,
    repeatable: RepeatableRequest,
    body: LoopBody = LoopBody(),
) -> Response:
    """Simulate, correct the requirement, solve anew, for some rounds; the best becomes a new draft.

    The job's result link is the loop's address, which has every round.
    """
    return repeatable.answer(
        session, lambda: accepted(service.request_loop(session, roster_id, body, version))
    )


@router.get("/rosters/{roster_id}/loops")
def list_loops(session: ReadSession, roster_id: uuid.UUID) -> list[LoopRead]:
    """The loops closed for a roster, newest first."""
    return service.of_roster(session, roster_id)


@router.get("/loops/{loop_id}")
def read_loop(session: ReadSession, loop_id: uuid.UUID) -> LoopRead:
    """Every round: what was required, what the roster gave, what was corrected; and why it ended."""
    [read] = service.reads(session, [rows.find(session, Loop, loop_id)])
    return read
