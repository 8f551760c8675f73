"""Locked shifts as they are asked for: each has a template, lies in the period and leaves the others room."""

import uuid
from collections.abc import Sequence
from itertools import pairwise

from sqlmodel import col, select

from app.agents.tables import Agent
from app.database import TenantSession
from app.problems import ReferenceUnknown
from app.rosters.problems import LockedShiftRefused
from app.rosters.schemas import ShiftBody
from app.shift_templates.tables import ShiftTemplate
from solver.domain.time import PlanningPeriod


def check_locked(session: TenantSession, locked: Sequence[ShiftBody], period: PlanningPeriod) -> None:
    """Raises ReferenceUnknown and LockedShiftRefused, which name the shift by its place in the list."""
    ids = {shift.agent_id for shift in locked}
    agents = dict(session.exec(select(Agent.id, Agent.name).where(col(Agent.id).in_(ids))).all())
    templates = set(session.exec(select(ShiftTemplate.name)))
    held: dict[uuid.UUID, list[tuple[int, ShiftBody]]] = {}
    for number, shift in enumerate(locked):
        if shift.agent_id not in agents:
            raise ReferenceUnknown(field=f"locked[{number}].agent_id")
        if shift.template not in templates:
            raise ReferenceUnknown(field=f"locked[{number}].template")
        if not period.start < shift.end or not shift.start < period.end:
            span = f"{period.start.isoformat()} to {period.end.isoformat()}"
            raise LockedShiftRefused(
                field=f"locked[{number}].start",
                reason=f"{agents[shift.agent_id]} works from {shift.start.isoformat()}, outside the period "
                f"from {span}",
            )
        held.setdefault(shift.agent_id, []).append((number, shift))
    for agent_id, shifts in held.items():
        for (first, one), (second, other) in pairwise(sorted(shifts, key=lambda each: each[1].start)):
            if other.start < one.end:
                raise LockedShiftRefused(
                    field=f"locked[{second}].start",
                    reason=f"{agents[agent_id]} would work from {other.start.isoformat()} while the shift of "
                    f"locked[{first}] from {one.start.isoformat()} to {one.end.isoformat()} still runs",
                )
