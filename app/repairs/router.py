"""Repairs over HTTP: tell what happened, read what was changed."""

import uuid

from fastapi import Response, status

from app.dependencies import WriteSession
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import accepted
from app.jobs.schemas import JobRead
from app.questions.routes import BEGUN, question_router
from app.repairs.schemas import RepairBody
from app.repairs.service import REPAIRS
from app.rosters.versions import VersionRead

router = question_router(
    REPAIRS,
    "living roster",
    many="The repairs of a roster, newest first.",
    one="One repair: every change in words, the steps with value, bound and gap.",
    adopts=True,
)


@router.post(
    "/rosters/{roster_id}:repair",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BEGUN,
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
    return repeatable.answer(session, lambda: accepted(REPAIRS.ask(session, roster_id, body, version)))
