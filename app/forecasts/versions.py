"""Versions of a forecast: asking for one, what two differ in, and how each did against what came."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import select

from app import rows
from app.database import TenantSession
from app.forecasts.actuals import actual_volume
from app.forecasts.changes import ForecastChanges
from app.forecasts.problems import NothingCameYet, PlanNotReady
from app.forecasts.schemas import (
    ForecastAccuracy,
    ForecastComparison,
    QueueAccuracy,
    QueueDifference,
    QueueRefusal,
)
from app.forecasts.service import (
    documents,
    queue_named,
    queues_by_name,
    queues_held,
    queues_named,
    states_of,
)
from app.forecasts.tables import Forecast
from app.history.tables import HistoryInterval
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.problems import ReferenceUnknown
from forecasting.adjustments import Change
from forecasting.difference import compare_forecasts
from forecasting.errors import ForecastError
from forecasting.tracking import track_forecast


def request_changes(session: TenantSession, forecast_id: uuid.UUID, changes: ForecastChanges) -> Job:
    """A version of a forecast with ``changes``, to be made by the job returned.

    Raises NotFound, PlanNotReady, and ReferenceUnknown for a queue that the forecast does not have.
    """
    parent = _ready(session, forecast_id)
    held = set(queues_held(session, parent.id))
    named: dict[str, list[Change]] = {}
    for field in ("adjustments", "campaigns", "deflections"):
        named[field] = []
        for number, each in enumerate(getattr(changes, field)):
            change = each
            if each.queue is not None:
                place = f"{field}[{number}].queue"
                queue = queue_named(session, each.queue, place)
                if queue.id not in held:
                    raise ReferenceUnknown(field=place)
                change = each.model_copy(update={"queue": str(queue.id)})
            named[field].append(change)
    told = {field: tuple(each) for field, each in named.items()}
    return _request(session, parent, changes=changes.model_copy(update=told), what_if=changes.what_if)


def request_reforecast(session: TenantSession, forecast_id: uuid.UUID, as_of: datetime | None) -> Job:
    """A version of a forecast whose latest day heeds what came of it, to be made by the job returned.

    Raises NotFound, PlanNotReady, and NothingCameYet.
    """
    parent = _ready(session, forecast_id)
    until = as_of or datetime.now(UTC)
    for queue in queues_by_name(session, parent.queue_ids):
        day = parent.first_date
        first = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(queue.zone))
        came = select(HistoryInterval.queue_id).where(
            HistoryInterval.queue_id == queue.id,
            HistoryInterval.start_at >= first,
            HistoryInterval.start_at < until,
        )
        if session.exec(came.limit(1)).first() is not None:
            return _request(session, parent, as_of=until)
    raise NothingCameYet(parent.first_date.isoformat(), until.isoformat())


def comparison(
    session: TenantSession, forecast_id: uuid.UUID, other_id: uuid.UUID, named: Sequence[str] | None
) -> ForecastComparison:
    """What changed from one forecast to another, queue by queue; raises NotFound and ReferenceUnknown."""
    before, after = (
        documents(session, rows.find(session, Forecast, each).id) for each in (forecast_id, other_id)
    )
    queues = queues_by_name(session, before.keys() | after.keys())
    if named is not None:
        chosen = {queue.id for queue in queues_named(session, named)}
        queues = [queue for queue in queues if queue.id in chosen]
    found, refusals = [], []
    for queue in queues:
        reason = None
        if queue.id not in before or queue.id not in after:
            reason = f"only in {'the other' if queue.id in after else 'this'} forecast"
        else:
            try:
                difference = compare_forecasts(before[queue.id], after[queue.id])
                found.append(QueueDifference(queue_id=queue.id, **dict(difference)))
            except ForecastError as error:
                reason = str(error)
        if reason is not None:
            refusals.append(QueueRefusal(queue_id=queue.id, queue=queue.name, reason=reason))
    return ForecastComparison(
        forecast_id=forecast_id, with_id=other_id, queues=tuple(found), refusals=tuple(refusals)
    )


def accuracy(session: TenantSession, forecast_id: uuid.UUID) -> ForecastAccuracy:
    """The forecast against what came since, queue by queue; raises NotFound."""
    forecast = rows.find(session, Forecast, forecast_id)
    found, waiting = [], []
    whole = documents(session, forecast.id)
    for queue in queues_by_name(session, whole):
        document = whole[queue.id]
        actual = actual_volume(session, queue, document)
        if actual:
            tracked = track_forecast(document, actual)
            found.append(QueueAccuracy(queue_id=queue.id, **dict(tracked)))
        else:
            reason = "nothing of its days is in the history yet"
            waiting.append(QueueRefusal(queue_id=queue.id, queue=queue.name, reason=reason))
    return ForecastAccuracy(forecast_id=forecast_id, queues=tuple(found), refusals=tuple(waiting))


def _ready(session: TenantSession, forecast_id: uuid.UUID) -> Forecast:
    forecast = rows.find(session, Forecast, forecast_id)
    if forecast.ready_at is None:
        raise PlanNotReady(states_of(session, [forecast])[forecast.id], job_address(forecast.job_id))
    return forecast


def _request(
    session: TenantSession,
    parent: Forecast,
    *,
    changes: ForecastChanges | None = None,
    as_of: datetime | None = None,
    what_if: bool = False,
) -> Job:
    version_id = uuid.uuid4()
    job = enqueue(session, "revise_forecast", version_id)
    kept = {"first_date", "days", "interval_minutes", "backtest_origins", "levels", "grounded_at"}
    session.add(
        Forecast(
            id=version_id,
            organization_id=session.organization_id,
            queue_ids=parent.queue_ids,
            new_queues=parent.new_queues,
            parent_id=parent.id,
            changes=changes,
            as_of=as_of,
            # What is thought of a thought is no plan either.
            what_if=what_if or parent.what_if,
            job_id=job.id,
            **parent.model_dump(include=kept),
        )
    )
    session.flush()
    return job
