"""Reads the work of a period as the solver knows it: queues, what they require, and shift templates."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil

from sqlmodel import col, select

from app.database import TenantSession
from app.queues.service import views as queue_views
from app.queues.tables import Queue
from app.sites.tables import Site
from app.skills.tables import Skill
from forecasting.staffing.due_work import due_parts
from forecasting.staffing.requirement import Requirement as RequirementDocument
from solver.domain.due_work import DueWork
from solver.domain.time import MINUTE, TimeAxis
from solver.domain.work import Queue as QueueDocument
from solver.domain.work import Requirement


def read_queues(session: TenantSession, queue_ids: Sequence[uuid.UUID]) -> tuple[QueueDocument, ...]:
    """The queues by name, with skills and sites by name."""
    skills = {skill.id: skill.name for skill in session.exec(select(Skill))}
    sites = {site.id: site.name for site in session.exec(select(Site))}
    rows = session.exec(select(Queue).where(col(Queue.id).in_(queue_ids)).order_by(col(Queue.name)))
    return tuple(
        QueueDocument(
            id=str(queue.id),
            name=queue.name,
            channel=queue.channel,
            skills=tuple(sorted(skills[each] for each in queue.skill_ids)),
            min_proficiency=queue.min_proficiency,
            priority=queue.priority,
            sites=_names(sites, queue.site_ids),
        )
        for queue in queue_views(session, list(rows))
    )


def requirement_on(axis: TimeAxis, queue_id: uuid.UUID, document: RequirementDocument) -> Requirement:
    """The requirement laid onto the intervals of a roster.

    An interval needs what the most demanding of the requirement's intervals that it meets needs; zero where
    the requirement says nothing.
    """
    agents, minimum = [0.0] * axis.intervals, [0] * axis.intervals
    inputs = document.inputs
    for row, start in enumerate(document.starts):
        least = inputs.minimum_staffing
        at_least = ceil(least[row] if isinstance(least, tuple) else least) if inputs.open[row] > 0 else 0
        for interval in _touched(axis, start, document.interval_minutes):
            agents[interval] = max(agents[interval], document.agents[row])
            minimum[interval] = max(minimum[interval], at_least)
    return Requirement(
        queue=str(queue_id),
        agents=tuple(agents),
        minimum=tuple(minimum) if any(minimum) else None,
    )


def due_work_of(axis: TimeAxis, queue_id: uuid.UUID, document: RequirementDocument) -> tuple[DueWork, ...]:
    """What the requirement asks to be done by due times within the period; none for work that cannot wait."""
    return tuple(
        DueWork(queue=str(queue_id), released=part.released, due=part.due, minutes=part.agent_seconds / 60)
        for part in due_parts(document, axis.start, axis.instant(axis.intervals))
    )


def _touched(axis: TimeAxis, start: datetime, minutes: int) -> range:
    return axis.touched(start, start + minutes * MINUTE)


def _names(names: Mapping[uuid.UUID, str], ids: Sequence[uuid.UUID] | None) -> tuple[str, ...] | None:
    return None if ids is None else tuple(sorted(names[each] for each in ids))
