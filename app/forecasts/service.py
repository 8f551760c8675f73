"""Forecasts: asking for one, reading one back, and finding one that still holds."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func
from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.finding_decisions.tables import FindingDecision
from app.forecasts.problems import BeforeHistory, NoHistory, TooFarAhead
from app.forecasts.queue_parts import QueueParts
from app.forecasts.schemas import (
    ForecastBody,
    ForecastQueueFigures,
    ForecastQueueSummary,
    ForecastRead,
    ForecastSummary,
    NewQueueBody,
    PlanState,
    QueueRefusal,
)
from app.forecasts.tables import Forecast, ForecastQueue
from app.history.problems import HistoryMissing
from app.history.service import queue_called
from app.history.tables import HistoryImport, HistoryInterval, HistorySeries
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.planned_events.tables import PlannedEvent
from app.problems import NotFound, ReferenceUnknown
from app.queues.tables import Queue
from app.sites.tables import Site
from forecasting.forecast import Forecast as ForecastDocument

FARTHEST = timedelta(days=400)
"""How far the last day may lie behind the end of the history."""

PARTS = QueueParts(
    ForecastQueue,
    "forecast_id",
    ForecastQueueFigures,
    ForecastQueueSummary,
    ("starts", "open", "volume", "quantiles", "handle_seconds"),
)


class Planned(Protocol):
    """A row that a job fills."""

    id: uuid.UUID
    job_id: uuid.UUID
    ready_at: datetime | None


def request_forecast(session: TenantSession, body: ForecastBody) -> Job:
    """A forecast to be made by the job returned, whose subject it is.

    Raises ReferenceUnknown for a queue that does not exist, HistoryMissing, NoHistory, and BeforeHistory or
    TooFarAhead for days that no history of the queues can say anything about.
    """
    forecast_id = uuid.uuid4()
    new_queues = _new_queues(session, body)
    new_ids = {uuid.UUID(each.queue) for each in new_queues}
    queue_ids = queues_with_history(session, body.queues, besides=new_ids)
    similar = {uuid.UUID(each.like_queue) for each in new_queues}
    _require_in_reach(session, body, {*queue_ids, *similar})
    job = enqueue(session, "forecast_volume", forecast_id)
    session.add(
        Forecast(
            id=forecast_id,
            organization_id=session.organization_id,
            queue_ids=tuple(dict.fromkeys((*queue_ids, *new_ids))),
            new_queues=new_queues,
            job_id=job.id,
            **body.model_dump(exclude={"queues", "new_queues"}),
        )
    )
    session.flush()
    return job


def _require_in_reach(session: TenantSession, body: ForecastBody, queue_ids: Collection[uuid.UUID]) -> None:
    """Raises BeforeHistory or TooFarAhead where that is so for every queue; the job refuses single ones."""
    edges = select(func.min(HistoryInterval.start_at), func.max(HistoryInterval.start_at)).where(
        col(HistoryInterval.queue_id).in_(list(queue_ids))
    )
    first, last = session.exec(edges).one()
    if first is None or last is None:
        return
    if body.first_date <= first.date():
        raise BeforeHistory(first.date().isoformat(), body.first_date.isoformat())
    if body.first_date + timedelta(days=body.days) > last.date() + FARTHEST:
        raise TooFarAhead(FARTHEST.days, last.date().isoformat())


def queues_with_history(
    session: TenantSession, named: Sequence[str] | None, besides: Collection[uuid.UUID] = ()
) -> tuple[uuid.UUID, ...]:
    """The queues ``named`` by id or name, or all with a history; raises as ``request_forecast``.

    Those in ``besides`` need none.
    """
    known = set(session.exec(select(HistorySeries.queue_id)))
    if named is None:
        if not known:
            raise NoHistory
        return tuple(queue.id for queue in queues_by_name(session, known))
    queues = queues_named(session, named)
    for queue in queues:
        if queue.id not in known and queue.id not in besides:
            raise HistoryMissing(queue.name)
    return tuple(queue.id for queue in queues)


def queues_named(session: TenantSession, named: Sequence[str], field: str = "queues") -> list[Queue]:
    """The queues with these ids or names, each once; raises ReferenceUnknown with the place in ``field``."""
    queues = (queue_named(session, each, f"{field}[{number}]") for number, each in enumerate(named))
    return list({queue.id: queue for queue in queues}.values())


def queue_named(session: TenantSession, called: str, field: str) -> Queue:
    """The queue with this id or name; raises ReferenceUnknown with the ``field`` that names it."""
    try:
        return queue_called(session, called)
    except NotFound:
        raise ReferenceUnknown(field=field) from None


def _new_queues(session: TenantSession, body: ForecastBody) -> tuple[NewQueueBody, ...]:
    """Those asked for by id; raises ReferenceUnknown, and HistoryMissing for a queue they cannot be like."""
    known = set(session.exec(select(HistorySeries.queue_id)))
    found = []
    for number, each in enumerate(body.new_queues):
        queue = queue_named(session, each.queue, f"new_queues[{number}].queue")
        similar = queue_named(session, each.like_queue, f"new_queues[{number}].like_queue")
        if similar.id not in known:
            raise HistoryMissing(similar.name)
        found.append(each.model_copy(update={"queue": str(queue.id), "like_queue": str(similar.id)}))
    return tuple(found)


def queues_by_name(session: TenantSession, queue_ids: Iterable[uuid.UUID]) -> list[Queue]:
    """The queues with these ids that still exist, in the order of their names."""
    chosen = select(Queue).where(col(Queue.id).in_(list(queue_ids))).order_by(col(Queue.name))
    return list(session.exec(chosen))


def lasting_forecast(
    session: TenantSession,
    queue_ids: Sequence[uuid.UUID],
    first_date: date,
    days: int,
    interval_minutes: int | None,
) -> Forecast | None:
    """The newest forecast that covers these dates and queues, made after the last change of its grounds.

    Grounds are the imported history, the queues, the sites whose holidays count, planned events and decisions
    about findings. A version of such a forecast goes before it, unless it only asks what if.
    """
    changes = (
        select(func.max(HistoryImport.created_at)),
        select(func.max(PlannedEvent.updated_at)),
        select(func.max(FindingDecision.created_at)).where(
            col(FindingDecision.queue_id).in_(list(queue_ids))
        ),
        select(func.max(Queue.updated_at)).where(col(Queue.id).in_(list(queue_ids))),
        select(func.max(Site.updated_at)),
    )
    changed = max((moment for each in changes if (moment := session.exec(each).one())), default=None)
    covering = (
        select(Forecast)
        .where(
            col(Forecast.ready_at).is_not(None),
            col(Forecast.what_if).is_(False),
            col(Forecast.first_date) <= first_date,
            col(Forecast.first_date) + col(Forecast.days) >= first_date + timedelta(days),
            col(Forecast.interval_minutes).is_not_distinct_from(interval_minutes),
        )
        .order_by(col(Forecast.created_at).desc())
    )
    if changed is not None:
        covering = covering.where(col(Forecast.grounded_at) > changed)
    for forecast in session.exec(covering):
        if set(queue_ids) <= {*queues_held(session, forecast.id), *refused(forecast.refusals)}:
            return forecast
    return None


def queues_held(session: TenantSession, forecast_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The queues that a forecast has."""
    chosen = select(ForecastQueue.queue_id).where(ForecastQueue.forecast_id == forecast_id)
    return session.exec(chosen).all()


