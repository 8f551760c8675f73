"""Plans hiring: months ahead of queues, and people by skill and site, become a report."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from app.database import TenantSession
from app.forecasts import service as forecasts
from app.forecasts.by_queue import Worked, work_through
from app.forecasts.problems import NeverOpen, NothingForecast
from app.forecasts.schemas import QueueRefusal
from app.hiring.schemas import HiringCell, HiringGap, HiringMonth, HiringParameters
from app.hiring.tables import HiringReport
from app.history.problems import HistoryMissing
from app.history.tables import HistoryInterval
from app.jobs.context import JobContext
from app.jobs.killable import ChildStoppedError
from app.organizations.tables import Organization
from app.planning.forecast_volume import MEMORY_CAP_BYTES
from app.planning.hiring_cells import Cell, QueuePlan, cells_of
from app.planning.hiring_people import read_people, read_work
from app.planning.read_queues import read_queue
from app.planning.staff_requirements import ensure_requirement
from app.planning.subject import subject_of
from app.requirements import service as requirements
from app.requirements.tables import Requirement
from forecasting.hiring.documents import HiringGapReport, HiringRequest, month_after
from forecasting.hiring.workload import staffing_inflation
from forecasting.monthly import MonthlyForecast, MonthlyRequest, forecast_monthly
from forecasting.rolling import Cleaning

HISTORY = timedelta(days=5 * 366)
FARTHEST_MONTHS = 36
"""How far the last month may lie behind the end of the history."""
SECONDS_PER_PLAN = 300.0
WORK_FORMULAS = {
    "required": "Σ agents over the queues of the cell",
    "agents": "contacts × handle_seconds ÷ 3600 × share × inflation ÷ productive_hours, per quantile",
    "inflation": "agent-hours of a staffed week before shrinkage ÷ its hours of work",
    "share": "equivalents given to the queue at the site ÷ those given to it at all sites",
    "productive_hours": "weekly_hours × days of the month ÷ 7 × (1 − shrinkage)",
    "equivalents_now": (
        "Σ time given × proficiency; people who serve several queues are shared among them so that the worst "
        "covered queue is covered best, then the next, nobody counted twice"
    ),
    "attrition": "1 − (1 − yearly_attrition)^(1 ÷ 12) a month",
}


def hiring_gap(context: JobContext) -> None:
    """The job of a hiring report: its subject."""
    with context.session() as session:
        report = subject_of(context, session, HiringReport)
        parameters = report.parameters
        queue_ids = forecasts.queues_with_history(session, parameters.queues)
        first_month = parameters.first_month or _next_month(session)
        start, end = _typical_week(session, queue_ids)
        orders, refusals = _monthly_orders(session, queue_ids, first_month, parameters.months)
    if not orders:
        raise NothingForecast([each.model_dump(mode="json") for each in refusals])
    requirement = ensure_requirement(context, queue_ids=tuple(orders), start=start, end=end)
    context.progress(phase="months")
    worked = work_through(
        orders,
        {queue_id: request.queue for queue_id, request in orders.items()},
        forecast_monthly,
        progress=context.progress,
        stop_requested=context.stop_requested,
    )
    if worked.unfinished:
        raise ChildStoppedError(ChildStoppedError.__doc__)
    with context.session() as session:
        cut = _cut(session, requirement, worked, refusals, parameters, first_month)
    if not cut.cells:
        raise NothingForecast([each.model_dump(mode="json") for each in cut.refusals])
    context.progress(phase="hiring", cells=len(cut.cells))
    request = HiringRequest(cells=tuple(cell.asked for cell in cut.cells), hire_for=parameters.hire_for)
    child = context.run_in_child(
        "app.hiring.in_child:plan",
        request.model_dump_json().encode(),
        deadline_seconds=SECONDS_PER_PLAN,
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
    document = _document(HiringGapReport.model_validate_json(child.payload), cut, parameters, first_month)

    def write(session: TenantSession) -> str:
        report = subject_of(context, session, HiringReport)
        report.document, report.ready_at = document, datetime.now(UTC)
        session.add(report)
        return f"/v1/hiring-gap/{report.id}"

    context.finish(write)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The organization cut into cells, what was left out, and what should be said."""

    cells: list[Cell]
    refusals: tuple[QueueRefusal, ...]
    warnings: tuple[str, ...]


def _next_month(session: TenantSession) -> date:
    zone = session.exec(select(Organization.zone)).one()
    return month_after(datetime.now(ZoneInfo(zone)).date().replace(day=1), 1)


