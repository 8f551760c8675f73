"""Field types shared by the documents of the API: what is bounded, named, zoned and printable."""

import unicodedata
import zoneinfo
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt


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
        raise ValueError("expected an ISO 8601 date and time with offset, not a number")
    return value


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of the pinned tz data."""
    return frozenset(zoneinfo.available_timezones())


def _known_zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError("expected an IANA time zone name such as Europe/Dublin")
    return name


Name = Annotated[
    str, Field(min_length=1, max_length=120), AfterValidator(_printable), AfterValidator(_trimmed)
]
"""What people call a thing, unique within its kind."""

Text = Annotated[str, Field(max_length=2000), AfterValidator(_printable)]
Tag = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
ZoneName = Annotated[str, Field(max_length=64, examples=["Europe/Dublin"]), AfterValidator(_known_zone)]
Instant = Annotated[AwareDatetime, BeforeValidator(_no_number)]
"""A moment, with its offset; epoch numbers are refused because nobody can tell seconds from milliseconds."""

Minutes = Annotated[StrictInt, Field(ge=0, le=7 * 24 * 60)]
Seconds = Annotated[StrictInt, Field(ge=0, le=366 * 24 * 3600)]
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
Fraction = Annotated[float, Field(ge=0, le=1, strict=True)]
MinuteOfDay = Annotated[StrictInt, Field(ge=0, le=24 * 60)]

__all__ = [
    "Count",
    "Document",
    "Fraction",
    "Instant",
    "MinuteOfDay",
    "Minutes",
    "Name",
    "Seconds",
    "Tag",
    "Text",
    "ZoneName",
    "datetime",
    "zone_names",
]
