"""Closed loops as they are kept: the roster, what was asked, every round, and the draft that came of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.loops.schemas import LoopBody, LoopDocument
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Loop(TenantRow, table=True):
    """The loop closed for one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "loop"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("result_roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        Index("ix_loop_created_at", "organization_id", "created_at", "id"),
    )

    roster_id: uuid.UUID
    roster_version: int
    asked: LoopBody = Field(sa_type=Documents(LoopBody))
    job_id: uuid.UUID
    result_roster_id: uuid.UUID | None = None
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: LoopDocument | None = Field(default=None, sa_type=Documents(LoopDocument))
