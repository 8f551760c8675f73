import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from forecasting.documents import OpeningHours, WeeklyWindow
from forecasting.errors import CoarseHistoryError, OffGridHistoryError
from forecasting.history import History
from forecasting.series import CellState
from forecasting.wall_clock import minute_of
from tests.forecasting.builders import FIRST, OFFICE_HOURS, Truth, a_series, an_event, rows

CHANGES = [
    ("Europe/Dublin", date(2026, 3, 29)),
    ("Europe/Dublin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
]


def hourly(start, counts):
    return History.of([start + timedelta(hours=hour) for hour in range(len(counts))], counts)


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_no_contact_is_lost_or_doubled_when_the_clock_changes(zone, day, minutes):
    history = Truth(zone, minutes).history(day - timedelta(days=3), 7, phi=0)
    series = a_series(history, zone, minutes)
    assert series.counts.sum() == history.volume.sum()
    assert series.exposure.sum() * minutes == (history.start_minutes[-1] - history.start_minutes[0]) + minutes


def test_a_repeated_hour_has_exposure_two_and_a_skipped_one_none():
    autumn = a_series(Truth().history(date(2026, 10, 25), 1))
    spring = a_series(Truth("America/Denver").history(date(2026, 3, 8), 1), "America/Denver")
    assert autumn.exposure[0, 1] == 2
    assert autumn.states[0, 1] == CellState.REPEATED
    assert spring.exposure[0, 2] == 0
    assert spring.states[0, 2] == CellState.MISSING


def test_a_repeated_hour_stored_once_has_exposure_one():
    history = Truth().history(date(2026, 10, 25), 1)
    assert a_series(rows(history, np.arange(25) != 2)).exposure[0, 1] == 1


def test_a_date_the_zone_skipped_has_no_exposure():
    series = a_series(Truth("Pacific/Apia").history(date(2011, 12, 28), 5), "Pacific/Apia")
    assert series.exposure.sum(axis=1).tolist() == [24, 24, 0, 24, 24]


def test_an_absent_row_is_zero_only_if_declared():
    history = rows(Truth().history(days=3), np.arange(72) != 30)
    assert a_series(history, absent="zero").exposure[1, 6] == 1
    assert a_series(history, absent="missing").states[1, 6] == CellState.MISSING


def test_nothing_is_known_before_the_first_and_after_the_last_row():
    history = rows(Truth().history(days=3), slice(5, 60))
    series = a_series(history, absent="zero")
    assert not series.exposure[0, :5].any()
    assert not series.exposure[2, 12:].any()
    assert series.exposure.sum() == 55


def test_closed_cells_are_closed_whatever_was_recorded():
    series = a_series(Truth().history(days=7, phi=None), opening=OFFICE_HOURS)
    assert (series.states[:5, :8] == CellState.CLOSED).all()
    assert (series.states[5:] == CellState.CLOSED).all()
    assert series.counts[:, :8].sum() == 0
    assert series.closed_contacts == pytest.approx(Truth().history(days=7).volume.sum() - series.counts.sum())


def test_opening_at_ten_past_leaves_a_third_of_a_quarter():
    late = OpeningHours(
        weekly=tuple(WeeklyWindow(weekday=d, opens="09:10", closes="17:00") for d in range(7))
    )
    series = a_series(Truth(minutes=15).history(days=1), minutes=15, opening=late)
    assert series.exposure[0, 36] == pytest.approx(1 / 3)
    assert series.states[0, 36] == CellState.PARTIAL
    assert series.exposure[0, 37] == 1


def test_of_rows_with_one_start_the_last_counts_and_is_told():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=hour) for hour in [*range(24), 3]]
    doubled = History.of(hours, [1.0] * 24 + [9.0])
    series = a_series(doubled, "UTC")
    assert series.counts[0, 3] == 9
    assert series.duplicate_rows == (minute_of(start + timedelta(hours=3)),)


def test_rows_may_come_in_any_order():
    history = Truth().history(days=10)
    shuffled = rows(history, np.random.default_rng(3).permutation(history.volume.size))
    assert np.array_equal(a_series(history).counts, a_series(shuffled).counts)


def test_finer_rows_are_summed():
    fine = Truth(minutes=15).history(days=4, phi=0)
    coarse = a_series(fine, minutes=60)
    assert coarse.counts[1, 3] == fine.volume[96 + 12 : 96 + 16].sum()
    assert (coarse.exposure == 1).all()


def test_an_hour_with_a_missing_quarter_is_partly_observed():
    fine = rows(Truth(minutes=15).history(days=4), np.arange(384) != 13)
    assert a_series(fine, minutes=60).exposure[0, 3] == 0.75


@pytest.mark.parametrize("absent", ["zero", "missing"])
def test_coarser_rows_are_refused(absent):
    with pytest.raises(CoarseHistoryError, match="steps of 60 minutes; a grain of 15"):
        a_series(Truth(minutes=60).history(days=4), minutes=15, absent=absent)


@pytest.mark.parametrize("absent", ["zero", "missing"])
def test_utc_hours_do_not_fit_the_hours_of_a_half_hour_zone(absent):
    with pytest.raises(
        OffGridHistoryError, match=r"row 0, start_minutes: 2026-01-01 05:30 is not on the 60-minute"
    ):
        a_series(hourly(datetime(2026, 1, 1, tzinfo=UTC), [1] * 48), "Asia/Kolkata", absent=absent)


def test_utc_half_hours_fit_a_half_hour_zone():
    history = Truth("Asia/Kolkata", 30).history(days=2)
    assert (a_series(history, "Asia/Kolkata", 30).exposure == 1).all()


def test_a_past_event_is_divided_out_for_the_part_it_covers():
    start = datetime(2024, 1, 2, 10, 30, tzinfo=UTC)
    event = an_event(start, start + timedelta(hours=1, minutes=30), factor=3)
    series = a_series(Truth("UTC").history(days=3), "UTC", events=(event,))
    plain = a_series(Truth("UTC").history(days=3), "UTC")
    assert series.counts[1, 10] == pytest.approx(plain.counts[1, 10] / 2)
    assert series.counts[1, 11] == pytest.approx(plain.counts[1, 11] / 3)
    assert np.array_equal(series.counts[2], plain.counts[2])


def test_an_excluded_window_is_missing():
    start = datetime(2024, 1, 2, 10, tzinfo=UTC)
    series = a_series(
        Truth("UTC").history(days=3),
        "UTC",
        events=(an_event(start, start + timedelta(hours=1), excluded=True),),
    )
    assert series.states[1, 10] == CellState.MISSING
    assert series.observed.sum() == 71


def test_an_empty_history_has_no_days():
    assert a_series(History.of([], [])).days == 0


def test_until_knows_nothing_of_what_follows():
    series = a_series()
    cut = series.until(series.first_day + 10)
    assert cut.days == 10
    assert np.array_equal(cut.counts, series.counts[:10])


def test_two_years_of_quarters_are_laid_out_in_a_moment():
    history = Truth(minutes=15).history(FIRST, 730)
    began = time.perf_counter()
    a_series(history, minutes=15)
    assert time.perf_counter() - began < 1.0
