"""Explanations over HTTP: ask why a roster is as it is, read the answer."""

import uuid

from fastapi import APIRouter, Response, status

from app.dependencies import ReadSession, WriteSession
from app.explanations import service
from app.explanations.schemas import ExplanationRead, Question
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.responses import problem_responses
from app.rosters.versions import VersionRead

router = APIRouter(prefix="/v1", tags=["explanations"])


@router.post(
    "/rosters/{roster_id}:explain",
    status_code=status.HTTP_202_ACCEPTED,
    responses=ACCEPTED | problem_responses(409, 412),
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
    return repeatable.answer(
        session, lambda: accepted(service.request_explanation(session, roster_id, body, version))
    )


@router.get("/rosters/{roster_id}/explanations", responses=problem_responses(409))
def list_explanations(session: ReadSession, roster_id: uuid.UUID) -> list[ExplanationRead]:
    """The explanations of a roster, newest first."""
    return service.of_roster(session, roster_id)


@router.get("/explanations/{explanation_id}")
def read_explanation(session: ReadSession, explanation_id: uuid.UUID) -> ExplanationRead:
    """One explanation with its answer, once it is ready."""
    return service.view(session, explanation_id)
