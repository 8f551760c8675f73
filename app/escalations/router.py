"""Escalations over HTTP: what each lever would gain and cost."""

import uuid

from fastapi import APIRouter, Response, status

from app.dependencies import ReadSession, WriteSession
from app.escalations import service
from app.escalations.schemas import EscalationBody, EscalationRead
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.responses import problem_responses
from app.rosters.versions import VersionRead

router = APIRouter(prefix="/v1", tags=["living roster"])


@router.post(
    "/rosters/{roster_id}:weigh-levers",
    status_code=status.HTTP_202_ACCEPTED,
    responses=ACCEPTED | problem_responses(409, 412),
    response_model=JobRead,
)
def weigh_levers(
    session: WriteSession,
    roster_id: uuid.UUID,
    body: EscalationBody,
    version: VersionRead,
    repeatable: RepeatableRequest,
) -> Response:
    """Breaks and off-queue work, then skills, overtime and overflow: effect and cost of each in turn.

    The job's result link is the escalation's address.
    """
    return repeatable.answer(
        session, lambda: accepted(service.request_escalation(session, roster_id, body, version))
    )


@router.get("/rosters/{roster_id}/escalations", responses=problem_responses(409))
def list_escalations(session: ReadSession, roster_id: uuid.UUID) -> list[EscalationRead]:
    """The escalations of a roster, newest first."""
    return service.of_roster(session, roster_id)


@router.get("/escalations/{escalation_id}")
def read_escalation(session: ReadSession, escalation_id: uuid.UUID) -> EscalationRead:
    """One escalation with every lever, once it is ready."""
    return service.view(session, escalation_id)
