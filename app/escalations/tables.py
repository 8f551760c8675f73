"""Escalations as they are kept: the roster, what came, and what each lever would do."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.escalations.schemas import EscalationBody, EscalationDocument
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Escalation(TenantRow, table=True):
    """Levers for one version of a roster. ``ready_at`` None: the job is not done, or has failed."""

    __tablename__ = "escalation"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        Index("ix_escalation_roster_id", "organization_id", "roster_id", "created_at"),
    )

    roster_id: uuid.UUID
    roster_version: int
    asked: EscalationBody = Field(sa_type=Documents(EscalationBody))
    as_of: datetime = Field(sa_type=DateTime(timezone=True))
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: EscalationDocument | None = Field(default=None, sa_type=Documents(EscalationDocument))
