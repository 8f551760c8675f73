"""Requested and approved absence."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field

from app.tables import TenantRow, tenant_key, within_tenant, words
from app.time_off.schemas import TimeOffKind, TimeOffStatus


class TimeOff(TenantRow, table=True):
    """Absence of one agent over [starts_at, ends_at); approved absences of an agent never overlap."""

    __tablename__ = "time_off"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        # A range of one id stands for the id itself: its GiST operators come with every server.
        ExcludeConstraint(
            (text("uuid_range(agent_id, agent_id, '[]'::text)"), "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_time_off_approved_twice",
            where=text("status = 'approved'"),
        ),
        Index("ix_time_off_agent_id_starts_at", "organization_id", "agent_id", "starts_at"),
    )

    agent_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    kind: TimeOffKind = Field(sa_type=words(TimeOffKind))
    paid: bool
    status: TimeOffStatus = Field(sa_type=words(TimeOffStatus))
