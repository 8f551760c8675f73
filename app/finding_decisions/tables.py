"""Decisions about findings as they are kept."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.tables import TenantRow, tenant_key, within_tenant, words
from forecasting.irregularity import IrregularityKind, Verdict


class FindingDecision(TenantRow, table=True):
    """What a planner said about the history of a queue over [starts_at, ends_at)."""

    __tablename__ = "finding_decision"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("queue_id", "queue", ondelete="CASCADE"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index("ix_finding_decision_created_at", "organization_id", "created_at", "id"),
    )

    queue_id: uuid.UUID
    kind: IrregularityKind = Field(sa_type=words(IrregularityKind))
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))
    verdict: Verdict = Field(sa_type=words(Verdict))
    size: float | None = None
    reason: str
    author: str
