from datetime import date

import pytest

from app.web.figures import UNKNOWN, full_date, minutes_and_seconds, number, percent, words


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.9731, "97.3 %"),
        (1, "100.0 %"),
        (0.99996, "99.9 %"),
        (0, "0.0 %"),
        (1.25, "125.0 %"),
        (None, UNKNOWN),
    ],
)
def test_a_share_is_never_rounded_up_to_the_whole(share: float | None, written: str):
    assert percent(share) == written


def test_numbers_are_grouped_and_what_is_unknown_is_not_zero():
    assert (number(1234.56, 1), number(0), number(None)) == ("1,234.6", "0", UNKNOWN)


@pytest.mark.parametrize(
    ("seconds", "written"), [(330.2, "5 min 30 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (None, UNKNOWN)]
)
def test_handle_times_are_told_in_minutes_and_seconds(seconds: float | None, written: str):
    assert minutes_and_seconds(seconds) == written


def test_dates_and_names_read_as_people_write_them():
    assert full_date(date(2026, 11, 30)) == "30 Nov 2026"
    assert words("follow_the_sun") == "follow the sun"
