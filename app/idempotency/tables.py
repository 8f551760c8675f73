"""Answers kept for requests that may be repeated."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.tables import created


class KeptAnswer(SQLModel, table=True):
    """The answer to the first request with a key, committed together with what that request did."""

    __tablename__ = "kept_answer"
    __table_args__: Any = (Index("ix_kept_answer_created_at", "organization_id", "created_at"),)

    organization_id: uuid.UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    route: str = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=255)
    request_hash: str = Field(max_length=64)
    status: int
    headers: dict[str, Any] = Field(sa_type=JSONB)
    body: str
    created_at: datetime = created()
