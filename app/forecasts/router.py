"""Forecasts over HTTP."""

import uuid

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.forecasts import service
from app.forecasts.export import forecast_csv
from app.forecasts.schemas import ForecastBody, ForecastRead, ForecastSummary
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


@router.get("/{forecast_id}")
def read_forecast(session: ReadSession, forecast_id: uuid.UUID) -> ForecastSummary:
    """One forecast: per queue the method and why, the backtest against the seasonal naive, what was found."""
    return service.summary(session, forecast_id)


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
