"""Closed loops as they are kept: the roster, what was asked, every round, and the draft that came of it."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from app.loops.schemas import LoopBody, LoopDocument
from app.questions.tables import DraftingRow, about_roster
from app.tables import Documents, within_tenant


class Loop(DraftingRow, table=True):
    """The loop closed for one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "loop"
    __table_args__: Any = about_roster(
        within_tenant("result_roster_id", "roster", ondelete="CASCADE"),
        Index("ix_loop_created_at", "organization_id", "created_at", "id"),
    )

    asked: LoopBody = Field(sa_type=Documents(LoopBody))
    document: LoopDocument | None = Field(default=None, sa_type=Documents(LoopDocument))
