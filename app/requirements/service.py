"""Requirements: asking for one, reading one back, explaining an interval, finding one that still holds."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.forecasts.problems import PlanNotReady
from app.forecasts.queue_parts import QueueParts
from app.forecasts.schemas import PlanState
from app.forecasts.service import queues_named, queues_with_history, refused, states_of
from app.forecasts.tables import Forecast
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.problems import NotFound, ReferenceUnknown
from app.requirements.schemas import (
    Basis,
    CorrectedBy,
    Origin,
    RequirementBody,
    RequirementQueueFigures,
    RequirementQueueSummary,
    RequirementRead,
    RequirementSummary,
)
from app.requirements.tables import Requirement, RequirementQueue
from forecasting.staffing.explanation import IntervalExplanation, explain_interval
from forecasting.staffing.requirement import Requirement as RequirementDocument

PARTS = QueueParts(
    RequirementQueue,
    "requirement_id",
    RequirementQueueFigures,
    RequirementQueueSummary,
    (
        "starts",
        "load",
        "buffer",
        "agents_net",
        "agents",
        "heads",
        "shrinkage",
        "binding",
        "service_level",
        "abandonment",
        "occupancy",
        "due_seconds",
        "arrived_seconds",
        "correction",
        "inputs",
    ),
)


def request_requirement(session: TenantSession, body: RequirementBody) -> Job:
    """A requirement to be made by the job returned, whose subject it is.

    Raises ReferenceUnknown for a queue or forecast that does not exist, PlanNotReady, HistoryMissing and
    NoHistory.
    """
    requirement_id = uuid.uuid4()
    overridden = queues_named(session, [each.queue for each in body.overrides], "overrides")
    overrides = [
        each.model_copy(update={"queue": str(queue.id)})
        for each, queue in zip(body.overrides, overridden, strict=True)
    ]
    requirement = Requirement(
        id=requirement_id,
        organization_id=session.organization_id,
        basis=body.basis,
        overrides=tuple(overrides),
        job_id=requirement_id,
        **_period(session, body),
    )
    job = enqueue(session, "staff_requirements", requirement_id)
    requirement.job_id = job.id
    session.add(requirement)
    session.flush()
    return job


def _period(session: TenantSession, body: RequirementBody) -> dict[str, Any]:
    if body.forecast_id is None:
        return {
            "first_date": body.first_date,
            "days": body.days,
            "interval_minutes": body.interval_minutes,
            "queue_ids": queues_with_history(session, body.queues),
        }
    forecast = session.get(Forecast, body.forecast_id)
    if forecast is None:
        raise ReferenceUnknown(field="forecast_id")
    if forecast.ready_at is None:
        raise PlanNotReady(states_of(session, [forecast])[forecast.id], job_address(forecast.job_id))
    queue_ids = forecast.queue_ids
    if body.queues is not None:
        queue_ids = tuple(queue.id for queue in queues_named(session, body.queues))
    return {
        "forecast_id": forecast.id,
        "first_date": forecast.first_date,
        "days": forecast.days,
        "interval_minutes": forecast.interval_minutes,
        "queue_ids": queue_ids,
    }


def ready_requirement(session: TenantSession, requirement_id: uuid.UUID, field: str) -> Requirement:
    """The requirement that a body names in ``field``; raises ReferenceUnknown and PlanNotReady."""
    requirement = session.get(Requirement, requirement_id)
    if requirement is None:
        raise ReferenceUnknown(field=field)
    if requirement.ready_at is None:
        state: PlanState = states_of(session, [requirement])[requirement.id]
        raise PlanNotReady(state, job_address(requirement.job_id))
    return requirement


def lasting_requirement(
    session: TenantSession,
    forecast: Forecast,
    queue_ids: Sequence[uuid.UUID],
    first_date: date,
    days: int,
    basis: Basis,
) -> Requirement | None:
    """The newest requirement made of ``forecast``, itself a lasting one, for these queues and dates."""
    covering = (
        select(Requirement)
        .where(
            Requirement.forecast_id == forecast.id,
            Requirement.basis == basis,
            col(Requirement.corrects_id).is_(None),
            col(Requirement.ready_at).is_not(None),
            col(Requirement.first_date) <= first_date,
            col(Requirement.first_date) + col(Requirement.days) >= first_date + timedelta(days),
        )
        .order_by(col(Requirement.created_at).desc())
    )
    for requirement in session.exec(covering):
        known = {*_queue_ids(session, requirement.id), *refused(requirement.refusals)}
        if not requirement.overrides and set(queue_ids) <= known:
            return requirement
    return None


def documents(session: TenantSession, requirement_id: uuid.UUID) -> dict[uuid.UUID, RequirementDocument]:
    """The whole requirements of all its queues."""
    chosen = select(RequirementQueue).where(RequirementQueue.requirement_id == requirement_id)
    return {each.queue_id: each.document for each in session.exec(chosen)}


def keep_queue(
    session: TenantSession, requirement: Requirement, queue_id: uuid.UUID, document: RequirementDocument
) -> None:
    """One queue of ``requirement``, with its hours and peak."""
    hours = document.interval_minutes / 60
    present = zip(document.agents, document.shrinkage, strict=True)
    session.add(
        RequirementQueue(
            organization_id=session.organization_id,
            requirement_id=requirement.id,
            queue_id=queue_id,
            interval_minutes=document.interval_minutes,
            agent_hours=document.agent_hours,
            net_hours=sum(agents * (1 - share) for agents, share in present) * hours,
            peak_heads=max(document.heads),
            document=document,
        )
    )


def keep_corrected(
    session: TenantSession,
    requirement_id: uuid.UUID,
    changed: Mapping[uuid.UUID, RequirementDocument],
    by: CorrectedBy,
    job_id: uuid.UUID,
) -> Requirement:
    """The next version of a requirement: the documents of ``changed`` in place of its own."""
    before = rows.find(session, Requirement, requirement_id)
    copied = ("forecast_id", "basis", "first_date", "days", "interval_minutes", "queue_ids", "overrides")
    corrected = Requirement(
        **{name: getattr(before, name) for name in (*copied, "refusals")},
        organization_id=session.organization_id,
        job_id=job_id,
        ready_at=datetime.now(UTC),
        version=before.version + 1,
        corrects_id=before.id,
        corrected_by=by,
    )
    session.add(corrected)
    session.flush()
    for queue_id, whole in (documents(session, requirement_id) | dict(changed)).items():
        keep_queue(session, corrected, queue_id, whole)
    return corrected


def document(session: TenantSession, requirement_id: uuid.UUID, queue_id: uuid.UUID) -> RequirementDocument:
    """The whole requirement of one queue; raises NotFound."""
    found = session.get(RequirementQueue, (session.organization_id, requirement_id, queue_id))
    if found is None:
        raise NotFound
    return found.document


def explanation(
    session: TenantSession, requirement_id: uuid.UUID, queue_id: uuid.UUID, start: datetime
) -> IntervalExplanation:
    """Why the interval that begins at ``start`` needs its agents; raises NotFound if none begins there."""
    found = document(session, requirement_id, queue_id)
    if start not in found.starts:
        raise NotFound
    return explain_interval(found, found.starts.index(start))


def views(session: TenantSession, requirements: Sequence[Requirement]) -> list[RequirementRead]:
    """What callers read of ``requirements`` in a list."""
    figures = PARTS.in_brief(session, [requirement.id for requirement in requirements])
    states = states_of(session, requirements)
    return [
        RequirementRead.model_validate(_told(each, states[each.id], figures[each.id]))
        for each in requirements
    ]


def summary(session: TenantSession, requirement_id: uuid.UUID) -> RequirementSummary:
    """What callers read of one requirement; raises NotFound."""
    requirement = rows.find(session, Requirement, requirement_id)
    state = states_of(session, [requirement])[requirement_id]
    return RequirementSummary.model_validate(
        _told(requirement, state, PARTS.without_intervals(session, requirement_id))
    )


def _told(requirement: Requirement, state: PlanState, queues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        **requirement.model_dump(include=set(RequirementRead.model_fields)),
        "origin": Origin.FORECAST if requirement.corrects_id is None else Origin.SIMULATION,
        "state": state,
        "job": job_address(requirement.job_id),
        "queues": queues,
    }


def _queue_ids(session: TenantSession, requirement_id: uuid.UUID) -> Sequence[uuid.UUID]:
    chosen = select(RequirementQueue.queue_id).where(RequirementQueue.requirement_id == requirement_id)
    return session.exec(chosen).all()
