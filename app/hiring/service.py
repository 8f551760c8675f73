"""Hiring reports: asking for one and reading one back."""

import uuid

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.forecasts.service import queues_with_history, states_of
from app.hiring.problems import HiringGapFailed
from app.hiring.schemas import HiringParameters, HiringReportRead
from app.hiring.tables import HiringReport
from app.jobs.schemas import job_address
from app.jobs.service import enqueue, find
from app.jobs.tables import Job


def request_report(session: TenantSession, parameters: HiringParameters) -> Job:
    """A report to be made by the job returned, whose subject it is.

    Raises ReferenceUnknown for a queue that does not exist, HistoryMissing and NoHistory.
    """
    queues_with_history(session, parameters.queues)
    report_id = uuid.uuid4()
    job = enqueue(session, "hiring_gap", report_id)
    session.add(
        HiringReport(
            id=report_id, organization_id=session.organization_id, parameters=parameters, job_id=job.id
        )
    )
    session.flush()
    return job


def newest(session: TenantSession) -> HiringReportRead | Job:
    """The newest report that is ready; without any, the job that makes the first one.

    Raises HiringGapFailed, and as ``request_report``.
    """
    order = select(HiringReport).order_by(col(HiringReport.created_at).desc()).limit(1)
    ready = session.exec(order.where(col(HiringReport.ready_at).is_not(None))).first()
    if ready is not None:
        return view(session, ready)
    begun = session.exec(order).first()
    if begun is None:
        return request_report(session, HiringParameters())
    job = find(session, begun.job_id)
    if job.state.is_final:
        raise HiringGapFailed(job.id)
    return job


def report(session: TenantSession, report_id: uuid.UUID) -> HiringReportRead:
    """One report; raises NotFound."""
    return view(session, rows.find(session, HiringReport, report_id))


def view(session: TenantSession, found: HiringReport) -> HiringReportRead:
    """What callers read of a report."""
    return HiringReportRead(
        id=found.id,
        state=states_of(session, [found])[found.id],
        parameters=found.parameters,
        job=job_address(found.job_id),
        created_at=found.created_at,
        ready_at=found.ready_at,
        report=found.document,
    )
