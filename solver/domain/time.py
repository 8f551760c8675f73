"""Planning time: periods of local dates, half-open UTC spans, clock windows and the interval axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from solver.domain.document import Document

MINUTE = timedelta(minutes=1)
LONGEST_PERIOD_DAYS = 371
"""Fifty-three weeks: a year, whatever weekday it begins with."""

IntervalMinutes = Literal[15, 30, 60]


def _known_zone(name: str) -> str:
    if name not in _zone_names():
        raise ValueError("expected an IANA time zone name such as Europe/Dublin")
    return name


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


ZoneName = Annotated[str, AfterValidator(_known_zone)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware datetime, held in UTC so that subtraction is always elapsed time."""


def local_midnight(day: date, zone: str) -> datetime:
    """The first UTC instant whose local date in ``zone`` is ``day`` or later (a skipped day has none of its
    own).
    """
    tz = ZoneInfo(zone)
    instant = datetime.combine(day, time(), tz).astimezone(UTC)
    # Midnight may not exist (the clock jumps over it): the fold=0 reading then lies before the jump.
    while instant.astimezone(tz).date() < day:
        instant += 15 * MINUTE
    return instant


def at_clock(day: date, clock: time, zone: str) -> datetime:
    """The UTC instant at which local clocks show ``clock`` on ``day``.

    A repeated time means its first pass; a skipped time is moved on by the length of the gap.
    """
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


class Span(Document):
    """A half-open stretch of time, ``start`` included and ``end`` excluded."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    def overlap_minutes(self, start: datetime, end: datetime) -> int:
        """Elapsed minutes shared with [start, end); zero when they do not meet."""
        return max(0, (min(self.end, end) - max(self.start, start)) // MINUTE)


class ClockWindow(Document):
    """A daily stretch of local clock time; ``end`` at or before ``start`` runs past midnight."""

    start: time
    end: time

    @model_validator(mode="after")
    def _clock_only(self) -> Self:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise ValueError("a clock window is read in the zone of the place it is used in: give no offset")
        return self

    def spans(self, first: date, last: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
        """The UTC stretches of this window that begin on the local dates ``first`` to ``last``."""
        days = (last - first).days
        for offset in range(days + 1):
            day = first + timedelta(days=offset)
            until = day if self.end > self.start else day + timedelta(days=1)
            begins, ends = at_clock(day, self.start, zone), at_clock(until, self.end, zone)
            if ends > begins:
                yield begins, ends

    def closed_spans(self, first: date, last: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
        """As ``spans``, where equal ends mean that one moment of the clock."""
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            until = day if self.end >= self.start else day + timedelta(days=1)
            begins, ends = at_clock(day, self.start, zone), at_clock(until, self.end, zone)
            if ends >= begins:
                yield begins, ends

    def overlap_minutes(self, start: datetime, end: datetime, zone: str) -> int:
        """Elapsed minutes of [start, end) that fall inside the window on clocks in ``zone``."""
        tz = ZoneInfo(zone)
        first = start.astimezone(tz).date() - timedelta(days=1)
        last = end.astimezone(tz).date()
        return sum(
            max(0, (min(end, ends) - max(start, begins)) // MINUTE)
            for begins, ends in self.spans(first, last, zone)
        )


class PlanningPeriod(Document):
    """The local dates being planned: ``days`` dates from ``first_date`` on, in one zone."""

    first_date: date
    days: int = Field(ge=1, le=LONGEST_PERIOD_DAYS)
    zone: ZoneName

    @property
    def start(self) -> datetime:
        return local_midnight(self.first_date, self.zone)

    @property
    def end(self) -> datetime:
        return local_midnight(self.first_date + timedelta(days=self.days), self.zone)

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first_date + timedelta(days=offset) for offset in range(self.days))

    @property
    def minutes(self) -> int:
        """Elapsed minutes: 23-, 24- and 25-hour days as they come."""
        return (self.end - self.start) // MINUTE

    def weeks(self) -> tuple[tuple[datetime, datetime], ...]:
        """Blocks of seven local dates from the first date on, as UTC stretches; the last may be shorter."""
        firsts = [*range(0, self.days, 7), self.days]
        edges = [local_midnight(self.first_date + timedelta(days=first), self.zone) for first in firsts]
        return tuple(pairwise(edges))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The intervals of a period: interval i is [start + i·grain, start + (i+1)·grain) in elapsed time."""

    start: datetime
    interval_minutes: int
    intervals: int

    @classmethod
    def of(cls, period: PlanningPeriod, interval_minutes: int) -> "TimeAxis":
        return cls(period.start, interval_minutes, -(-period.minutes // interval_minutes))

    def minute(self, instant: datetime) -> int:
        """Elapsed minutes from the start of the axis (negative before it)."""
        return (instant - self.start) // MINUTE

    def instant(self, interval: int) -> datetime:
        return self.start + interval * self.interval_minutes * MINUTE

    def first_interval(self, instant: datetime) -> int:
        """The first interval that begins at or after ``instant``, clipped to the axis."""
        return min(self.intervals, max(0, -(-self.minute(instant) // self.interval_minutes)))

    def last_interval(self, instant: datetime) -> int:
        """One past the last interval that ends at or before ``instant``, clipped to the axis."""
        return min(self.intervals, max(0, self.minute(instant) // self.interval_minutes))

    def covered(self, start: datetime, end: datetime) -> range:
        """The intervals that lie wholly inside [start, end)."""
        return range(self.first_interval(start), max(self.first_interval(start), self.last_interval(end)))

    def touched(self, start: datetime, end: datetime) -> range:
        """The intervals that share at least a minute with [start, end)."""
        first = min(self.intervals, max(0, self.minute(start) // self.interval_minutes))
        last = min(self.intervals, max(0, -(-self.minute(end) // self.interval_minutes)))
        return range(first, max(first, last))
