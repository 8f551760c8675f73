"""Finds the queues that a file names, and opens the ones that do not exist yet when asked to."""

import uuid
from dataclasses import dataclass

from sqlmodel import col, select

from app.database import TenantSession
from app.history.refusals import Refusals
from app.history.schemas import ImportOptions
from app.organizations.tables import Organization
from app.queues.schemas import QueueBody, ServiceGoal
from app.queues.service import open_queue
from app.queues.tables import Queue
from solver.domain.work import Channel

GOALS = {
    Channel.VOICE: ServiceGoal(share=0.8, within_seconds=20),
    Channel.CHAT: ServiceGoal(share=0.8, within_seconds=60),
}
REPLY_GOAL = ServiceGoal(share=0.9, within_seconds=8 * 3600)
"""What a queue opened by an import aims at until somebody decides: channels without a waiting customer."""


@dataclass(frozen=True, slots=True)
class NamedQueue:
    """A queue of the file; ``created`` if the import opened it."""

    id: uuid.UUID
    name: str
    channel: Channel
    created: bool


def known_queues(session: TenantSession, names: list[str]) -> dict[str, Queue]:
    """The organization's queues among ``names``."""
    return {queue.name: queue for queue in session.exec(select(Queue).where(col(Queue.name).in_(names)))}


def refuse_unknown(names: list[str], known: dict[str, Queue], refusals: Refusals, column: str) -> None:
    """Refuse every name that no queue has."""
    for name in names:
        if name not in known:
            refusals.add(0, column, f"the unknown queue {name!r}", "an existing queue, or create_queues")


def named_queues(
    session: TenantSession,
    names: list[str],
    known: dict[str, Queue],
    options: ImportOptions,
    channels: dict[str, str],
) -> list[NamedQueue]:
    """The queues in the order of ``names``; missing ones are opened.

    A new queue's channel is the declared one, else the one most of its tickets came by (``channels``), else
    tickets; its zone is the file's, else the organization's.
    """
    found = []
    for name in names:
        queue = known.get(name)
        if queue is not None:
            found.append(NamedQueue(queue.id, name, queue.channel, created=False))
            continue
        channel = options.channel or Channel(channels.get(name, Channel.TICKET))
        zone = options.zone or session.get_one(Organization, session.organization_id).zone
        body = QueueBody(name=name, channel=channel, zone=zone, service_goal=GOALS.get(channel, REPLY_GOAL))
        found.append(NamedQueue(open_queue(session, body).id, name, channel, created=True))
    return found
