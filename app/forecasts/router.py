"""Forecasts over HTTP."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.forecasts import read_out, service, versions
from app.forecasts.changes import ForecastChanges
from app.forecasts.export import forecast_csv
from app.forecasts.schemas import (
    ForecastAccuracy,
    ForecastBody,
    ForecastComparison,
    ForecastFinding,
    ForecastMonth,
    ForecastRead,
    ForecastSummary,
    ReforecastBody,
)
from app.forecasts.tables import Forecast
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.pagination import Page, Paged
from app.responses import problem_responses
from forecasting.forecast import Forecast as ForecastDocument

router = APIRouter(prefix="/v1/forecasts", tags=["forecasts"])


@router.post("", status_code=202, responses=ACCEPTED | problem_responses(409), response_model=JobRead)
def create_forecast(session: WriteSession, body: ForecastBody, request: RepeatableRequest) -> Response:
    """Forecast queues; the job's `subject_id` is the forecast's id, its result link the address."""
    return request.answer(session, lambda: accepted(service.request_forecast(session, body)))


@router.get("")
def list_forecasts(session: ReadSession, paging: Paged) -> Page[ForecastRead]:
    """The forecasts of the organization, oldest first."""
    found, cursor = rows.listed(session, Forecast, (Forecast.created_at, Forecast.id), paging)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{forecast_id}:compare")
def compare_forecast(
    session: ReadSession,
    forecast_id: uuid.UUID,
    with_id: Annotated[uuid.UUID, Query(alias="with", description="The forecast after.")],
    queue: Annotated[list[str] | None, Query(max_length=200, description="Ids or names.")] = None,
) -> ForecastComparison:
    """What changed from this forecast to another: totals, days and intervals that differ, per queue."""
    return versions.comparison(session, forecast_id, with_id, queue)


@router.post(
    "/{forecast_id}:adjust",
    status_code=202,
    responses=ACCEPTED | problem_responses(409),
    response_model=JobRead,
)
def adjust_forecast(
    session: WriteSession, forecast_id: uuid.UUID, body: ForecastChanges, request: RepeatableRequest
) -> Response:
    """Make a version with a planner's changes: a factor, contacts, a campaign, deflection, or a what-if."""
    return request.answer(session, lambda: accepted(versions.request_changes(session, forecast_id, body)))


@router.post(
    "/{forecast_id}:reforecast",
    status_code=202,
    responses=ACCEPTED | problem_responses(409),
    response_model=JobRead,
)
def reforecast(
    session: WriteSession,
    forecast_id: uuid.UUID,
    request: RepeatableRequest,
    body: ReforecastBody | None = None,
) -> Response:
    """Make a version whose latest day in the history heeds what came: the rest of the day moves with it."""
    as_of = None if body is None else body.as_of
    return request.answer(session, lambda: accepted(versions.request_reforecast(session, forecast_id, as_of)))


@router.get("/{forecast_id}/accuracy")
def read_accuracy(session: ReadSession, forecast_id: uuid.UUID) -> ForecastAccuracy:
    """The forecast against what came: errors, coverage, tracking signal and whether it drifts, per queue."""
    return versions.accuracy(session, forecast_id)


@router.get("/{forecast_id}")
def read_forecast(session: ReadSession, forecast_id: uuid.UUID) -> ForecastSummary:
    """One forecast: per queue the method and why, the backtest against the seasonal naive, what was found."""
    return service.summary(session, forecast_id)


@router.get("/{forecast_id}/findings")
def read_findings(session: ReadSession, forecast_id: uuid.UUID) -> Page[ForecastFinding]:
    """What was found in the histories, for a planner to accept, edit or dismiss; on one page."""
    return Page(items=read_out.findings(session, forecast_id))


@router.get("/{forecast_id}/queues/{queue_id}/months")
def read_months(session: ReadSession, forecast_id: uuid.UUID, queue_id: uuid.UUID) -> Page[ForecastMonth]:
    """One queue's calendar months: sums of the same days and intervals; on one page."""
    return Page(items=read_out.months(service.document(session, forecast_id, queue_id)))


@router.get("/{forecast_id}/queues/{queue_id}", response_model=ForecastDocument, responses=CSV_ANSWER)
def read_forecast_of_queue(
    session: ReadSession,
    forecast_id: uuid.UUID,
    queue_id: uuid.UUID,
    format_: FormatAsked = None,
    accept: Accept = "",
) -> ForecastDocument | StreamingResponse:
    """One queue's intervals with quantiles and handle time, as JSON columns or as CSV."""
    found = service.document(session, forecast_id, queue_id)
    return forecast_csv(found) if wants_csv(format_, accept) else found
