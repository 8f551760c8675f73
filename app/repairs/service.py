"""Repairs: asking for one, keeping what came of it and the draft it made, reading it back."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.problems import ReferenceUnknown
from app.repairs.schemas import (
    AbsenceEvent,
    IncidentEvent,
    RepairBody,
    RepairDocument,
    RepairRead,
    SurgeEvent,
)
from app.repairs.tables import Repair
from app.rosters.editions import next_edition
from app.rosters.service import Made, document_of, keep, locked_row
from app.rosters.tables import Roster
from app.rosters.versions import Expected
from app.time_off.schemas import TimeOffStatus
from app.time_off.tables import TimeOff
from solver.domain.problem import Problem


def request_repair(
    session: TenantSession, roster_id: uuid.UUID, body: RepairBody, version: Expected | None = None
) -> Job:
    """The job that repairs the roster as it is now, whose subject is the repair.

    Raises NotFound, RosterNotBuilt, ReferenceUnknown and, where ``version`` names another one,
    PreconditionFailed.
    """
    roster = locked_row(session, roster_id)
    check_events(document_of(session, roster).problem, body)
    if version is not None:
        version.require(roster.version)
    for event in body.events:
        if isinstance(event, AbsenceEvent):
            _keep_absence(session, event)
    repair_id = uuid.uuid4()
    job = enqueue(session, "repair_roster", repair_id, priority=1)
    session.add(
        Repair(
            id=repair_id,
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


def check_events(problem: Problem, body: RepairBody) -> None:
    """Raises ReferenceUnknown for an agent or a queue that is no part of the roster's problem."""
    agents, queues = {agent.id for agent in problem.agents}, {queue.id for queue in problem.queues}
    for number, event in enumerate(body.events):
        if isinstance(event, SurgeEvent | IncidentEvent):
            if str(event.queue_id) not in queues:
                raise ReferenceUnknown(field=f"events[{number}].queue_id")
        elif str(event.agent_id) not in agents:
            raise ReferenceUnknown(field=f"events[{number}].agent_id")
    for number, agent_id in enumerate(body.willing_agent_ids):
        if str(agent_id) not in agents:
            raise ReferenceUnknown(field=f"willing_agent_ids[{number}]")


def keep_repair(session: TenantSession, repair: Repair, document: RepairDocument, made: Made) -> Roster:
    """``repair`` is ready; what it made becomes a draft whose parent is the roster."""
    draft = next_edition(session, rows.find(session, Roster, repair.roster_id), repair.job_id)
    keep(session, draft, made)
    repair.result_roster_id = draft.id
    repair.document = document
    repair.ready_at = datetime.now(UTC)
    session.add(repair)
    session.flush()
    return draft


def of_roster(session: TenantSession, roster_id: uuid.UUID) -> list[RepairRead]:
    """The repairs of a roster, newest first; raises NotFound."""
    roster = rows.find(session, Roster, roster_id)
    chosen = select(Repair).where(Repair.roster_id == roster.id)
    return reads(session, session.exec(chosen.order_by(col(Repair.created_at).desc(), col(Repair.id))).all())


def reads(session: TenantSession, repairs: Sequence[Repair]) -> list[RepairRead]:
    """What callers read of repairs."""
    states = states_of(session, repairs)
    return [
        RepairRead(
            id=each.id,
            state=states[each.id],
            roster_id=each.roster_id,
            roster_version=each.roster_version,
            asked=each.asked,
            result_roster_id=each.result_roster_id,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
            repair=each.document,
        )
        for each in repairs
    ]


def _keep_absence(session: TenantSession, event: AbsenceEvent) -> None:
    """The absence as approved time off; what is approved already stays as it is."""
    overlapping = select(TimeOff.id).where(
        TimeOff.agent_id == event.agent_id,
        TimeOff.status == TimeOffStatus.APPROVED,
        col(TimeOff.starts_at) < event.ends_at,
        col(TimeOff.ends_at) > event.starts_at,
    )
    if session.exec(overlapping.limit(1)).first() is None:
        session.add(
            TimeOff(
                organization_id=session.organization_id,
                agent_id=event.agent_id,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                kind=event.kind,
                paid=event.paid,
                status=TimeOffStatus.APPROVED,
            )
        )
        session.flush()
