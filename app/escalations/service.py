"""Escalations: asking what each lever would do, keeping the answer, reading it back."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.escalations.schemas import EscalationBody, EscalationDocument, EscalationRead
from app.escalations.tables import Escalation
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.problems import ReferenceUnknown
from app.rosters.service import document_of, locked_row
from app.rosters.tables import Roster
from app.rosters.versions import Expected


def request_escalation(
    session: TenantSession, roster_id: uuid.UUID, body: EscalationBody, version: Expected | None = None
) -> Job:
    """The job that weighs the levers for the roster as it is now, whose subject is the escalation.

    Raises NotFound, RosterNotBuilt, ReferenceUnknown and, where ``version`` names another one,
    PreconditionFailed.
    """
    roster = locked_row(session, roster_id)
    queues = {queue.id for queue in document_of(session, roster).problem.queues}
    if str(body.event.queue_id) not in queues:
        raise ReferenceUnknown(field="event.queue_id")
    if version is not None:
        version.require(roster.version)
    escalation_id = uuid.uuid4()
    job = enqueue(session, "weigh_levers", escalation_id, priority=1)
    session.add(
        Escalation(
            id=escalation_id,
            organization_id=session.organization_id,
            roster_id=roster.id,
            roster_version=roster.version,
            asked=body,
            as_of=body.as_of or datetime.now(UTC),
            job_id=job.id,
        )
    )
    session.flush()
    return job


def keep(session: TenantSession, escalation: Escalation, document: EscalationDocument) -> None:
    """``escalation`` is ready with what each lever would do."""
    escalation.document = document
    escalation.ready_at = datetime.now(UTC)
    session.add(escalation)
    session.flush()


def of_roster(session: TenantSession, roster_id: uuid.UUID) -> list[EscalationRead]:
    """The escalations of a roster, newest first; raises NotFound."""
    roster = rows.find(session, Roster, roster_id)
    chosen = select(Escalation).where(Escalation.roster_id == roster.id)
    ordered = chosen.order_by(col(Escalation.created_at).desc(), col(Escalation.id))
    return _reads(session, roster, session.exec(ordered).all())


def view(session: TenantSession, escalation_id: uuid.UUID) -> EscalationRead:
    """One escalation; raises NotFound."""
    escalation = rows.find(session, Escalation, escalation_id)
    [read] = _reads(session, rows.find(session, Roster, escalation.roster_id), [escalation])
    return read


def _reads(session: TenantSession, roster: Roster, found: Sequence[Escalation]) -> list[EscalationRead]:
    states = states_of(session, found)
    names = {queue.id: queue.name for queue in document_of(session, roster).problem.queues} if found else {}
    return [
        EscalationRead(
            id=each.id,
            state=states[each.id],
            roster_id=each.roster_id,
            roster_version=each.roster_version,
            asked=each.asked,
            queues=names,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
            escalation=each.document,
        )
        for each in found
    ]
