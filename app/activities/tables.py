"""Programmes as they are kept, and the agents who attend and lead them."""

import uuid
from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.activities.schemas import Activity, CohortBody, Favour
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words


class Programme(TenantRow, table=True):
    """What is held for whom and when; ``cohorts`` hold names and tags, the agents named are rows."""

    __tablename__ = "programme"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("organization_id", "name"),
        CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes_in_a_day"),
        CheckConstraint("step_minutes BETWEEN 5 AND 1440", name="step_in_a_day"),
        CheckConstraint("times_a_week BETWEEN 1 AND 7", name="times_a_week_from_1_to_7"),
        CheckConstraint("deadline >= first_date", name="deadline_not_before_first_date"),
        CheckConstraint("least >= 1", name="least_at_least_one"),
    )

    name: str
    activity: Activity = Field(sa_type=words(Activity))
    minutes: int
    paid: bool
    cohorts: tuple[CohortBody, ...] = Field(sa_type=Documents(tuple[CohortBody, ...]))
    times_a_week: int | None = None
    weekdays: tuple[int, ...] = Field(sa_type=Documents(tuple[int, ...]))
    opens: time
    closes: time
    zone: str
    step_minutes: int
    first_date: date
    deadline: date | None = None
    favour: Favour = Field(sa_type=words(Favour))
    least: int


class ProgrammeAttendee(SQLModel, table=True):
    """An agent whom a cohort names."""

    __tablename__ = "programme_attendee"
    __table_args__: Any = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        within_tenant("agent_id", "agent"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    programme_id: uuid.UUID = Field(primary_key=True)
    cohort: str = Field(primary_key=True)
    agent_id: uuid.UUID = Field(primary_key=True)


class ProgrammeFacilitator(SQLModel, table=True):
    """An agent who may lead the sessions."""

    __tablename__ = "programme_facilitator"
    __table_args__: Any = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        within_tenant("agent_id", "agent"),
    )

    organization_id: uuid.UUID = Field(primary_key=True)
    programme_id: uuid.UUID = Field(primary_key=True)
    agent_id: uuid.UUID = Field(primary_key=True)
