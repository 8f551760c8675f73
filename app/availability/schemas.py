"""What callers write and read of availability."""

import uuid
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from app.fields import ClockTime, Day, Document, Stored, Weekday


class AvailabilityKind(StrEnum):
    """Whether the window is offered or blocked."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"


class AvailabilityBody(Document):
    """A weekly window on the agent's own clock, from ``starts`` on ``weekday``.

    An end at or before the start lies on the next day, so 00:00 to 00:00 is the whole day. An agent with any
    ``available`` window is available in those windows only; one without is available at all times.
    """

    agent_id: uuid.UUID
    kind: AvailabilityKind = AvailabilityKind.AVAILABLE
    weekday: Weekday
    starts: ClockTime
    ends: ClockTime
    valid_from: Day | None = None
    valid_until: Day | None = Field(default=None, description="The last date it holds, included.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("expected valid_until not before valid_from")
        return self


class AvailabilityView(AvailabilityBody, Stored):
    """Availability as it is kept."""
