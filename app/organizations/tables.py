"""The tenant itself."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.tables import created, updated


class Organization(SQLModel, table=True):
    """A tenant: every other row of the service belongs to one."""

    __tablename__ = "organization"
    __table_args__: Any = (CheckConstraint("week_start BETWEEN 0 AND 6", name="week_start_is_a_weekday"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(unique=True)
    zone: str
    week_start: int = Field(default=0)
    currency: str = Field(default="EUR")
    created_at: datetime = created()
    updated_at: datetime = updated()
