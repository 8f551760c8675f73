"""What callers write and read of a shift template."""

import uuid
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from app.fields import ClockTime, Document, Name, Stored, Tag, Weekday, ZoneName
from solver.domain.work import ShiftLength


class Keep(StrEnum):
    """What a clock change during the shift preserves: its length, or its end on the wall clock."""

    DURATION = "duration"
    WALL_TIME = "wall_time"


class ShiftTemplateBody(Document):
    """Start window × lengths with their breaks, on the local clock of ``zone`` (None: the agent's own).

    ``weekdays`` are those a shift may start on; ``site_ids`` and ``role_ids`` None let everyone work it.
    """

    name: Name
    zone: ZoneName | None = None
    earliest_start: ClockTime
    latest_start: ClockTime
    start_step_minutes: Annotated[StrictInt, Field(ge=5, le=1440)] = 30
    lengths: Annotated[tuple[ShiftLength, ...], Field(min_length=1, max_length=20)]
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = (0, 1, 2, 3, 4, 5, 6)
    keep: Keep = Keep.DURATION
    tags: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    site_ids: Annotated[tuple[uuid.UUID, ...], Field(min_length=1, max_length=200)] | None = None
    role_ids: Annotated[tuple[uuid.UUID, ...], Field(min_length=1, max_length=50)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.earliest_start > self.latest_start:
            raise ValueError("expected earliest_start not after latest_start")
        minutes = [length.minutes for length in self.lengths]
        for field, values in (
            ("lengths", minutes),
            ("weekdays", self.weekdays),
            ("site_ids", self.site_ids or ()),
            ("role_ids", self.role_ids or ()),
        ):
            if len(set(values)) < len(values):
                raise ValueError(f"expected nothing twice in {field}")
        return self


class ShiftTemplateView(ShiftTemplateBody, Stored):
    """A shift template as it is kept."""
