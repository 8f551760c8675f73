"""Repairs: what is refused, what an absence brings with it, and what is kept of what happened."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from app.database import TenantSession
from app.problems import ReferenceUnknown
from app.questions.service import About, Questions
from app.repairs.problems import RepairOutdated
from app.repairs.schemas import AbsenceEvent, IncidentEvent, RepairBody, RepairRead, SurgeEvent
from app.repairs.tables import Repair
from app.time_off.schemas import TimeOffStatus
from app.time_off.tables import TimeOff
from solver.domain.problem import Problem


def _check(about: About, body: RepairBody) -> None:
    """Events about what the roster does not have are refused; absences are kept as time off."""
    check_events(about.document.problem, body)
    for event in body.events:
        if isinstance(event, AbsenceEvent):
            _keep_absence(about.session, event)


def _columns(body: RepairBody) -> Mapping[str, Any]:
    return {"asked": body, "as_of": body.as_of or datetime.now(UTC)}


REPAIRS = Questions(
    table=Repair,
    read=RepairRead,
    name="repair",
    job="repair_roster",
    outdated=RepairOutdated,
    columns=_columns,
    told=lambda about, row: {"repair": row.document},  # noqa: ARG005 - the answer is all there is
    check=_check,
    priority=1,
)


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
