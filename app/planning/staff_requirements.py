"""Staffs queues: forecasts and the goals of queues become requests, and the library's answers become rows."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from app import rows
from app.database import TenantSession
from app.forecasts import service as forecasts
from app.forecasts.by_queue import Worked, reason, work_through
from app.forecasts.problems import PlanNotReady
from app.forecasts.schemas import PlanState, QueueRefusal
from app.forecasts.tables import Forecast
from app.jobs.context import JobContext
from app.jobs.killable import ChildStoppedError
from app.jobs.schemas import job_address
from app.planning.forecast_volume import ensure_forecast
from app.planning.read_queues import days_covering
from app.planning.staffing_request import staffing_request
from app.planning.subject import subject_of
from app.requirements.problems import NothingStaffed, RequirementElsewhere
from app.requirements.schemas import Basis
from app.requirements.service import keep_queue, lasting_requirement, ready_requirement
from app.requirements.tables import Requirement
from forecasting.staffing.requirement import Requirement as RequirementDocument
from forecasting.staffing.requirement import StaffingRequest
from forecasting.staffing.staff import staff_requirements as staff


def staff_requirements(context: JobContext) -> None:
    """The job of a requirement that was asked for: its subject. Without a forecast it makes one first."""
    with context.session() as session:
        requirement = subject_of(context, session, Requirement)
        forecast = rows.find(session, Forecast, requirement.forecast_id) if requirement.forecast_id else None
    if forecast is None:
        forecast = ensure_forecast(
            context,
            queue_ids=requirement.queue_ids,
            first_date=requirement.first_date,
            days=requirement.days,
            interval_minutes=requirement.interval_minutes,
        )
    with context.session() as session:
        orders = _Orders.of(session, requirement, forecast)
    worked = orders.work(context)

    def write(session: TenantSession) -> str:
        orders.write(session, subject_of(context, session, Requirement), worked)
        return f"/v1/requirements/{requirement.id}"

    context.finish(write, stopped=bool(worked.unfinished))


def ensure_requirement(
    context: JobContext,
    *,
    queue_ids: Sequence[uuid.UUID],
    start: datetime,
    end: datetime,
    basis: Basis = Basis.MEAN,
    interval_minutes: int | None = None,
) -> Requirement:
    """A ready requirement of these queues that covers [start, end): one that still holds, or a new one.

    It covers whole local days of every queue, so it may begin before ``start`` and end after ``end``; its
    documents are had with ``app.requirements.service.documents``. Queues that cannot be forecast or staffed
    are in ``refusals``; raises NothingForecast or NothingStaffed when that is all of them.
    """
    with context.session() as session:
        first_date, days = days_covering(forecasts.queues_by_name(session, queue_ids), start, end)
    forecast = ensure_forecast(
        context, queue_ids=queue_ids, first_date=first_date, days=days, interval_minutes=interval_minutes
    )
    with context.session() as session:
        lasting = lasting_requirement(session, forecast, queue_ids, first_date, days, basis)
        if lasting is not None:
            return lasting
        requirement = Requirement(
            organization_id=session.organization_id,
            forecast_id=forecast.id,
            basis=basis,
            first_date=first_date,
            days=days,
            interval_minutes=interval_minutes,
            queue_ids=tuple(queue_ids),
            job_id=context.job_id,
        )
        orders = _Orders.of(session, requirement, forecast)
    worked = orders.work(context)
    with context.session() as session:
        orders.write(session, requirement, worked)
    return requirement


def chosen_requirement(
    context: JobContext, requirement_id: uuid.UUID, *, start: datetime, end: datetime
) -> Requirement:
    """The requirement a planner chose; raises RequirementElsewhere when it does not hold [start, end)."""
    with context.session() as session:
        requirement = ready_requirement(session, requirement_id, "requirement_id")
        queues = forecasts.queues_by_name(session, requirement.queue_ids)
        first_date, days = days_covering(queues, start, end)
    last = requirement.first_date + timedelta(requirement.days)
    if not requirement.first_date <= first_date or first_date + timedelta(days) > last:
        raise RequirementElsewhere(
            first_date.isoformat(), days, requirement.first_date.isoformat(), requirement.days
        )
    return requirement


@dataclass(frozen=True, slots=True)
class _Orders:
    """What a requirement takes: orders by queue, and refusals that need no work."""

    forecast_id: uuid.UUID
    names: Mapping[uuid.UUID, str]
    orders: dict[uuid.UUID, StaffingRequest]
    refusals: dict[uuid.UUID, str]

    @classmethod
    def of(cls, session: TenantSession, requirement: Requirement, forecast: Forecast) -> Self:
        """Raises PlanNotReady."""
        if forecast.ready_at is None:
            state: PlanState = forecasts.states_of(session, [forecast])[forecast.id]
            raise PlanNotReady(state, job_address(forecast.job_id))
        documents = forecasts.documents(session, forecast.id)
        overrides = {each.queue: each for each in requirement.overrides}
        queues = forecasts.queues_by_name(session, requirement.queue_ids)
        found = cls(forecast.id, {queue.id: queue.name for queue in queues}, {}, {})
        unforecast = {each.queue_id: each.reason for each in forecast.refusals}
        for queue in queues:
            if queue.id not in documents:
                found.refusals[queue.id] = unforecast.get(queue.id, "not part of the forecast")
                continue
            try:
                found.orders[queue.id] = staffing_request(
                    queue,
                    documents[queue.id],
                    first_date=requirement.first_date,
                    days=requirement.days,
                    basis=requirement.basis,
                    override=overrides.get(str(queue.id)),
                )
            except ValueError as error:
                found.refusals[queue.id] = reason(error)
        return found

    def work(self, context: JobContext) -> Worked[RequirementDocument]:
        """Staff what can be; raises NothingStaffed or ChildStoppedError when that is nothing.

        No child: seconds for the longest period of a queue, and memory in proportion to its intervals.
        """
        context.progress(phase="staff")
        worked = work_through(
            self.orders, self.names, staff, progress=context.progress, stop_requested=context.stop_requested
        )
        if not worked.results and worked.unfinished:
            raise ChildStoppedError(ChildStoppedError.__doc__)
        if not worked.results:
            raise NothingStaffed([each.model_dump(mode="json") for each in self.refused(worked)])
        return worked

    def refused(self, worked: Worked[RequirementDocument]) -> tuple[QueueRefusal, ...]:
        """All queues left out, by name."""
        return worked.left_out(self.names, self.refusals)

    def write(
        self, session: TenantSession, requirement: Requirement, worked: Worked[RequirementDocument]
    ) -> None:
        """``requirement`` with its queues, ready."""
        requirement.forecast_id = self.forecast_id
        requirement.refusals = self.refused(worked)
        requirement.ready_at = datetime.now(UTC)
        session.add(requirement)
        session.flush()
        for queue in forecasts.queues_by_name(session, worked.results):
            keep_queue(session, requirement, queue.id, worked.results[queue.id])
