"""What callers write and read of planned events."""

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from app.fields import Document, Instant, Name, Stored

LONGEST = timedelta(days=400)


class EventEffect(StrEnum):
    """What an event does to volume.

    ``exclude``: the window is not learnt from. ``factor``: times the usual, in the past undone before
    learning, to come multiplied. ``add``: contacts beside the usual; in the past not learnt from.
    """

    EXCLUDE = "exclude"
    FACTOR = "factor"
    ADD = "add"


class PlannedEventBody(Document):
    """A window from ``starts_at`` to before ``ends_at`` and what it does to queues (None: to all).

    An event is withdrawn, never deleted: forecasts that were made with it stay explained.
    """

    name: Name
    starts_at: Instant
    ends_at: Instant
    effect: EventEffect
    factor: Annotated[float, Field(gt=0, le=1000, strict=True)] | None = None
    contacts: Annotated[float, Field(gt=0, le=1e9, strict=True)] | None = Field(
        default=None, description="Of each queue, over the whole window."
    )
    queue_ids: Annotated[tuple[uuid.UUID, ...], Field(min_length=1, max_length=200)] | None = None
    reason: Name
    author: Name
    withdrawn: StrictBool = False

    @model_validator(mode="after")
    def _one_effect_in_a_real_window(self) -> Self:
        if not timedelta(0) < self.ends_at - self.starts_at <= LONGEST:
            raise ValueError(f"expected ends_at after starts_at, by at most {LONGEST.days} days")
        for field, effect in (("factor", EventEffect.FACTOR), ("contacts", EventEffect.ADD)):
            if (getattr(self, field) is not None) != (self.effect is effect):
                raise ValueError(f"expected {field} with effect {effect}, and only then")
        if len(set(self.queue_ids or ())) < len(self.queue_ids or ()):
            raise ValueError("expected every id in queue_ids once")
        return self


class PlannedEventView(PlannedEventBody, Stored):
    """A planned event as it is kept."""
