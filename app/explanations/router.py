"""Explanations over HTTP: ask why a roster is as it is, read the answer."""

import uuid

from fastapi import Response, status

from app.dependencies import WriteSession
from app.explanations.schemas import Question
from app.explanations.service import EXPLANATIONS
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import accepted
from app.jobs.schemas import JobRead
from app.questions.routes import BEGUN, question_router
from app.rosters.versions import VersionRead

router = question_router(
    EXPLANATIONS,
    "explanations",
    many="The explanations of a roster, newest first.",
    one="One explanation with its answer, once it is ready.",
    adopts=True,
)


@router.post(
    "/rosters/{roster_id}:explain",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BEGUN,
    response_model=JobRead,
)
def explain_roster(
    session: WriteSession,
    roster_id: uuid.UUID,
    body: Question,
    version: VersionRead,
    repeatable: RepeatableRequest,
) -> Response:
    """Why required rules contradict, why a queue is short, or why an agent has a shift.

    The job's result link is the explanation's address.
    """
    return repeatable.answer(session, lambda: accepted(EXPLANATIONS.ask(session, roster_id, body, version)))
