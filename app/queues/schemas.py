"""What callers write and read of a queue."""

import uuid
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from app.fields import Document, Fraction, Name, Seconds, Stored, ZoneName
from forecasting.documents import OpeningHours
from solver.domain.work import Channel


class ServiceGoal(Document):
    """What good service is: all the goals that are given hold together, and one must be given.

    ``share`` of contacts answered (voice, chat) or replied to (email, ticket) ``within_seconds``; a mean
    wait; a share of contacts that give up.
    """

    share: Annotated[float, Field(gt=0, le=1, strict=True)] | None = None
    within_seconds: Seconds | None = None
    max_average_wait_seconds: Seconds | None = None
    max_abandonment: Fraction | None = None

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if (self.share is None) != (self.within_seconds is None):
            raise ValueError("expected share and within_seconds together")
        if self.share is None and self.max_average_wait_seconds is None and self.max_abandonment is None:
            raise ValueError(
                "expected share with within_seconds, max_average_wait_seconds or max_abandonment"
            )
        return self


class QueueBody(Document):
    """Where contacts of one channel wait.

    ``concurrency`` tells how much longer a contact takes when an agent has 1, 2, 3 … at once, as ratios to
    the handle time of one alone; a single 1 means one at a time. ``site_ids`` None lets every site serve it.
    """

    name: Name
    channel: Channel
    zone: ZoneName
    skill_ids: Annotated[tuple[uuid.UUID, ...], Field(max_length=20)] = ()
    min_proficiency: Fraction = 0.0
    priority: Annotated[StrictInt, Field(ge=1, le=10, description="10 is covered first")] = 5
    opening_hours: OpeningHours = Field(default_factory=OpeningHours.always)
    service_goal: ServiceGoal = ServiceGoal(share=0.8, within_seconds=20)
    patience_seconds: Annotated[float, Field(gt=0, le=31_622_400, strict=True)] | None = None
    concurrency: Annotated[
        tuple[Annotated[float, Field(ge=1, le=100, strict=True)], ...], Field(min_length=1, max_length=20)
    ] = (1.0,)
    occupancy_cap: Annotated[float, Field(gt=0, le=1, strict=True)] = 0.85
    minimum_staffing: Annotated[StrictInt, Field(ge=0, le=10_000)] = 0
    shrinkage: Annotated[float, Field(ge=0, lt=1, strict=True)] = 0.3
    site_ids: Annotated[tuple[uuid.UUID, ...], Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.concurrency[0] != 1:
            raise ValueError("expected concurrency to begin with 1: the handle time of one contact alone")
        if list(self.concurrency) != sorted(self.concurrency):
            raise ValueError("expected concurrency in rising order")
        for field in ("skill_ids", "site_ids"):
            ids = getattr(self, field) or ()
            if len(set(ids)) < len(ids):
                raise ValueError(f"expected every id in {field} once")
        return self


class QueueView(QueueBody, Stored):
    """A queue as it is kept."""
