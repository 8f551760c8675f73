from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.documents import MINUTES_A_DAY
from forecasting.wall_clock import WallClock, day_date, day_number, moment_of, weekday_of

ZONES = [
    "UTC",
    "Europe/Dublin",
    "America/Denver",
    "America/Santiago",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
    "Africa/Casablanca",
]


def clock_and_pieces(zone, first, days, minutes):
    number = day_number(first)
    clock = WallClock.over(zone, number * MINUTES_A_DAY, (number + days) * MINUTES_A_DAY)
    return clock, clock.pieces(number, days, minutes)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Dublin", date(2026, 10, 25), 25),
        ("America/Denver", date(2026, 3, 8), 23),
        ("America/Santiago", date(2026, 9, 6), 23),
        ("America/Santiago", date(2026, 4, 4), 25),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Asia/Kathmandu", date(2026, 3, 8), 24),
    ],
)
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_a_local_day_has_the_hours_its_clock_runs_through(zone, day, hours, minutes):
    _, pieces = clock_and_pieces(zone, day, 1, minutes)
    assert pieces.lengths.sum() == hours * 60
    if minutes < 60:
        assert len(pieces.starts) == hours * 60 / minutes


@pytest.mark.parametrize("zone", ZONES)
@given(
    minute=st.integers(
        min_value=day_number(date(2009, 1, 1)) * 1440, max_value=day_number(date(2029, 1, 1)) * 1440
    )
)
@settings(max_examples=40, deadline=None)
def test_local_time_is_what_zoneinfo_says(zone, minute):
    local = int(WallClock.over(zone, minute, minute).local(np.array([minute]))[0])
    wall = moment_of(minute).astimezone(ZoneInfo(zone))
    assert day_date(local // 1440) == wall.date()
    assert divmod(local % 1440, 60) == (wall.hour, wall.minute)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_every_minute_of_four_years_is_in_exactly_one_piece(zone, minutes):
    _, pieces = clock_and_pieces(zone, date(2009, 10, 15), 1461, minutes)
    assert (np.diff(pieces.starts) == pieces.lengths[:-1]).all()
    assert pieces.days.min() == day_number(date(2009, 10, 15))
    assert np.unique(pieces.days).size >= 1460


def test_a_repeated_hour_has_two_pieces_and_a_skipped_one_none():
    _, autumn = clock_and_pieces("Europe/Dublin", date(2026, 10, 25), 1, 60)
    _, spring = clock_and_pieces("America/Denver", date(2026, 3, 8), 1, 60)
    assert autumn.intervals.tolist().count(1) == 2
    assert 2 not in spring.intervals


def test_weekdays_count_from_monday():
    assert weekday_of(np.array([day_number(date(2026, 11, 23))]))[0] == 0
