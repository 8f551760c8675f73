from datetime import timedelta

import numpy as np
import pytest

from forecasting.adjustments import day_index
from forecasting.errors import BadFieldError
from forecasting.intraday import reforecast_day
from forecasting.samples import sample_volume
from forecasting.volume import forecast_volume
from tests.forecasting.builders import Truth, a_request


@pytest.fixture(scope="module")
def plain():
    truth = Truth(zone="UTC", per_day=900)
    made = forecast_volume(a_request(truth, truth.history(days=200, phi=0.04, day_phi=0.04), days=7))
    return made.model_copy(update={"dispersion": 0.06, "day_dispersion": 0.04})


def morning(forecast, factor, hours=12):
    return {
        start: factor * mean for start, mean in zip(forecast.starts[:hours], forecast.volume, strict=False)
    }


def test_a_morning_as_forecast_changes_nothing_to_come(plain):
    found = reforecast_day(plain, morning(plain, 1.0))
    assert found.factor == pytest.approx(1)
    assert found.rank == pytest.approx(0.5, abs=0.1)
    assert found.forecast.volume == pytest.approx(plain.volume)


def test_a_busy_morning_raises_the_afternoon_but_not_by_as_much(plain):
    found = reforecast_day(plain, morning(plain, 1.4))
    assert 1.2 < found.factor < 1.4
    assert found.rank > 0.9
    assert found.forecast.volume[15] == pytest.approx(found.factor * plain.volume[15])
    assert found.forecast.volume[30] == plain.volume[30]
    assert found.forecast.volume[3] == pytest.approx(1.4 * plain.volume[3])


def test_one_hour_says_less_than_a_morning(plain):
    assert (
        reforecast_day(plain, morning(plain, 1.4, 1)).factor
        < reforecast_day(plain, morning(plain, 1.4)).factor
    )


def test_the_rest_of_the_day_is_less_in_doubt_than_before(plain):
    found = reforecast_day(plain, morning(plain, 1.0)).forecast

    def width(forecast):
        return forecast.daily[0].quantiles[0.9] - forecast.daily[0].quantiles[0.1]

    assert width(found) < 0.6 * width(plain)
    assert found.daily[0].mean == pytest.approx(sum(found.volume[:24]))
    assert found.daily[1] == plain.daily[1]


def test_what_has_passed_has_no_band(plain):
    found = reforecast_day(plain, morning(plain, 1.2)).forecast
    assert found.quantiles[0.1][5] == found.quantiles[0.9][5] == found.volume[5]


def test_the_updated_afternoon_is_nearer_to_what_comes():
    truth = Truth(zone="UTC", per_day=900)
    made = forecast_volume(a_request(truth, days=1))
    made = made.model_copy(update={"dispersion": 0.06, "day_dispersion": 0.05})
    drawn = sample_volume(made, 200, seed=3)
    before = after = 0.0
    for day in drawn:
        seen = {start: float(count) for start, count in zip(made.starts[:12], day, strict=False)}
        updated = reforecast_day(made, seen).forecast
        before += np.abs(day[12:] - np.array(made.volume)[12:]).sum()
        after += np.abs(day[12:] - np.array(updated.volume)[12:]).sum()
    assert after < 0.75 * before


def test_intervals_of_two_days_are_refused(plain):
    two = {plain.starts[0]: 1.0, plain.starts[30]: 1.0}
    with pytest.raises(BadFieldError, match="intervals of one local day"):
        reforecast_day(plain, two)


@pytest.mark.parametrize("count", [-1.0, float("nan"), float("inf")])
def test_a_count_that_cannot_be_is_named(plain, count):
    with pytest.raises(BadFieldError, match=r"^actual\[2024-07-19T00:00:00\+00:00\]: expected contacts"):
        reforecast_day(plain, {plain.starts[0]: count})


def test_nothing_and_unknown_starts_are_refused(plain):
    with pytest.raises(BadFieldError, match="at least one interval"):
        reforecast_day(plain, {})
    with pytest.raises(BadFieldError, match="starts of the forecast's intervals"):
        reforecast_day(plain, {plain.starts[0] - timedelta(days=9): 1.0})


def test_days_are_local_ones():
    made = forecast_volume(a_request(Truth(zone="Asia/Kathmandu"), days=2))
    assert np.bincount(day_index(made)).tolist() == [24, 24]
