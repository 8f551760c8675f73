"""What shifts are made from."""

import uuid
from datetime import time
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.shift_templates.schemas import Keep
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from solver.domain.work import ShiftLength


class ShiftTemplate(TenantRow, table=True):
    """Start window × lengths on the local clock of ``zone``; None means the clock of the agent."""

    __tablename__ = "shift_template"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        CheckConstraint("earliest_start <= latest_start", name="starts_in_order"),
        CheckConstraint("start_step_minutes BETWEEN 5 AND 1440", name="start_step_in_a_day"),
    )

    name: str
    zone: str | None = None
    earliest_start: time
    latest_start: time
    start_step_minutes: int
    lengths: tuple[ShiftLength, ...] = Field(sa_type=Documents(tuple[ShiftLength, ...]))
    weekdays: tuple[int, ...] = Field(sa_type=Documents(tuple[int, ...]))
    keep: Keep = Field(sa_type=words(Keep))
    tags: tuple[str, ...] = Field(default=(), sa_type=Documents(tuple[str, ...]))


class ShiftTemplateSite(SQLModel, table=True):
    """A site whose agents may work the template; without any, all may."""

    __tablename__ = "shift_template_site"
    __table_args__: Any = (
        within_tenant("shift_template_id", "shift_template", ondelete="CASCADE"),
        within_tenant("site_id", "site"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    shift_template_id: uuid.UUID = Field(primary_key=True)
    site_id: uuid.UUID = Field(primary_key=True)


class ShiftTemplateRole(SQLModel, table=True):
    """A role whose agents may work the template; without any, all may."""

    __tablename__ = "shift_template_role"
    __table_args__: Any = (
        within_tenant("shift_template_id", "shift_template", ondelete="CASCADE"),
        within_tenant("role_id", "role"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    shift_template_id: uuid.UUID = Field(primary_key=True)
    role_id: uuid.UUID = Field(primary_key=True)
