from dataclasses import replace

import numpy as np
import pytest

from forecasting.handle_time import learn_handle_time
from tests.forecasting.builders import Truth, a_series


def handled(seconds, days=120, per_day=480.0, seed=3):
    """A series whose contacts last ``seconds`` (days or 1, 24) on average, each exponentially."""
    series = a_series(Truth(per_day=per_day).history(days=days, phi=0, seed=seed))
    rng = np.random.default_rng(seed)
    mean = np.broadcast_to(np.asarray(seconds, float), series.counts.shape)
    spent = rng.gamma(np.maximum(series.counts, 1e-9), mean) * (series.counts > 0)
    return replace(series, handled=series.counts.copy(), handle_seconds=spent)


def test_a_steady_handle_time_is_found():
    found = learn_handle_time(handled(np.full((1, 24), 300.0)))
    assert found.level == pytest.approx(300, rel=0.01)
    assert found.seconds(np.arange(7)) == pytest.approx(np.full((7, 24), 300.0), rel=0.03)


def test_contacts_are_averaged_and_averages_are_not():
    series = handled(np.full((1, 24), 100.0), days=28)
    contacts, seconds = np.zeros((28, 24)), np.zeros((28, 24))
    contacts[:, 9], contacts[:, 3] = 99, 1
    seconds[:, 9], seconds[:, 3] = 99 * 100, 1100
    assert learn_handle_time(
        replace(series, handled=contacts, handle_seconds=seconds)
    ).level == pytest.approx(110)


def test_a_real_difference_between_night_and_day_is_learnt():
    seconds = np.where(np.arange(24) < 9, 600.0, 300.0)[None]
    found = learn_handle_time(handled(seconds, per_day=4000)).seconds(np.array([0]))[0]
    assert found[4] == pytest.approx(600, rel=0.05)
    assert found[15] == pytest.approx(300, rel=0.05)


def test_noise_between_blocks_is_not_believed():
    found = learn_handle_time(handled(np.full((1, 24), 300.0), per_day=30)).seconds(np.array([0]))[0]
    assert found.max() / found.min() < 1.1


def test_recent_months_count_more_than_old_ones():
    seconds = np.where(np.arange(360) < 180, 200.0, 400.0)[:, None] * np.ones((1, 24))
    assert 330 < learn_handle_time(handled(seconds, days=360)).level < 400


@pytest.mark.parametrize("field", ["handled", "handle_seconds"])
def test_without_contacts_or_seconds_nothing_is_known(field):
    series = handled(np.full((1, 24), 300.0))
    assert learn_handle_time(replace(series, **{field: np.zeros(series.counts.shape)})) is None


def test_a_history_of_two_weeks_gives_one_mean():
    found = learn_handle_time(handled(np.full((1, 24), 300.0), days=14))
    assert np.unique(found.seconds(np.arange(7))).size == 1


def test_a_weekday_without_contacts_has_the_handle_time_of_the_rest():
    series = handled(np.full((1, 24), 300.0))
    mondays = series.weekdays == 0
    contacts = np.where(mondays[:, None], 0.0, series.handled)
    exact = replace(series, handled=contacts, handle_seconds=contacts * 300)
    assert learn_handle_time(exact).seconds(np.arange(7)) == pytest.approx(np.full((7, 24), 300.0))
