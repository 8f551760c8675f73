from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from forecasting.documents import DayWindow, OpeningException, OpeningHours, PlannedEvent

NOON, ONE = datetime(2026, 3, 8, 12, tzinfo=UTC), datetime(2026, 3, 8, 13, tzinfo=UTC)


def test_a_window_that_closes_before_it_opens_ends_on_the_next_day():
    assert DayWindow(opens="22:00", closes="06:00").minutes() == (1320, 1800)


def test_a_window_may_last_until_midnight():
    assert DayWindow(opens="00:00", closes="24:00").minutes() == (0, 1440)


@pytest.mark.parametrize(
    ("opens", "closes"), [("9:00", "17:00"), ("24:00", "08:00"), ("09:00", "24:30"), ("25:00", "01:00")]
)
def test_a_time_that_is_none_is_refused(opens, closes):
    with pytest.raises(ValidationError):
        DayWindow(opens=opens, closes=closes)


def test_one_date_has_one_exception():
    closed = OpeningException(date=date(2026, 12, 25))
    with pytest.raises(ValidationError, match="2026-12-25 appears twice"):
        OpeningHours(weekly=(), exceptions=(closed, closed))


def test_an_event_has_either_a_factor_or_excludes():
    with pytest.raises(ValidationError, match="either a factor or excluded"):
        PlannedEvent(name="sale", start=NOON, end=ONE)
    with pytest.raises(ValidationError, match="either a factor or excluded"):
        PlannedEvent(name="sale", start=NOON, end=ONE, factor=2, excluded=True)


def test_an_event_ends_after_it_starts():
    with pytest.raises(ValidationError, match="expected a time after start"):
        PlannedEvent(name="sale", start=ONE, end=NOON, factor=2)


def test_an_event_without_an_offset_is_refused():
    with pytest.raises(ValidationError, match="timezone"):
        PlannedEvent(name="sale", start="2026-03-08T12:00:00", end=ONE, factor=2)


def test_opening_hours_survive_json():
    hours = OpeningHours(
        weekly=OpeningHours.always().weekly, exceptions=(OpeningException(date=date(2026, 1, 1)),)
    )
    assert OpeningHours.model_validate_json(hours.model_dump_json()) == hours