def _typical_week(session: TenantSession, queue_ids: Sequence[uuid.UUID]) -> tuple[datetime, datetime]:
    """The first whole week, Monday to Sunday in UTC, after the end of the history."""
    newest = select(func.max(HistoryInterval.start_at)).where(col(HistoryInterval.queue_id).in_(queue_ids))
    last = (session.exec(newest).one() or datetime.now(UTC)).astimezone(UTC).date()
    monday = datetime.combine(last + timedelta(days=7 - last.weekday()), time(), UTC)
    return monday, monday + timedelta(days=7)


def _monthly_orders(
    session: TenantSession, queue_ids: Sequence[uuid.UUID], first_month: date, months: int
) -> tuple[dict[uuid.UUID, MonthlyRequest], list[QueueRefusal]]:
    """What is asked of each queue, and which cannot be asked."""
    orders, refusals = {}, []
    end = month_after(first_month, months)
    for queue in forecasts.queues_by_name(session, queue_ids):
        try:
            read = read_queue(
                session,
                queue,
                since=min(first_month, datetime.now(UTC).date()) - HISTORY,
                until=end + timedelta(days=1),
                interval_minutes=60,
            )
        except (HistoryMissing, NeverOpen) as missing:
            refusals.append(QueueRefusal(queue_id=queue.id, queue=queue.name, reason=str(missing)))
            continue
        if read.last_start and end > month_after(read.last_start.date().replace(day=1), FARTHEST_MONTHS):
            late = (
                f"first_month and months: expected an end at most {FARTHEST_MONTHS} months after the "
                f"history, which ends on {read.last_start.date()}"
            )
            refusals.append(QueueRefusal(queue_id=queue.id, queue=queue.name, reason=late))
            continue
        orders[queue.id] = MonthlyRequest(
            queue=read.order.queue,
            zone=read.order.zone,
            interval_minutes=read.order.interval_minutes,
            history=read.order.history(),
            absent_means=read.order.absent_means.value,
            opening=read.order.opening,
            holidays=read.order.holidays,
            events=read.order.events,
            cleaning=Cleaning(decisions=read.order.decisions),
            first_month=first_month,
            months=months,
        )
    return orders, refusals


def _cut(
    session: TenantSession,
    requirement: Requirement,
    worked: Worked[MonthlyForecast],
    refused: Sequence[QueueRefusal],
    parameters: HiringParameters,
    first_month: date,
) -> _Cut:
    staffed = requirements.documents(session, requirement.id)
    queues = forecasts.queues_by_name(session, requirement.queue_ids)
    unstaffed = {each.queue_id: each.reason for each in requirement.refusals}
    work = {each.queue.id: each for each in read_work(session, queues)}
    people, warnings = read_people(session, first_month, parameters.weekly_hours)
    plans = []
    for queue in queues:
        if queue.id not in staffed or queue.id not in worked.results:
            continue
        monthly = worked.results[queue.id]
        asked = staffed[queue.id].inputs
        seconds = monthly.months[0].handle_seconds
        handle_seconds = _mean(asked.handle_seconds, asked.volume) if seconds is None else seconds
        plans.append(
            QueuePlan(
                work=work[queue.id],
                months=monthly.months,
                handle_seconds=handle_seconds,
                inflation=staffing_inflation(staffed[queue.id]),
                shrinkage=queue.shrinkage if parameters.shrinkage is None else parameters.shrinkage,
            )
        )
        warnings += [f"{queue.name}: {warning}" for warning in monthly.warnings]
        if queue.minimum_staffing and not any(asked.volume):
            warnings.append(f"{queue.name}: no work is forecast, its minimum staffing is not counted")
    names = {queue.id: queue.name for queue in queues}
    return _Cut(
        cells=cells_of(plans, people, parameters, first_month) if plans else [],
        refusals=(*refused, *worked.left_out(names, unstaffed)),
        warnings=tuple(warnings),
    )


def _mean(values: float | tuple[float, ...], weights: Sequence[float]) -> float:
    if isinstance(values, float):
        return values
    total = sum(weights)
    pairs = zip(values, weights, strict=True)
    return sum(value * weight for value, weight in pairs) / total if total else 0.0


def _document(
    planned: HiringGapReport, cut: _Cut, parameters: HiringParameters, first_month: date
) -> HiringGap:
    cells = []
    for found, cell in zip(planned.cells, cut.cells, strict=True):
        months = tuple(
            HiringMonth(**dict(month), work=work) for month, work in zip(found.months, cell.work, strict=True)
        )
        cells.append(
            HiringCell(
                **{**dict(found), "months": months},
                queues=cell.queues,
                agents=cell.agents,
                heads_now=cell.heads_now,
                equivalents_now=cell.equivalents_now,
            )
        )
    return HiringGap(
        first_month=first_month,
        months=parameters.months,
        cells=tuple(cells),
        formulas={**planned.formulas, **WORK_FORMULAS},
        warnings=cut.warnings,
        refusals=cut.refusals,
    )
