from dataclasses import replace

import numpy as np
import pytest

from forecasting.history import History
from forecasting.similar import kinship
from forecasting.volume import forecast_volume
from tests.forecasting.builders import FIRST, OFFICE_HOURS, Truth, a_request, a_series

DAYS = 250


def together(truth=None, seed=7, days=DAYS):
    """Similar queues that have a hundred times the contacts of a small one."""
    return (truth or Truth(per_day=500)).history(days=days, phi=0.01, day_phi=0.002, seed=seed)


def off(forecast, truth):
    """Share of the true mean that a forecast is off by, interval by interval."""
    mean = truth.mean(forecast.first_date, forecast.days)
    return float(np.abs(np.array(forecast.volume) - mean).sum() / mean.sum())


def forecast(truth, similar, seed=1, **changes):
    history = truth.history(days=DAYS, phi=0, seed=seed)
    return forecast_volume(a_request(truth, history, history_days=DAYS, similar=similar, **changes))


def backwards(history):
    """Nights are days: as unlike as it gets."""
    volume = history.volume[: history.volume.size // 24 * 24].reshape(-1, 24)[:, ::-1].ravel()
    nothing = np.zeros(volume.size)
    return History(history.start_minutes[: volume.size], volume, nothing, nothing)


@pytest.mark.parametrize("per_day", [5, 20])
def test_a_small_queue_is_forecast_better_with_similar_ones_than_alone(per_day):
    truth = Truth(per_day=per_day)
    alone, leaning = (
        [off(forecast(truth, kin, seed), truth) for seed in (1, 2)] for kin in (None, together())
    )
    assert np.mean(leaning) < 0.6 * np.mean(alone)


def test_queues_that_are_not_alike_hardly_change_a_forecast():
    truth = Truth(per_day=20)
    unlike = backwards(together())
    assert off(forecast(truth, unlike), truth) < 1.1 * off(forecast(truth, None), truth)


def test_a_busy_queue_keeps_its_own_shape():
    own, other = (
        a_series(Truth(per_day=n).history(days=DAYS, phi=0.02, seed=n), "Europe/Dublin") for n in (2000, 900)
    )
    small = a_series(Truth(per_day=4).history(days=DAYS, phi=0, seed=3), "Europe/Dublin")
    assert kinship(own, other).weight < 0.2
    assert kinship(small, other).weight > 0.8


def test_the_share_is_that_of_the_last_weeks():
    other = a_series(Truth(per_day=900).history(days=DAYS))
    grown = np.where(np.arange(DAYS) < DAYS - 120, 0.01, 0.03)[:, None]
    found = kinship(replace(other, counts=other.counts * grown), other)
    assert 0.024 < found.share < 0.03


def test_without_days_in_common_nothing_is_leant_on():
    own = a_series(Truth(per_day=5).history(days=60, phi=0))
    later = a_series(Truth(per_day=500).history(first=FIRST.replace(year=2026), days=60))
    assert kinship(own, later).weight == 0


def test_a_few_weeks_of_history_lean_as_well():
    truth = Truth(per_day=10)
    history = truth.history(days=40, phi=0)
    asked = a_request(truth, history, history_days=40, similar=together(days=40))
    leaning = forecast_volume(asked)
    alone = forecast_volume(replace(asked, similar=None))
    assert off(leaning, truth) < 0.6 * off(alone, truth)
    assert "similar queues" in leaning.formulas["volume"]


def test_hours_that_are_closed_stay_closed_and_nothing_later_is_seen():
    truth = Truth(per_day=10, opening=OFFICE_HOURS)
    kin = together(Truth(per_day=500, opening=OFFICE_HOURS), days=DAYS + 60)
    made = forecast(truth, kin)
    assert all(mean == 0 for mean, share in zip(made.volume, made.open, strict=True) if share == 0)
    until = kin.start_minutes < made.starts[0].timestamp() / 60
    columns = (kin.start_minutes, kin.volume, kin.handled, kin.handle_seconds)
    assert forecast(truth, History(*(column[until] for column in columns))) == made


def test_bands_of_a_leaning_queue_cover_what_they_promise():
    truth = Truth(per_day=30)
    made = forecast(truth, together())
    rng = np.random.default_rng(4)
    actual = rng.poisson(truth.mean(made.first_date, made.days), (20, len(made.volume)))
    inside = (actual >= np.array(made.quantiles[0.1])) & (actual <= np.array(made.quantiles[0.9]))
    assert 0.78 < inside.mean() < 0.95
