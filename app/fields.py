"""Field types shared by the documents of the API: what is bounded, named, zoned and printable."""

import unicodedata
import uuid
import zoneinfo
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

EARLIEST_YEAR, LATEST_YEAR = 1899, 2200  # zone rules and holiday calendars say nothing beyond


class Document(BaseModel):
    """A body that crosses the border: frozen, nothing unknown in it, every number finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, from_attributes=True)


def _printable(text: str) -> str:
    for character in text:
        # Controls, lone surrogates and the line separators that break calendars and tables.
        if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
            raise ValueError("expected text without control characters or line breaks")
    return text


def _trimmed(text: str) -> str:
    if text != text.strip():
        raise ValueError("expected text without leading or trailing space")
    return text


def _no_number(value: Any) -> Any:
    if isinstance(value, (int, float)) or (
        isinstance(value, str) and value.lstrip("+-").replace(".", "").isdigit()
    ):
        raise ValueError("expected ISO 8601 text, not a number")
    return value


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of the pinned tz data."""
    return frozenset(zoneinfo.available_timezones())


def _known_zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError("expected an IANA time zone name such as Europe/Dublin")
    return name


def _in_utc(instant: datetime) -> datetime:
    if not EARLIEST_YEAR < instant.year < LATEST_YEAR:
        raise ValueError(f"expected a year from {EARLIEST_YEAR + 1} to {LATEST_YEAR - 1}")
    return instant.astimezone(UTC)


def _of_our_time(day: date) -> date:
    if not EARLIEST_YEAR < day.year < LATEST_YEAR:
        raise ValueError(f"expected a year from {EARLIEST_YEAR + 1} to {LATEST_YEAR - 1}")
    return day


def _local(clock: time) -> time:
    if clock.tzinfo is not None:
        raise ValueError("expected a local clock time without offset")
    return clock


class Stored(Document):
    """What the service adds to everything it keeps."""

    id: uuid.UUID
    created_at: datetime
    updated_at: datetime


Name = Annotated[
    str, Field(min_length=1, max_length=120), AfterValidator(_printable), AfterValidator(_trimmed)
]
"""What people call a thing, unique within its kind."""

Tag = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
ZoneName = Annotated[str, Field(max_length=64, examples=["Europe/Dublin"]), AfterValidator(_known_zone)]
Instant = Annotated[AwareDatetime, BeforeValidator(_no_number), AfterValidator(_in_utc)]
"""A moment, sent with any offset and held in UTC; an epoch number is refused: of which unit is it?"""

Day = Annotated[date, BeforeValidator(_no_number), AfterValidator(_of_our_time)]
"""A local date."""

ClockTime = Annotated[time, BeforeValidator(_no_number), AfterValidator(_local)]
"""What the clock on the wall shows, in a zone that is told elsewhere."""

Weekday = Annotated[StrictInt, Field(ge=0, le=6, description="0 Monday … 6 Sunday")]
Minutes = Annotated[StrictInt, Field(ge=0, le=7 * 24 * 60)]
Seconds = Annotated[StrictInt, Field(ge=0, le=366 * 24 * 3600)]
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
Fraction = Annotated[float, Field(ge=0, le=1, strict=True)]
