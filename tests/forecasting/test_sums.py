from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import gamma

from forecasting.errors import BadFieldError
from forecasting.samples import sample_volume
from forecasting.sums import UNKNOWN_LEVEL_ERROR, quantiles_of_days
from forecasting.volume import forecast_volume
from tests.forecasting.builders import FIRST, Truth, a_request

MONTH = range(28)


@pytest.fixture(scope="module")
def forecast():
    history = Truth(per_day=900).history(days=200, phi=0.03, day_phi=0.01)
    return forecast_volume(a_request(history=history, backtest_origins=0))


def test_the_quantiles_of_a_sum_are_narrower_than_sums_of_quantiles(forecast):
    of_sum = quantiles_of_days(forecast, MONTH)
    added = {level: sum(day.quantiles[level] for day in forecast.daily) for level in of_sum}
    assert added[0.1] < of_sum[0.1] < of_sum[0.5] < of_sum[0.9] < added[0.9]


def test_a_sum_strays_by_chance_and_by_the_level_its_days_share(forecast):
    drawn = sample_volume(forecast, 4000, 1).sum(axis=1)
    total = sum(forecast.volume)
    variance = drawn.var() + (UNKNOWN_LEVEL_ERROR * total) ** 2
    exact = gamma.ppf(0.9, total**2 / variance, scale=variance / total)
    assert quantiles_of_days(forecast, MONTH)[0.9] == pytest.approx(exact, rel=0.01)


def test_a_single_day_is_as_wide_as_itself_and_its_level(forecast):
    day = forecast.daily[3]
    assert quantiles_of_days(forecast, [3])[0.9] >= 0.97 * day.quantiles[0.9]


def test_the_backtest_tells_how_far_levels_strayed():
    truth = Truth(per_day=900)
    history = truth.history(days=300, phi=0.01)
    rising = history.volume * np.exp(0.15 * np.sin(np.arange(history.volume.size) / 24 / 30))
    asked = {"history_days": 300, "backtest_origins": 4, "days": 28}
    steady, restless = (
        forecast_volume(
            a_request(truth, type(history)(history.start_minutes, volume, *[0 * volume] * 2), **asked)
        )
        for volume in (history.volume, np.rint(rising))
    )
    width = [
        (found[0.9] - found[0.1]) / found[0.5]
        for found in (quantiles_of_days(each, MONTH) for each in (steady, restless))
    ]
    assert width[1] > 2 * width[0]


def test_a_silent_queue_has_what_its_days_cannot_exclude():
    history = Truth().history(phi=0)
    silent = type(history)(history.start_minutes, *[np.zeros(history.volume.size)] * 3)
    forecast = forecast_volume(a_request(history=silent))
    assert quantiles_of_days(forecast, MONTH)[0.95] == pytest.approx(28 * forecast.daily[0].quantiles[0.95])


@pytest.mark.parametrize("days", [[], [28], [-1]])
def test_a_day_that_is_not_in_the_forecast_is_refused(forecast, days):
    assert forecast.daily[-1].date == FIRST + timedelta(days=227)
    with pytest.raises(BadFieldError, match=r"^days: expected positions from 0 to 27"):
        quantiles_of_days(forecast, days)
