"""Hiring reports as they are kept."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from app.hiring.schemas import HiringGap, HiringParameters
from app.tables import Documents, TenantRow, tenant_key, within_tenant


class HiringReport(TenantRow, table=True):
    """Whom to hire and when, as planned with ``parameters``. ``ready_at`` None: its job is not done."""

    __tablename__ = "hiring_report"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("job_id", "job"),
        Index("ix_hiring_report_created_at", "organization_id", "created_at", "id"),
    )

    parameters: HiringParameters = Field(sa_type=Documents(HiringParameters))
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    document: HiringGap | None = Field(default=None, sa_type=Documents(HiringGap))
