"""What each member of the ensemble knows that the others do not."""

from datetime import timedelta

import numpy as np
import pytest

from forecasting.calendar import DayNames
from forecasting.forecaster import Days, UnusableFitError, discover
from tests.forecasting.builders import FIRST, a_holiday, a_table, two_humps

NO_NAMES = DayNames({})


def forecast(name, table, days=28, names=NO_NAMES):
    series = a_table(table)
    first = series.first_day + series.days
    ahead = Days(first, np.ones((days, 24)), names.over(first, days))
    return discover()[name].fit(series, names).predict(ahead)


def a_level(levels, shape=None):
    return np.asarray(levels, float)[:, None] * (two_humps(24) if shape is None else shape)


def test_the_weekly_mean_has_moved_to_a_new_level_before_the_others():
    table = a_level(np.where(np.arange(200) < 165, 1000, 500))
    found = {name: forecast(name, table).sum() / 28 for name in ("weekly_mean", "calendar_regression")}
    assert found["weekly_mean"] == pytest.approx(650, abs=40)
    assert abs(found["weekly_mean"] - 500) < abs(found["calendar_regression"] - 500)


def test_the_regression_foresees_the_season_of_the_year():
    day = np.arange(3 * 365)
    table = a_level(1000 * np.exp(0.4 * np.sin(2 * np.pi * (day + 28) / 365.25)))
    ahead = 1000 * np.exp(0.4 * np.sin(2 * np.pi * (3 * 365 + np.arange(28) + 28) / 365.25))
    regressed, repeated = (
        forecast(name, table).sum(axis=1) for name in ("calendar_regression", "weekly_mean")
    )
    assert np.abs(regressed - ahead).mean() < 0.3 * np.abs(repeated - ahead).mean()


def test_the_regression_knows_no_season_from_one_year():
    table = a_level(1000 * np.exp(0.4 * np.sin(2 * np.pi * np.arange(400) / 365.25)))
    days = forecast("calendar_regression", table).sum(axis=1)
    assert np.ptp(days[::7]) == pytest.approx(0, abs=1)


def test_the_regression_is_not_moved_by_a_few_wild_days():
    calm = a_level(np.full(200, 1000.0))
    wild = calm.copy()
    wild[[150, 171, 190]] *= 6
    assert forecast("calendar_regression", wild).sum() == pytest.approx(
        forecast("calendar_regression", calm).sum(), rel=0.05
    )


def test_the_regression_learns_a_named_day():
    days = [FIRST + timedelta(days=day) for day in (60, 130, 190, 205)]
    table = a_level(np.random.default_rng(1).normal(1000, 20, 200))
    table[[60, 130, 190]] *= 0.4
    names = DayNames.of(tuple(a_holiday(day) for day in days))
    assert forecast("calendar_regression", table, names=names)[5].sum() == pytest.approx(400, rel=0.15)


def test_the_singular_vectors_follow_a_shape_that_drifts():
    morning, evening = two_humps(24), two_humps(24)[::-1]
    share = np.linspace(0, 1, 300)[:, None]
    table = 2000 * (morning * (1 - share) + evening * share)
    drifted, averaged = (forecast(name, table).mean(axis=0) for name in ("svd_profile", "holt_winters_daily"))
    truth = 2000 * evening
    assert np.abs(drifted - truth).sum() < 0.6 * np.abs(averaged - truth).sum()


def test_the_root_takes_nothing_away_from_the_mean():
    table = np.random.default_rng(1).poisson(np.full((300, 24), 3.0))
    assert forecast("svd_profile", table).mean() == pytest.approx(3.0, rel=0.04)


@pytest.mark.parametrize("name", ["svd_profile", "calendar_regression", "holt_winters_daily"])
def test_too_little_is_said_to_be(name):
    with pytest.raises(UnusableFitError, match="were seen"):
        forecast(name, np.ones((10, 24)))
