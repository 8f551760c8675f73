"""The columns and constraints that every kind of question about a roster has."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime
from sqlmodel import Field

from app.tables import TenantRow, tenant_key, within_tenant


class QuestionRow(TenantRow):
    """A question about one version of a roster; each kind adds what was asked and the ``document`` that
    answers it. ``ready_at`` None: the job is not done, or has failed.
    """

    roster_id: uuid.UUID
    roster_version: int
    job_id: uuid.UUID
    ready_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))


class DraftingRow(QuestionRow):
    """A question whose answer holds a roster; ``result_roster_id`` is the draft it became."""

    result_roster_id: uuid.UUID | None = None


def about_roster(*more: Any) -> tuple[Any, ...]:
    """The constraints of a table of questions, and ``more``."""
    return (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("job_id", "job"),
        CheckConstraint("(ready_at IS NULL) = (document IS NULL)", name="document_when_ready"),
        *more,
    )
