"""Reads what has been decided about the history of a queue."""

import uuid

from sqlmodel import col, select

from app.database import TenantSession
from app.finding_decisions.schemas import FindingDecisionBody
from app.finding_decisions.tables import FindingDecision
from forecasting.irregularity import Decision, IrregularityKind


def decisions_of(session: TenantSession, queue_id: uuid.UUID) -> tuple[Decision, ...]:
    """The latest word on each window, oldest first.

    A level break is known by its beginning alone: it lasts until the end of the history, which moves.
    """
    chosen = (
        select(FindingDecision)
        .where(FindingDecision.queue_id == queue_id)
        .order_by(col(FindingDecision.created_at), col(FindingDecision.id))
    )
    latest: dict[tuple[object, ...], FindingDecision] = {}
    for each in session.exec(chosen):
        lasting = each.kind is IrregularityKind.LEVEL_BREAK
        window = each.kind, each.starts_at, None if lasting else each.ends_at
        latest.pop(window, None)
        latest[window] = each
    fields = set(FindingDecisionBody.model_fields)
    return tuple(
        FindingDecisionBody.model_validate(each.model_dump(include=fields)).decision()
        for each in latest.values()
    )