def refused(refusals: Iterable[QueueRefusal]) -> Iterable[uuid.UUID]:
    """The queues that would be refused again."""
    return (each.queue_id for each in refusals if not each.unfinished)


def documents(session: TenantSession, forecast_id: uuid.UUID) -> dict[uuid.UUID, ForecastDocument]:
    """The whole forecasts of all its queues."""
    chosen = select(ForecastQueue).where(ForecastQueue.forecast_id == forecast_id)
    return {each.queue_id: each.document for each in session.exec(chosen)}


def document(session: TenantSession, forecast_id: uuid.UUID, queue_id: uuid.UUID) -> ForecastDocument:
    """The whole forecast of one queue; raises NotFound."""
    found = session.get(ForecastQueue, (session.organization_id, forecast_id, queue_id))
    if found is None:
        raise NotFound
    return found.document


def views(session: TenantSession, forecasts: Sequence[Forecast]) -> list[ForecastRead]:
    """What callers read of ``forecasts`` in a list."""
    figures = PARTS.in_brief(session, [forecast.id for forecast in forecasts])
    states = states_of(session, forecasts)
    return [
        ForecastRead.model_validate(_told(forecast, states[forecast.id], figures[forecast.id]))
        for forecast in forecasts
    ]


def summary(session: TenantSession, forecast_id: uuid.UUID) -> ForecastSummary:
    """What callers read of one forecast; raises NotFound."""
    forecast = rows.find(session, Forecast, forecast_id)
    state = states_of(session, [forecast])[forecast_id]
    return ForecastSummary.model_validate(
        _told(forecast, state, PARTS.without_intervals(session, forecast_id))
    )


def states_of(session: TenantSession, planned: Iterable[Planned]) -> defaultdict[uuid.UUID, PlanState]:
    """Ready when the result is there; failed when the job has ended without one; else pending."""
    unready = {each.id: each.job_id for each in planned if each.ready_at is None}
    jobs = session.exec(select(Job).where(col(Job.id).in_(list(unready.values()))))
    ended = {job.id for job in jobs if job.state.is_final}
    states: defaultdict[uuid.UUID, PlanState] = defaultdict(lambda: PlanState.READY)
    states.update(
        {key: PlanState.FAILED if job in ended else PlanState.PENDING for key, job in unready.items()}
    )
    return states


def _told(forecast: Forecast, state: PlanState, queues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        **forecast.model_dump(include=set(ForecastRead.model_fields)),
        "state": state,
        "job": job_address(forecast.job_id),
        "queues": queues,
    }
