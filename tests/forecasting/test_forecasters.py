"""What every forecaster must keep: a file dropped into ``models`` comes under these tests by itself."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.calendar import DayNames, open_shares
from forecasting.forecaster import Days, discover
from forecasting.wall_clock import day_number
from tests.forecasting.builders import FIRST, OFFICE_HOURS, Truth, a_holiday, a_series, rows, with_counts

HISTORY_DAYS = 140
HOLIDAYS = tuple(a_holiday(FIRST + timedelta(days=day)) for day in (30, 100, 150))
NAMES = DayNames.of(HOLIDAYS)

every_forecaster = pytest.mark.parametrize("forecaster", discover().values(), ids=list(discover()))


def a_noisy(days=HISTORY_DAYS, opening=OFFICE_HOURS, **kind):
    truth = Truth(opening=opening, **kind)
    return a_series(truth.history(days=days, phi=0.03), opening=opening)


def days_after(series, days=28, opening=OFFICE_HOURS, names=NAMES):
    first = series.first_day + series.days
    return Days(first, open_shares(opening, first, days, 60), names.over(first, days))


def forecast(forecaster, series, names=NAMES, **ahead):
    return forecaster.fit(series, names).predict(days_after(series, names=names, **ahead))


def test_the_forecasters_of_the_first_release_are_found():
    assert {"seasonal_naive", "slot_mean", "holt_winters_daily"} <= set(discover())


@every_forecaster
def test_it_says_how_its_figures_arise(forecaster):
    assert forecaster.name
    assert len(forecaster.formula) > 20


@every_forecaster
def test_a_forecast_is_finite_and_never_negative(forecaster):
    mean = forecast(forecaster, a_noisy())
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()


@every_forecaster
def test_a_closed_cell_gets_nothing_and_an_open_one_something(forecaster):
    series = a_noisy()
    mean = forecast(forecaster, series)
    is_open = days_after(series).exposure > 0
    assert not mean[~is_open].any()
    assert (mean[is_open] > 0).all()


@every_forecaster
def test_the_same_history_gives_the_same_forecast_to_the_bit(forecaster):
    assert np.array_equal(forecast(forecaster, a_noisy()), forecast(forecaster, a_noisy()))


@every_forecaster
def test_what_comes_later_never_changes_an_earlier_forecast(forecaster):
    whole = a_noisy(HISTORY_DAYS + 60)
    end = whole.first_day + HISTORY_DAYS
    counts = whole.counts.copy()
    counts[HISTORY_DAYS:] *= 9
    other = with_counts(whole, counts)
    assert np.array_equal(forecast(forecaster, whole.until(end)), forecast(forecaster, other.until(end)))


@every_forecaster
@pytest.mark.parametrize("factor", [4.0, 50.0])
def test_k_times_the_contacts_give_k_times_the_forecast(forecaster, factor):
    series = a_noisy()
    scaled = forecast(forecaster, with_counts(series, factor * series.counts))
    assert scaled.sum() == pytest.approx(factor * forecast(forecaster, series).sum(), rel=0.01)


@every_forecaster
def test_a_history_moved_by_whole_weeks_gives_the_same_forecast(forecaster):
    nameless = DayNames({})
    series = a_noisy()
    moved = replace(series, first_day=series.first_day + 21)
    assert np.allclose(
        forecast(forecaster, series, nameless), forecast(forecaster, moved, nameless), rtol=1e-9
    )


@every_forecaster
def test_gaps_in_the_history_are_survived(forecaster):
    history = Truth(opening=OFFICE_HOURS).history(days=HISTORY_DAYS, phi=0.03)
    kept = np.random.default_rng(1).random(history.volume.size) < 0.6
    kept[24 * 40 : 24 * 75] = False
    full = forecast(forecaster, a_noisy())
    sparse = forecast(forecaster, a_series(rows(history, kept), opening=OFFICE_HOURS))
    assert sparse.sum() == pytest.approx(full.sum(), rel=0.25)


@every_forecaster
def test_a_silent_history_gives_a_silent_forecast(forecaster):
    series = a_noisy()
    assert forecast(forecaster, with_counts(series, np.zeros(series.counts.shape))).sum() == pytest.approx(
        0, abs=1e-6
    )


@every_forecaster
def test_a_weekday_that_never_opened_can_be_forecast(forecaster):
    series = a_noisy()
    mean = forecast(forecaster, series, opening=Truth().opening)
    assert np.isfinite(mean).all()
    assert mean[5:7].sum() > 0


@every_forecaster
def test_the_hour_that_repeats_gets_its_contacts_twice(forecaster):
    series = a_noisy(opening=Truth().opening)
    days = days_after(series, opening=Truth().opening)
    fitted = forecaster.fit(series, NAMES)
    twice = days.exposure.copy()
    twice[6, 1] = 2.0
    assert fitted.predict(replace(days, exposure=twice))[6, 1] == pytest.approx(
        2 * fitted.predict(days)[6, 1]
    )


@every_forecaster
def test_the_peak_stays_at_its_wall_clock_hour_when_the_clock_changes(forecaster):
    first = date(2025, 12, 1)
    truth = Truth()
    series = a_series(truth.history(first, 110))
    first_day = day_number(first) + 110
    days = Days(first_day, open_shares(truth.opening, first_day, 28, 60), [""] * 28)
    mean = forecaster.fit(series, DayNames({})).predict(days)
    assert set(mean.argmax(axis=1).tolist()) == {10}
