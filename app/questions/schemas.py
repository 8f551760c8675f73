"""What callers read of every kind of question about a roster."""

import uuid
from datetime import datetime

from pydantic import Field

from app.fields import Document
from app.forecasts.schemas import PlanState


class QuestionRead(Document):
    """A question about one version of a roster, and whether the roster's shifts are still those."""

    id: uuid.UUID
    state: PlanState
    roster_id: uuid.UUID
    roster_version: int
    current: bool = Field(description="Whether the roster's shifts are still those it was asked about.")
    job: str
    created_at: datetime
    ready_at: datetime | None


class DraftingRead(QuestionRead):
    """A question whose answer holds a roster; ``result_roster_id`` is the draft it became."""

    result_roster_id: uuid.UUID | None
