"""Comparisons as they are kept: what was asked, what came of it, and the drafts of its options."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.comparisons.schemas import ComparisonBody, ComparisonDocument
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Comparison(TenantRow, table=True):
    """Several ways of rostering one problem. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "comparison"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        Index("ix_comparison_created_at", "organization_id", "created_at", "id"),
    )

    asked: ComparisonBody = Field(sa_type=Documents(ComparisonBody))
    queue_ids: tuple[uuid.UUID, ...] = Field(sa_type=Documents(tuple[uuid.UUID, ...]))
    job_id: uuid.UUID
    rosters: dict[str, uuid.UUID] = Field(default={}, sa_type=Documents(dict[str, uuid.UUID]))
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: ComparisonDocument | None = Field(default=None, sa_type=Documents(ComparisonDocument))
