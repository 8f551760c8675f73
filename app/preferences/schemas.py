"""What callers write and read of a preference."""

import uuid
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from app.fields import ClockTime, Day, Document, Stored, Tag, Weekday


class PreferenceKind(StrEnum):
    """What is wished: a day free, to work at such a time, or not to."""

    WANTS_DAY_OFF = "wants_day_off"
    WANTS = "wants"
    AVOIDS = "avoids"


class PreferenceBody(Document):
    """A wish, on the agent's own clock.

    It concerns a ``weekday`` of every week, one date, or every day; within it a window (an end at or before
    the start lies on the next day) or the whole day; with ``template_tag`` only shifts that carry the tag.
    """

    agent_id: uuid.UUID
    kind: PreferenceKind
    weekday: Weekday | None = None
    on_date: Day | None = None
    starts: ClockTime | None = None
    ends: ClockTime | None = None
    template_tag: Tag | None = None
    weight: Annotated[StrictInt, Field(ge=1, le=10)] = 1

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.weekday is not None and self.on_date is not None:
            raise ValueError("expected weekday or on_date, not both")
        if (self.starts is None) != (self.ends is None):
            raise ValueError("expected starts and ends together")
        if self.kind is PreferenceKind.WANTS_DAY_OFF:
            if self.weekday is None and self.on_date is None:
                raise ValueError("expected weekday or on_date for a day off")
            if self.starts is not None or self.template_tag is not None:
                raise ValueError("expected neither a window nor template_tag for a day off")
        elif (
            self.starts is None
            and self.template_tag is None
            and self.weekday is None
            and self.on_date is None
        ):
            raise ValueError("expected weekday, on_date, starts with ends, or template_tag")
        return self


class PreferenceView(PreferenceBody, Stored):
    """A preference as it is kept."""
