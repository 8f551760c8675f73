"""The hiring gap over HTTP."""

import uuid

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from app.dependencies import HumanResourcesSession
from app.forecasts.problems import PlanNotReady
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.hiring import service
from app.hiring.export import hiring_csv
from app.hiring.schemas import HiringParameters, HiringReportRead
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.jobs.tables import Job
from app.responses import problem_responses

router = APIRouter(prefix="/v1/hiring-gap", tags=["hiring"], responses=problem_responses(409))


@router.post("", status_code=202, responses=ACCEPTED, response_model=JobRead)
def create_hiring_gap(
    session: HumanResourcesSession, body: HiringParameters, request: RepeatableRequest
) -> Response:
    """Plan hiring; the job's `subject_id` is the report's id, its result link the address."""
    return request.answer(session, lambda: accepted(service.request_report(session, body)))


@router.get("", response_model=HiringReportRead, responses=CSV_ANSWER | ACCEPTED)
def read_hiring_gap(
    session: HumanResourcesSession, format_: FormatAsked = None, accept: Accept = ""
) -> HiringReportRead | Response:
    """The newest report, as JSON or CSV. Before there is any, the first one is begun and its job told."""
    found = service.newest(session)
    if isinstance(found, Job):
        return accepted(found)
    return _written(found) if wants_csv(format_, accept) else found


@router.get("/{report_id}", response_model=HiringReportRead, responses=CSV_ANSWER)
def read_hiring_report(
    session: HumanResourcesSession, report_id: uuid.UUID, format_: FormatAsked = None, accept: Accept = ""
) -> HiringReportRead | Response:
    """One report, as JSON or, once it is ready, as CSV."""
    found = service.report(session, report_id)
    return _written(found) if wants_csv(format_, accept) else found


def _written(found: HiringReportRead) -> StreamingResponse:
    if found.report is None:
        raise PlanNotReady(found.state, found.job)
    return hiring_csv(found.report)
