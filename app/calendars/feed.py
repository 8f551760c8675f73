"""What a calendar feed holds before it is written: shifts, their activities, and the feed around them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_UID_FORM = re.compile(r"[!-~]{1,200}")
_LARGEST_SEQUENCE = 2**31 - 1


class CalendarError(ValueError):
    """A calendar feed cannot be written from these values."""


class EventStatus(StrEnum):
    """Whether an event still takes place."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class ActivityDetail(StrEnum):
    """How breaks and activities inside a shift are shown."""

    NONE = "none"
    DESCRIPTION = "description"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class CalendarActivity:
    """A break or activity inside a shift; ``key`` names it within the shift and stays when it moves.

    One with a ``title`` is an event of its own under that title, however breaks are shown: a session that its
    attendees go to. ``categories`` are of that event.
    """

    key: str
    name: str
    start: datetime
    end: datetime
    title: str = ""
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_uid(self.key, "key")
        _require_span(self.key, self.start, self.end)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One shift as a calendar shows it.

    ``start`` and ``end`` are aware instants, ``zone`` the IANA name they are shown in. ``sequence`` rises by
    one with every change of time, place or status; ``created`` and ``updated`` are the row's own instants, so
    the same row is always written as the same bytes. Raises :class:`CalendarError` naming the field.
    """

    uid: str
    summary: str
    start: datetime
    end: datetime
    zone: str
    sequence: int
    created: datetime
    updated: datetime
    status: EventStatus = EventStatus.CONFIRMED
    categories: tuple[str, ...] = ()
    activities: tuple[CalendarActivity, ...] = ()
    location: str = ""

    def __post_init__(self) -> None:
        _require_uid(self.uid, "uid")
        _require_span(self.uid, self.start, self.end)
        for field, instant in (("created", self.created), ("updated", self.updated)):
            _require_aware(self.uid, field, instant)
        if not 0 <= self.sequence <= _LARGEST_SEQUENCE:
            raise CalendarError(
                f"{self.uid}: sequence must be from 0 to {_LARGEST_SEQUENCE}, got {self.sequence}"
            )
        keys = [activity.key for activity in self.activities]
        if len(set(keys)) < len(keys):
            raise CalendarError(f"{self.uid}: every activity needs a key of its own, got {keys}")


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A named list of events; ``refresh`` is how often a reader is asked to look again."""

    name: str
    events: tuple[CalendarEvent, ...]
    detail: ActivityDetail = ActivityDetail.DESCRIPTION
    refresh: timedelta = timedelta(hours=1)

    def __post_init__(self) -> None:
        if self.refresh < timedelta(minutes=1):
            raise CalendarError(f"refresh must be at least one minute, got {self.refresh}")
        seen: set[str] = set()
        for event in self.events:
            if event.uid in seen:
                raise CalendarError(f"uid {event.uid} occurs twice in one feed")
            seen.add(event.uid)


def _require_uid(value: str, field: str) -> None:
    if not _UID_FORM.fullmatch(value):
        raise CalendarError(
            f"{field} must be 1 to 200 visible ASCII characters without spaces, got {value!r}"
        )


def _require_aware(owner: str, field: str, instant: datetime) -> None:
    if instant.utcoffset() is None:
        raise CalendarError(f"{owner}: {field} must carry a time zone, got {instant.isoformat()}")


def _require_span(owner: str, start: datetime, end: datetime) -> None:
    _require_aware(owner, "start", start)
    _require_aware(owner, "end", end)
    # Aware values of different zones compare as instants, but two of one zone compare as wall clocks.
    if end.timestamp() <= start.timestamp():
        raise CalendarError(f"{owner}: end must be after start, got {start.isoformat()} to {end.isoformat()}")
