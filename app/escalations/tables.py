"""Escalations as they are kept: the roster, what came, and what each lever would do."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from app.escalations.schemas import EscalationBody, EscalationDocument
from app.questions.tables import QuestionRow, about_roster
from app.tables import Documents


class Escalation(QuestionRow, table=True):
    """Levers for one version of a roster. ``ready_at`` None: the job is not done, or has failed."""

    __tablename__ = "escalation"
    __table_args__: Any = about_roster(
        Index("ix_escalation_roster_id", "organization_id", "roster_id", "created_at"),
    )

    asked: EscalationBody = Field(sa_type=Documents(EscalationBody))
    as_of: datetime = Field(sa_type=DateTime(timezone=True))
    document: EscalationDocument | None = Field(default=None, sa_type=Documents(EscalationDocument))
