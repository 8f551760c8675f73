"""The people rostered and the skills they have."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.tables import Documents, TenantRow, tenant_key, within_tenant


class Agent(TenantRow, table=True):
    """A person; ``zone`` None means the zone of the site."""

    __tablename__ = "agent"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        UniqueConstraint("organization_id", "external_ref"),
        within_tenant("site_id", "site"),
        within_tenant("role_id", "role"),
        within_tenant("contract_id", "contract"),
        CheckConstraint("zone IS NOT NULL OR site_id IS NOT NULL", name="a_zone_or_a_site"),
        CheckConstraint("leaves_on >= hired_on", name="leaves_after_hired"),
    )

    name: str
    external_ref: str | None = None
    email: str | None = None
    site_id: uuid.UUID | None = None
    zone: str | None = None
    role_id: uuid.UUID
    contract_id: uuid.UUID | None = None
    hired_on: date | None = None
    leaves_on: date | None = None
    tags: tuple[str, ...] = Field(default=(), sa_type=Documents(tuple[str, ...]))


class AgentSkill(SQLModel, table=True):
    """A skill an agent has; ``proficiency`` 1 works at the speed the requirement assumes."""

    __tablename__ = "agent_skill"
    __table_args__: Any = (
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        within_tenant("skill_id", "skill"),
        CheckConstraint("proficiency > 0 AND proficiency <= 1", name="proficiency_up_to_1"),
        CheckConstraint("expires_on >= assessed_on", name="expires_after_assessed"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    agent_id: uuid.UUID = Field(primary_key=True)
    skill_id: uuid.UUID = Field(primary_key=True)
    proficiency: float = 1.0
    assessed_on: date | None = None
    expires_on: date | None = None
