"""What callers write and read of a contract."""

from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.fields import Document, Minutes, Name, Stored


class ContractBody(Document):
    """What binds an agent; minutes are paid minutes, ``templates`` names the allowed shift templates."""

    name: Name
    min_weekly_minutes: Minutes = 0
    target_weekly_minutes: Minutes = 2400
    max_weekly_minutes: Minutes = 2400
    max_daily_minutes: Annotated[StrictInt, Field(ge=15, le=1440)] = 600
    max_weekly_days: Annotated[StrictInt, Field(ge=1, le=7)] = 5
    min_rest_minutes: Annotated[StrictInt, Field(ge=0, le=4320)] = 660
    max_consecutive_days: Annotated[StrictInt, Field(ge=1, le=31)] = 6
    night_work: StrictBool = True
    cost_per_hour: Annotated[float, Field(ge=0, le=1_000_000, strict=True)] = 1.0
    templates: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.min_weekly_minutes <= self.target_weekly_minutes <= self.max_weekly_minutes:
            raise ValueError("expected min_weekly_minutes ≤ target_weekly_minutes ≤ max_weekly_minutes")
        return self


class ContractView(ContractBody, Stored):
    """A contract as it is kept."""
