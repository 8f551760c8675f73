"""Shifts and feeds for calendar tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.calendars.feed import CalendarActivity, CalendarEvent, CalendarFeed

WRITTEN = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


def an_activity(key: str, start: datetime, *, name: str = "Break", minutes: int = 15) -> CalendarActivity:
    return CalendarActivity(key=key, name=name, start=start, end=start + timedelta(minutes=minutes))


def a_shift(start: datetime, /, hours: float = 8, **fields: Any) -> CalendarEvent:
    """A shift of elapsed ``hours`` from a UTC instant."""
    start = start.astimezone(UTC)
    values: dict[str, Any] = {
        "uid": f"shift-{start:%Y%m%dT%H%M}@install",
        "summary": "Voice English",
        "start": start,
        "end": start + timedelta(hours=hours),
        "zone": "Europe/Dublin",
        "sequence": 0,
        "created": WRITTEN,
        "updated": WRITTEN,
    }
    return CalendarEvent(**(values | fields))


def a_feed(*events: CalendarEvent, **fields: Any) -> CalendarFeed:
    return CalendarFeed(**({"name": "Roster", "events": events} | fields))
