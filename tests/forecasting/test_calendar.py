from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from forecasting.calendar import (
    DayNames,
    country_holidays,
    event_effects,
    open_shares,
    with_overrides,
)
from forecasting.documents import DayWindow, OpeningException, OpeningHours, WeeklyWindow
from forecasting.errors import BadFieldError
from forecasting.wall_clock import day_number
from tests.forecasting.builders import Truth, a_holiday, an_event

FRIDAY_NIGHT = WeeklyWindow(weekday=4, opens="22:00", closes="06:00")
FRIDAY = date(2026, 3, 6)


def test_an_observed_day_bears_the_name_of_its_holiday():
    found = country_holidays("US", "WA", date(2026, 7, 1), date(2026, 7, 31))
    assert [(holiday.date.day, holiday.name) for holiday in found] == [
        (3, "Independence Day"),
        (4, "Independence Day"),
    ]


def test_names_are_english_where_the_country_has_them():
    names = {holiday.name for holiday in country_holidays("DE", "BY", date(2026, 1, 1), date(2026, 12, 31))}
    assert {"Epiphany", "Corpus Christi", "Christmas Day"} <= names


def test_a_substitute_day_is_folded_into_its_name():
    found = country_holidays("AU", "VIC", date(2027, 12, 20), date(2027, 12, 31))
    assert {holiday.name for holiday in found} == {"Christmas Day", "Boxing Day"}


def test_a_weekend_date_that_lost_its_holiday_to_a_monday_keeps_its_name():
    found = {
        holiday.date: holiday.name
        for holiday in country_holidays("AU", "VIC", date(2016, 12, 20), date(2016, 12, 31))
    }
    assert found == {
        date(2016, 12, 25): "Christmas Day",
        date(2016, 12, 26): "Boxing Day",
        date(2016, 12, 27): "Christmas Day",
    }


def test_a_holiday_that_wanders_from_year_to_year_has_no_date_of_its_own():
    found = country_holidays("JP", None, date(2022, 3, 1), date(2022, 3, 31))
    assert [holiday.date.day for holiday in found] == [21]


def test_a_subdivision_has_its_own_days():
    whole = country_holidays("AU", None, date(2026, 1, 1), date(2026, 12, 31))
    victoria = country_holidays("AU", "VIC", date(2026, 1, 1), date(2026, 12, 31))
    assert "Melbourne Cup Day" in {holiday.name for holiday in victoria} - {holiday.name for holiday in whole}


@pytest.mark.parametrize(
    ("country", "subdivision", "field"), [("XX", None, "country"), ("US", "ZZ", "subdivision")]
)
def test_an_unknown_place_is_named(country, subdivision, field):
    with pytest.raises(BadFieldError, match=f"^{field}: expected"):
        country_holidays(country, subdivision, date(2026, 1, 1), date(2026, 2, 1))


def test_overrides_take_out_and_put_in():
    first, second = a_holiday(date(2026, 1, 1), "New Year"), a_holiday(date(2026, 5, 1), "May")
    added = a_holiday(date(2026, 1, 1), "Own Day")
    assert with_overrides((first, second), (added,), (second.date,)) == (added,)


def test_days_beside_a_holiday_have_names_of_their_own():
    names = DayNames.of((a_holiday(date(2026, 5, 6)),))
    assert names.over(day_number(date(2026, 5, 4)), 5) == [
        "",
        "day before Founders Day",
        "Founders Day",
        "day after Founders Day",
        "",
    ]


def test_a_holiday_beside_a_holiday_keeps_its_name():
    names = DayNames.of((a_holiday(date(2026, 12, 25), "Christmas"), a_holiday(date(2026, 12, 26), "Boxing")))
    assert names.over(day_number(date(2026, 12, 24)), 4) == [
        "day before Christmas",
        "Christmas",
        "Boxing",
        "day after Boxing",
    ]


def test_a_window_across_midnight_opens_the_next_morning():
    table = open_shares(OpeningHours(weekly=(FRIDAY_NIGHT,)), day_number(FRIDAY), 2, 60)
    assert np.flatnonzero(table[0]).tolist() == [22, 23]
    assert np.flatnonzero(table[1]).tolist() == [0, 1, 2, 3, 4, 5]


def test_an_exception_replaces_the_windows_that_start_on_its_date():
    late = OpeningException(date=FRIDAY, windows=(DayWindow(opens="20:00", closes="21:00"),))
    table = open_shares(OpeningHours(weekly=(FRIDAY_NIGHT,), exceptions=(late,)), day_number(FRIDAY), 8, 60)
    assert np.flatnonzero(table[0]).tolist() == [20]
    assert not table[1].any()
    assert np.flatnonzero(table[7]).tolist() == [22, 23]


def test_a_closed_date_leaves_the_evening_before_open_past_midnight():
    closed = OpeningException(date=FRIDAY + timedelta(days=1))
    table = open_shares(OpeningHours(weekly=(FRIDAY_NIGHT,), exceptions=(closed,)), day_number(FRIDAY), 2, 60)
    assert table[1].sum() == 6


def test_overlapping_events_multiply():
    truth, start = Truth("UTC"), datetime(2026, 3, 6, 10, tzinfo=UTC)
    events = tuple(an_event(start, start + timedelta(hours=1), factor=factor) for factor in (2, 1.5))
    factors, excluded = event_effects(events, truth.pieces(FRIDAY, 1), day_number(FRIDAY), 1, 60)
    assert factors[0, 10] == 3
    assert factors.sum() == 26
    assert not excluded.any()


def test_days_between_two_near_holidays_are_named_after_the_one_to_come():
    days = DayNames.of((a_holiday(date(2025, 12, 26), "Boxing Day"), a_holiday(date(2026, 1, 1), "New Year")))
    assert days.over(day_number(date(2025, 12, 27)), 5) == [
        *["between holidays, before New Year"] * 4,
        "day before New Year",
    ]


def test_days_between_distant_holidays_are_ordinary():
    days = DayNames.of((a_holiday(date(2025, 12, 26), "Boxing Day"), a_holiday(date(2026, 1, 6), "Epiphany")))
    assert days.over(day_number(date(2025, 12, 28)), 7) == [""] * 7
