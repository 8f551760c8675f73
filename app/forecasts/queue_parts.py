"""Plans that have a document per queue, read back: in brief for lists, and all but the intervals of one."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Text, cast, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel, col

from app.database import TenantSession
from app.fields import Document
from app.queues.tables import Queue


@dataclass(frozen=True, slots=True)
class QueueParts:
    """How the parts of a plan are kept: rows of ``table``, each of the plan named by ``plan``.

    ``brief``, ``told``: what callers read of a part in a list and alone. ``intervals``: the keys of its
    document with a value per interval, which are left where they are.
    """

    table: type[SQLModel]
    plan: str
    brief: type[Document]
    told: type[Document]
    intervals: tuple[str, ...]

    def in_brief(
        self, session: TenantSession, plan_ids: Sequence[uuid.UUID]
    ) -> defaultdict[uuid.UUID, list[dict[str, Any]]]:
        """The parts of each plan by name of the queue, with the figures that callers read in a list."""
        own = [
            getattr(self.table, name) for name in self.brief.model_fields if name in self.table.model_fields
        ]
        of_queue = [
            col(getattr(Queue, name))
            for name in self.brief.model_fields
            if name not in self.table.model_fields and name in Queue.model_fields
        ]
        plan = col(getattr(self.table, self.plan))
        chosen = (
            select(plan.label("plan"), col(Queue.name).label("queue"), *of_queue, *own)
            .join(Queue, col(Queue.id) == col(getattr(self.table, "queue_id")))  # noqa: B009 - each has one
            .where(plan.in_(plan_ids))
            .order_by(col(Queue.name))
        )
        found: defaultdict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
        for row in session.execute(chosen).mappings():
            found[row["plan"]].append({name: row[name] for name in row if name != "plan"})
        return found

    def without_intervals(self, session: TenantSession, plan_id: uuid.UUID) -> list[dict[str, Any]]:
        """The parts of one plan with what their documents tell besides the intervals."""
        queue_id, document = (getattr(self.table, name) for name in ("queue_id", "document"))
        left_out = cast(list(self.intervals), ARRAY(Text))
        chosen = select(queue_id, type_coerce(document, JSONB).op("-")(left_out)).where(
            col(getattr(self.table, self.plan)) == plan_id
        )
        told = {row[0]: row[1] for row in session.execute(chosen)}
        kept = self.told.model_fields.keys()
        return [
            {**{name: value for name, value in told[each["queue_id"]].items() if name in kept}, **each}
            for each in self.in_brief(session, [plan_id])[plan_id]
        ]
