import numpy as np
import pytest
from scipy.stats import nbinom

from forecasting.quantiles import (
    LEAST_DISPERSION,
    count_distribution,
    count_quantiles,
    day_dispersion,
    interval_variance,
    silent_quantiles,
)

LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)


def drawn(mean, phi, size, seed=1):
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * rng.gamma(1 / phi, phi, size)).astype(float)


@pytest.mark.parametrize("mean", [0.3, 4.0, 49.0, 51.0, 300.0])
def test_quantiles_are_those_of_the_counts_they_describe(mean):
    counts = drawn(mean, 0.1, 200_000)
    one = np.array([mean])
    found = count_quantiles(one, interval_variance(one, 0.1), LEVELS)[:, 0]
    for level, quantile in zip(LEVELS, found, strict=True):
        assert (counts < quantile - 1e-9).mean() <= level + 0.01
        assert (counts <= np.ceil(quantile)).mean() >= level - 0.01


def test_where_nothing_is_expected_every_quantile_is_zero():
    assert not count_quantiles(np.zeros(3), np.zeros(3), LEVELS).any()


def test_quantiles_rise_with_their_level():
    mean = np.geomspace(0.01, 5000, 60)
    assert (np.diff(count_quantiles(mean, interval_variance(mean, 0.05), LEVELS), axis=0) >= 0).all()


def test_a_poisson_count_has_finite_quantiles():
    mean = np.array([1e-6, 0.5, 30.0, 1e6])
    assert np.isfinite(count_quantiles(mean, interval_variance(mean, LEAST_DISPERSION), LEVELS)).all()


def test_the_part_of_dispersion_that_days_share_is_recovered():
    rng = np.random.default_rng(9)
    mean = np.full((4000, 24), 30.0)
    rate = mean * rng.gamma(1 / 0.02, 0.02, 4000)[:, None] * rng.gamma(1 / 0.05, 0.05, mean.shape)
    actual = rng.poisson(rate).astype(float)
    total = 0.02 + 0.05 + 0.02 * 0.05
    nothing = np.zeros(4000)
    assert day_dispersion([actual], [mean], total, [nothing], [1.0]) == pytest.approx(0.02, rel=0.15)
    assert day_dispersion([actual], [mean], total, [nothing + 0.02], [1.0]) == pytest.approx(0, abs=0.003)


@pytest.mark.parametrize("mean", [0.4, 6.0, 120.0])
def test_counts_lie_evenly_in_their_own_distribution(mean):
    counts = drawn(mean, 0.1, 100_000)
    means = np.full(counts.size, mean)
    lies = count_distribution(counts, means, interval_variance(means, 0.1))
    assert lies.mean() == pytest.approx(0.5, abs=0.005)
    assert (lies >= 0).all()
    assert (lies <= 1).all()


def test_silence_still_allows_what_it_cannot_exclude():
    assert silent_quantiles(np.array([1.0, 0.0]), 60, (0.95,))[0] == pytest.approx([0.05, 0.0], abs=1e-3)


@pytest.mark.parametrize("phi", [1e-6, 1e-3, 0.05, 0.4, 3.0])
@pytest.mark.parametrize("level", [0.001, 0.1, 0.5, 0.95, 0.999])
def test_small_quantiles_are_exactly_those_of_the_negative_binomial(phi, level):
    mean = np.geomspace(1e-30, 50, 300)
    size = 1 / phi
    found = count_quantiles(mean, interval_variance(mean, phi), (level,))[0]
    probability = size / (size + mean)
    assert (nbinom.cdf(found, size, probability) >= level - 1e-9).all()
    below = found > 0
    assert (nbinom.cdf(found[below] - 1, size, probability[below]) < level + 1e-9).all()
