"""Requirements over HTTP."""

import uuid

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.fields import Instant
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.pagination import Page, Paged
from app.requirements import service
from app.requirements.export import requirement_csv
from app.requirements.schemas import RequirementBody, RequirementRead, RequirementSummary
from app.requirements.tables import Requirement
from app.responses import problem_responses
from forecasting.staffing.explanation import IntervalExplanation
from forecasting.staffing.requirement import Requirement as RequirementDocument

router = APIRouter(prefix="/v1/requirements", tags=["requirements"])


@router.post("", status_code=202, responses=ACCEPTED | problem_responses(409), response_model=JobRead)
def create_requirement(session: WriteSession, body: RequirementBody, request: RepeatableRequest) -> Response:
    """Staff queues; the job's `subject_id` is the requirement's id, its result link the address."""
    return request.answer(session, lambda: accepted(service.request_requirement(session, body)))


@router.get("")
def list_requirements(session: ReadSession, paging: Paged) -> Page[RequirementRead]:
    """The requirements of the organization, oldest first."""
    found, cursor = rows.listed(session, Requirement, (Requirement.created_at, Requirement.id), paging)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{requirement_id}")
def read_requirement(session: ReadSession, requirement_id: uuid.UUID) -> RequirementSummary:
    """One requirement: per queue the hours, the peak, the method and its formula."""
    return service.summary(session, requirement_id)


@router.get("/{requirement_id}/queues/{queue_id}", response_model=RequirementDocument, responses=CSV_ANSWER)
def read_requirement_of_queue(
    session: ReadSession,
    requirement_id: uuid.UUID,
    queue_id: uuid.UUID,
    format_: FormatAsked = None,
    accept: Accept = "",
) -> RequirementDocument | StreamingResponse:
    """One queue's intervals: load, agents, heads, what decides and what is predicted; JSON or CSV."""
    found = service.document(session, requirement_id, queue_id)
    return requirement_csv(found) if wants_csv(format_, accept) else found


@router.get("/{requirement_id}/queues/{queue_id}/intervals/{start}")
def explain_interval(
    session: ReadSession, requirement_id: uuid.UUID, queue_id: uuid.UUID, start: Instant
) -> IntervalExplanation:
    """Why an interval needs its agents: formula, inputs and the numbers in between."""
    return service.explanation(session, requirement_id, queue_id, start)
