"""Repairs as they are kept: the roster, what happened, what came of it, and the new draft."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.repairs.schemas import RepairBody, RepairDocument
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Repair(TenantRow, table=True):
    """The repair of one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "repair"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("result_roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        Index("ix_repair_roster_id", "organization_id", "roster_id", "created_at"),
    )

    roster_id: uuid.UUID
    roster_version: int
    asked: RepairBody = Field(sa_type=Documents(RepairBody))
    as_of: datetime = Field(sa_type=DateTime(timezone=True))
    job_id: uuid.UUID
    result_roster_id: uuid.UUID | None = None
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: RepairDocument | None = Field(default=None, sa_type=Documents(RepairDocument))
