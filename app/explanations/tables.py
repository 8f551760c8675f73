"""Explanations as they are kept: the roster's version, what was asked and what was answered."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index
from sqlmodel import Field

from app.explanations.schemas import ExplanationDocument, Question
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Explanation(TenantRow, table=True):
    """A question about one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "explanation"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        Index("ix_explanation_created_at", "organization_id", "created_at", "id"),
        Index("ix_explanation_roster_id", "organization_id", "roster_id"),
    )

    roster_id: uuid.UUID
    roster_version: int
    asked: Any = Field(sa_type=Documents(Question))
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: ExplanationDocument | None = Field(default=None, sa_type=Documents(ExplanationDocument))
