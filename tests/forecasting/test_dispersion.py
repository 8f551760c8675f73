import numpy as np
import pytest

from forecasting.dispersion import DayKind, Dispersion, Past, day_kinds, measure_dispersion
from forecasting.quantiles import LEAST_DISPERSION, UNKNOWN_DISPERSION
from forecasting.wall_clock import day_number
from tests.forecasting.builders import FIRST

LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
WEEK = day_kinds(day_number(FIRST) + np.arange(7), [""] * 7)


def drawn(mean, phi, rng):
    return rng.poisson(mean * rng.gamma(1 / phi, phi, mean.shape)).astype(float)


def past(actual, mean, kinds=None, lifted=None):
    """A forecast all of whose cells were seen and about which nobody disagreed."""
    days = len(mean)
    return Past(
        actual,
        mean,
        np.ones(mean.shape, bool),
        np.zeros(days, np.int64) if kinds is None else kinds,
        np.ones(days) if lifted is None else lifted,
        np.zeros(mean.shape),
        np.zeros(days),
    )


def measured(mean, phi, kinds, seed=1):
    return measure_dispersion([past(drawn(mean, phi, np.random.default_rng(seed)), mean, kinds)])


def test_weekends_and_named_days_are_kinds_of_their_own():
    names = ["", "", "Founders Day", "", "", "", "day after Founders Day"]
    kinds = day_kinds(day_number(FIRST) + np.arange(7), names)
    assert kinds.tolist() == [0, 0, DayKind.NAMED, 0, 0, DayKind.WEEKEND, DayKind.NAMED]


def test_each_kind_of_day_strays_as_it_did():
    kinds = np.tile(WEEK, 40)
    phi = np.where(kinds == DayKind.WEEKEND, 0.3, 0.05)[:, None] * np.ones(24)
    found = measured(np.full((280, 24), 50.0), phi, kinds)
    mean = np.full((1, 24), 50.0)
    assert found.phi(mean, np.array([[DayKind.WEEKDAY]]))[0, 0] == pytest.approx(0.05, rel=0.15)
    assert found.phi(mean, np.array([[DayKind.WEEKEND]]))[0, 0] == pytest.approx(0.3, rel=0.15)


def test_each_size_of_mean_strays_as_it_did():
    mean = np.tile(np.repeat([20.0, 60.0, 200.0, 900.0], 6), (280, 1))
    phi = np.tile(np.repeat([0.3, 0.2, 0.1, 0.02], 6), (280, 1))
    found = measured(mean, phi, np.zeros(280, np.int64))
    got = found.phi(np.array([20.0, 60.0, 200.0, 900.0]), np.zeros(4, np.int64))
    assert got == pytest.approx([0.3, 0.2, 0.1, 0.02], rel=0.2)


def test_named_days_never_seen_stray_twice_as_far_and_weekends_like_all():
    found = measured(np.full((56, 24), 30.0), np.full((56, 24), 0.1), np.zeros(56, np.int64))
    mean = np.array([30.0, 30.0])
    got = found.phi(mean, np.array([DayKind.NAMED, DayKind.WEEKEND]))
    assert got == pytest.approx([2 * found.pooled, found.pooled])


def test_counts_calmer_than_chance_have_the_least_dispersion():
    calm = np.full((56, 24), 5.0)
    assert measure_dispersion([past(calm, calm)]).pooled == LEAST_DISPERSION


def test_without_volume_dispersion_is_unknown():
    nothing = np.zeros((56, 24))
    assert measure_dispersion([past(nothing, nothing)]).pooled == UNKNOWN_DISPERSION


def test_the_latest_origin_says_most():
    rng, mean = np.random.default_rng(2), np.full((56, 24), 100.0)
    calm, wild = (past(drawn(mean, phi, rng), mean) for phi in (0.02, 0.2))
    assert measure_dispersion([calm, wild]).pooled == pytest.approx((0.02 + 0.5 * 0.2) / 1.5, rel=0.1)
    assert measure_dispersion([wild, calm]).pooled == pytest.approx((0.2 + 0.5 * 0.02) / 1.5, rel=0.1)


def test_one_mad_day_hardly_widens_all_others():
    mean = np.full((84, 24), 100.0)
    actual = drawn(mean, 0.02, np.random.default_rng(2))
    actual[40] *= 20
    assert measure_dispersion([past(actual, mean)]).pooled < 0.08


def test_what_says_little_is_drawn_to_the_pooled_dispersion():
    mean = np.full((84, 24), 0.2)
    mean[:, 12:] = 40.0
    found = measured(mean, np.full(mean.shape, 0.1), np.zeros(84, np.int64))
    assert found.phi(np.array([0.2]), np.array([0]))[0] == pytest.approx(found.pooled, rel=0.3)


@pytest.mark.parametrize("mean", [3.0, 30.0, 400.0])
def test_bands_cover_what_they_promise_also_where_the_noise_is_no_negative_binomial(mean):
    rng = np.random.default_rng(3)
    table = np.full((280, 24), mean)

    def strange(shape):
        """Mostly calm, now and then half as much again."""
        return rng.poisson(mean * np.where(rng.random(shape) < 0.1, 1.9, 0.9)).astype(float)

    found = measure_dispersion([past(strange(table.shape), table)])
    actual = strange(20_000)
    low, high = found.quantiles(np.full(actual.size, mean), np.zeros(actual.size, int), (0.1, 0.9))
    assert 0.75 <= ((actual >= low) & (actual <= high)).mean() <= 0.9


def test_quantiles_rise_with_their_level_whatever_was_seen():
    kinds = np.tile(WEEK, 12)
    found = measured(np.full((84, 24), 12.0), np.full((84, 24), 0.2), kinds)
    mean = np.geomspace(0.01, 3000, 40)
    table = found.quantiles(mean, np.zeros(40, int), (0.001, *LEVELS, 0.999))
    assert (np.diff(table, axis=0) >= 0).all()
    assert np.isfinite(table).all()


def test_the_variance_of_a_day_counts_what_its_intervals_share():
    rng = np.random.default_rng(9)
    mean = np.full((4000, 24), 30.0)
    rate = mean * rng.gamma(1 / 0.02, 0.02, 4000)[:, None] * rng.gamma(1 / 0.05, 0.05, mean.shape)
    actual = rng.poisson(rate).astype(float)
    kinds = np.zeros(4000, np.int64)
    found = measure_dispersion([past(actual, mean)])
    assert found.day == pytest.approx(0.02, rel=0.15)
    assert actual.sum(axis=1).var() == pytest.approx(found.day_variance(mean, kinds[:, None])[0], rel=0.1)


def test_without_past_origins_dispersion_is_assumed():
    found = measure_dispersion([])
    assert found.pooled == found.day == UNKNOWN_DISPERSION
    assert Dispersion.unknown().times(2).phi(np.array([9.0]), np.array([1]))[0] == 2 * UNKNOWN_DISPERSION


def test_a_lifted_history_scatters_as_it_was_counted():
    mean = np.full((280, 24), 10.0)
    actual = drawn(mean, 0.1, np.random.default_rng(5))
    plain = measure_dispersion([past(actual, mean)])
    lifted = measure_dispersion([past(0.4 * actual, 0.4 * mean, lifted=np.full(280, 0.4))])
    assert lifted.pooled == pytest.approx(plain.pooled)
    assert lifted.shape == pytest.approx(plain.shape)
    assert lifted.phi(np.array([4.0]), np.array([0])) == pytest.approx(
        plain.phi(np.array([10.0]), np.array([0]))
    )
