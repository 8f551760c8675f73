from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.calendars.feed import CalendarError
from tests.app.calendars.builders import a_feed, a_shift, an_activity

START = datetime(2026, 10, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"end": START}, "end must be after start"),
        ({"start": START.replace(tzinfo=None)}, "start must carry a time zone"),
        ({"updated": START.replace(tzinfo=None)}, "updated must carry a time zone"),
        ({"sequence": -1}, "sequence must be from 0"),
        ({"sequence": 2**31}, "sequence must be from 0"),
        ({"uid": "a b"}, "uid must be"),
        ({"uid": "a\r\nX-EVIL:1"}, "uid must be"),
        ({"uid": ""}, "uid must be"),
        ({"activities": (an_activity("b", START), an_activity("b", START))}, "key of its own"),
    ],
)
def test_an_impossible_event_is_refused_by_the_field_at_fault(fields, message):
    with pytest.raises(CalendarError, match=message):
        a_shift(START, **fields)


def test_an_activity_must_end_after_it_starts():
    with pytest.raises(CalendarError, match="end must be after start"):
        an_activity("meal", START, minutes=0)


def test_a_shift_of_one_elapsed_hour_may_end_at_the_wall_time_it_began():
    dublin = ZoneInfo("Europe/Dublin")
    start = datetime(2026, 10, 25, 1, 30, tzinfo=dublin)
    shift = a_shift(START, start=start, end=start.replace(fold=1))
    assert shift.end.timestamp() - shift.start.timestamp() == 3600


def test_a_shift_that_ends_earlier_in_elapsed_time_is_refused_whatever_its_wall_times():
    with pytest.raises(CalendarError, match="end must be after start"):
        a_shift(START, end=START.astimezone(timezone(timedelta(hours=9))))


def test_a_feed_refuses_one_uid_twice():
    with pytest.raises(CalendarError, match="occurs twice"):
        a_feed(a_shift(START), a_shift(START))


def test_a_feed_refuses_a_refresh_below_a_minute():
    with pytest.raises(CalendarError, match="refresh must be"):
        a_feed(refresh=timedelta(0))
