"""The documents that enter and leave the forecasting library: opening hours, holidays, planned events."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MINUTES_A_DAY = 1440


class Document(BaseModel):
    """A frozen value that crosses a border: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _minute_of_day(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _a_wall_clock_time(text: str) -> str:
    if _minute_of_day(text) > MINUTES_A_DAY:
        raise ValueError(f"expected a wall-clock time from 00:00 to 24:00, got {text}")
    return text


WallClock = Annotated[
    str,
    Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$", examples=["09:00"]),
    AfterValidator(_a_wall_clock_time),
]


class DayWindow(Document):
    """Hours open on one local day, by the wall clock; ``closes`` at or before ``opens`` is the next day's."""

    opens: WallClock
    closes: WallClock

    @model_validator(mode="after")
    def _opens_within_the_day(self) -> Self:
        if self.opens == "24:00":
            raise ValueError("opens: expected 00:00 to 23:59, got 24:00")
        return self

    def minutes(self) -> tuple[int, int]:
        """First and one-past-last wall-clock minute, counted from the local midnight the window starts on."""
        opens, closes = _minute_of_day(self.opens), _minute_of_day(self.closes)
        return opens, closes if closes > opens else closes + MINUTES_A_DAY


class WeeklyWindow(DayWindow):
    """Hours open every week on ``weekday`` (0 = Monday … 6 = Sunday), the day the window starts on."""

    weekday: Annotated[int, Field(ge=0, le=6)]


class OpeningException(Document):
    """One date whose own windows replace the weekly ones that start on it; no windows means closed."""

    date: date
    windows: tuple[DayWindow, ...] = ()
    reason: str = ""


class OpeningHours(Document):
    """When a queue takes contacts, by the wall clock of its zone: weekly windows and dated exceptions.

    A window belongs to the date it starts on: a Friday window that crosses midnight stays open on Saturday
    morning even when Saturday is an exception.
    """

    weekly: tuple[WeeklyWindow, ...]
    exceptions: tuple[OpeningException, ...] = ()

    @classmethod
    def always(cls) -> Self:
        """Open around the clock, every day."""
        return cls(weekly=tuple(WeeklyWindow(weekday=day, opens="00:00", closes="24:00") for day in range(7)))

    @model_validator(mode="after")
    def _one_exception_a_date(self) -> Self:
        seen: set[date] = set()
        for exception in self.exceptions:
            if exception.date in seen:
                raise ValueError(
                    f"exceptions: {exception.date} appears twice; give one entry with all windows"
                )
            seen.add(exception.date)
        return self


class Holiday(Document):
    """A named day; the name is its identity, so that a movable feast is recognised from year to year."""

    date: date
    name: Annotated[str, Field(min_length=1, max_length=200)]


class PlannedEvent(Document):
    """A window in which volume is not ordinary: ``factor`` times the usual, or ``excluded`` from learning.

    A past factor divides the history before anything is learnt, a coming one multiplies the forecast; an
    excluded window is treated as missing in the past and changes nothing in the future.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    start: AwareDatetime
    end: AwareDatetime
    factor: Annotated[float, Field(gt=0, le=1000)] | None = None
    excluded: bool = False
    reason: str = ""

    @model_validator(mode="after")
    def _one_effect_in_a_real_window(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end: expected a time after start")
        if (self.factor is None) == (not self.excluded):
            raise ValueError("factor: give either a factor or excluded=true, not both and not neither")
        return self
