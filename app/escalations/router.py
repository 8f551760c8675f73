"""Escalations over HTTP: what each lever would gain and cost."""

import uuid

from fastapi import Response, status

from app.dependencies import WriteSession
from app.escalations.schemas import EscalationBody
from app.escalations.service import ESCALATIONS
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import accepted
from app.jobs.schemas import JobRead
from app.questions.routes import BEGUN, question_router
from app.rosters.versions import VersionRead

router = question_router(
    ESCALATIONS,
    "living roster",
    many="The escalations of a roster, newest first.",
    one="One escalation with every lever, once it is ready.",
)


@router.post(
    "/rosters/{roster_id}:weigh-levers",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BEGUN,
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
    return repeatable.answer(session, lambda: accepted(ESCALATIONS.ask(session, roster_id, body, version)))
