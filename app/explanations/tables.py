"""Explanations as they are kept: the roster's version, what was asked and what was answered."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from app.explanations.schemas import ExplanationDocument, Question
from app.questions.tables import DraftingRow, about_roster
from app.tables import Documents, within_tenant


class Explanation(DraftingRow, table=True):
    """A question about one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "explanation"
    __table_args__: Any = about_roster(
        within_tenant("result_roster_id", "roster", ondelete="SET NULL (result_roster_id)"),
        Index("ix_explanation_created_at", "organization_id", "created_at", "id"),
        Index("ix_explanation_roster_id", "organization_id", "roster_id"),
    )

    asked: Any = Field(sa_type=Documents(Question))
    document: ExplanationDocument | None = Field(default=None, sa_type=Documents(ExplanationDocument))
