"""Queues together with the skills they need and the sites that may serve them."""

import uuid
from collections.abc import Sequence

from app import rows
from app.database import TenantSession
from app.links import Link
from app.queues.schemas import QueueBody, QueueView
from app.queues.tables import Queue, QueueSite, QueueSkill

SKILLS = Link(QueueSkill, "queue_id", "skill_id")
SITES = Link(QueueSite, "queue_id", "site_id")


def open_queue(session: TenantSession, body: QueueBody) -> QueueView:
    """A new queue with its skills and sites."""
    return _linked(session, rows.add(session, Queue, body), body)


def replace(session: TenantSession, queue_id: uuid.UUID, body: QueueBody) -> QueueView:
    """The queue, every field and link written anew."""
    return _linked(session, rows.replace(session, rows.find(session, Queue, queue_id), body), body)


def views(session: TenantSession, queues: Sequence[Queue]) -> list[QueueView]:
    """What callers read of ``queues``; one query each for all their skills and sites."""
    ids = [queue.id for queue in queues]
    skills, sites = SKILLS.read(session, ids), SITES.read(session, ids)
    return [
        QueueView.model_validate(
            {
                **dict(queue.model_dump(exclude={"organization_id"})),
                "skill_ids": skills[queue.id],
                "site_ids": sites[queue.id] or None,
            }
        )
        for queue in queues
    ]


def _linked(session: TenantSession, queue: Queue, body: QueueBody) -> QueueView:
    SKILLS.write(session, queue.id, body.skill_ids)
    SITES.write(session, queue.id, body.site_ids)
    return views(session, [queue])[0]
