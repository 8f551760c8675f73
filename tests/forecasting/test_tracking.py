from datetime import timedelta

import numpy as np
import pytest

from forecasting.errors import BadFieldError
from forecasting.samples import sample_volume
from forecasting.tracking import track_forecast
from forecasting.volume import forecast_volume
from tests.forecasting.builders import OFFICE_HOURS, Truth, a_request


@pytest.fixture(scope="module")
def plain():
    truth = Truth(opening=OFFICE_HOURS, per_day=600)
    return forecast_volume(a_request(truth, truth.history(days=250, phi=0.03), history_days=250))


def came(forecast, factor=1.0, seed=1):
    drawn = sample_volume(forecast, 1, seed)[0] * factor
    return dict(zip(forecast.starts, drawn.tolist(), strict=True))


def test_a_forecast_that_holds_raises_no_alarm(plain):
    alarms = [track_forecast(plain, came(plain, seed=seed)).drift for seed in range(20)]
    assert sum(alarms) <= 1


def test_a_forecast_a_fifth_too_low_does(plain):
    found = track_forecast(plain, came(plain, 1.25))
    assert found.drift
    assert found.signal > 4
    assert found.bias == pytest.approx(-0.2, abs=0.04)
    assert "more came than forecast" in found.reason


def test_bands_that_hold_nothing_raise_it_too(plain):
    wild = came(plain)
    for row, start in enumerate(wild):
        wild[start] *= 1.6 if row % 2 else 0.4
    found = track_forecast(plain, wild)
    assert found.drift
    assert "between P10 and P90" in found.reason


def test_a_few_days_are_too_few_to_tell(plain):
    early = {start: 3 * count for start, count in list(came(plain).items())[: 24 * 5]}
    assert not track_forecast(plain, early).drift


def test_only_open_intervals_that_passed_are_scored(plain):
    found = track_forecast(plain, dict(list(came(plain).items())[: 24 * 7]))
    assert found.intervals == 50
    assert len(found.days) == 5
    assert 0.65 <= found.coverage <= 0.95
    assert sum(day.seen for day in found.days) == pytest.approx(
        sum(day.expected for day in found.days), rel=0.2
    )


def test_the_signal_is_the_sum_of_misses_over_their_mean_size(plain):
    actual = {start: mean + 1 for start, mean in zip(plain.starts, plain.volume, strict=True)}
    found = track_forecast(plain, actual)
    assert found.signal == pytest.approx(len(found.days))
    assert np.diff([day.signal for day in found.days]) == pytest.approx(1)


def test_nothing_seen_yet_is_no_error(plain):
    found = track_forecast(plain, {plain.starts[0] - timedelta(days=2): 5.0})
    assert found.intervals == 0
    assert found.wape is found.signal is None
    assert not found.drift


def test_a_count_that_cannot_be_is_named(plain):
    with pytest.raises(BadFieldError, match=r"^actual\["):
        track_forecast(plain, {plain.starts[0]: -2.0})
