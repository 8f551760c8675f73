"""Repairs as they are kept: the roster, what happened, what came of it, and the new draft."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index
from sqlmodel import Field

from app.questions.tables import DraftingRow, about_roster
from app.repairs.schemas import RepairBody, RepairDocument
from app.tables import Documents, within_tenant


class Repair(DraftingRow, table=True):
    """The repair of one version of a roster. ``ready_at`` None: its job is not done, or has failed."""

    __tablename__ = "repair"
    __table_args__: Any = about_roster(
        within_tenant("result_roster_id", "roster", ondelete="CASCADE"),
        Index("ix_repair_roster_id", "organization_id", "roster_id", "created_at"),
    )

    asked: RepairBody = Field(sa_type=Documents(RepairBody))
    as_of: datetime = Field(sa_type=DateTime(timezone=True))
    document: RepairDocument | None = Field(default=None, sa_type=Documents(RepairDocument))
