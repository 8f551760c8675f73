"""What callers write and read of time off."""

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Self

from pydantic import StrictBool, model_validator

from app.fields import Document, Instant, Stored

LONGEST = timedelta(days=1100)


class TimeOffKind(StrEnum):
    """Why somebody is absent; no more detail than planning needs."""

    VACATION = "vacation"
    SICKNESS = "sickness"
    PARENTAL = "parental"
    TRAINING = "training"
    UNPAID = "unpaid"
    OTHER = "other"


class TimeOffStatus(StrEnum):
    """Where a request stands; only approved time off keeps an agent out of the roster."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class TimeOffBody(Document):
    """Absence of one agent from ``starts_at`` (included) to ``ends_at`` (excluded)."""

    agent_id: uuid.UUID
    starts_at: Instant
    ends_at: Instant
    kind: TimeOffKind = TimeOffKind.VACATION
    paid: StrictBool = True
    status: TimeOffStatus = TimeOffStatus.REQUESTED

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise ValueError(f"expected ends_at after starts_at, by at most {LONGEST.days} days")
        return self


class TimeOffView(TimeOffBody, Stored):
    """Time off as it is kept."""
