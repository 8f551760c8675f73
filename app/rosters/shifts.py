"""Shifts between their two forms: rows of a roster, and the assignments the solver's readers know."""

import uuid
from collections.abc import Iterable, Sequence

from sqlmodel import col, delete, select

from app.database import TenantSession
from app.rosters.schemas import ShiftRead
from app.rosters.tables import RosterShift
from solver.domain.problem import Problem
from solver.domain.roster import Assignment


def write_shifts(session: TenantSession, roster_id: uuid.UUID, assignments: Iterable[Assignment]) -> None:
    """Make ``assignments`` all the shifts of the roster."""
    session.execute(delete(RosterShift).where(col(RosterShift.roster_id) == roster_id))
    session.add_all(
        RosterShift(
            organization_id=session.organization_id,
            roster_id=roster_id,
            agent_id=uuid.UUID(shift.agent),
            template=shift.template,
            starts_at=shift.start,
            ends_at=shift.end,
            segments=shift.breaks,
            paid_minutes=shift.paid_minutes,
            locked=shift.locked,
        )
        for shift in assignments
    )
    session.flush()


def shifts_of(session: TenantSession, roster_id: uuid.UUID) -> list[RosterShift]:
    """The shifts of a roster by agent and start."""
    chosen = (
        select(RosterShift)
        .where(RosterShift.roster_id == roster_id)
        .order_by(col(RosterShift.agent_id), col(RosterShift.starts_at), col(RosterShift.id))
    )
    return list(session.exec(chosen))


def assignments_of(shifts: Iterable[RosterShift]) -> list[Assignment]:
    """The shifts as the solver's readers know them."""
    return [
        Assignment(
            agent=str(shift.agent_id),
            template=shift.template,
            start=shift.starts_at,
            end=shift.ends_at,
            breaks=shift.segments,
            locked=shift.locked,
        )
        for shift in shifts
    ]


def shifts_read(problem: Problem, shifts: Sequence[RosterShift]) -> tuple[ShiftRead, ...]:
    """What callers read of the shifts, by name of the agent and start."""
    people = {agent.id: agent for agent in problem.agents}
    read = [
        ShiftRead(
            agent_id=shift.agent_id,
            agent=people[assignment.agent].name,
            zone=people[assignment.agent].zone,
            local_date=assignment.local_date(people[assignment.agent].zone),
            template=shift.template,
            start=shift.starts_at,
            end=shift.ends_at,
            paid_minutes=shift.paid_minutes,
            breaks=shift.segments,
            locked=shift.locked,
        )
        for shift, assignment in zip(shifts, assignments_of(shifts), strict=True)
    ]
    return tuple(sorted(read, key=lambda shift: (shift.agent, shift.start)))
