import numpy as np
import pytest

from forecasting.profile import fit_profile
from tests.forecasting.builders import OFFICE_HOURS, WEEKDAYS, Truth, a_series, a_table, two_humps


def profile_of(series):
    return fit_profile(series, np.ones(series.days, bool)).shares


def test_exact_counts_give_the_exact_profile():
    shares = profile_of(a_series(Truth().history(days=84)))
    assert shares == pytest.approx(np.tile(two_humps(24), (7, 1)), rel=1e-3)


def test_shares_of_usual_hours_sum_to_one_on_every_weekday():
    truth = Truth(opening=OFFICE_HOURS)
    shares = profile_of(a_series(truth.history(days=84, phi=0), opening=OFFICE_HOURS))
    assert shares[:, 8:18].sum(axis=1) == pytest.approx(np.ones(7))


def test_a_busy_weekday_keeps_a_shape_of_its_own():
    counts = np.tile(500 * two_humps(24), (84, 1))
    counts[5::7] = counts[5::7, ::-1]
    shares = profile_of(a_table(counts))
    assert shares[5] == pytest.approx(two_humps(24)[::-1], abs=0.002)


def test_a_tiny_queue_falls_onto_what_its_weekdays_share():
    rng = np.random.default_rng(5)
    counts = rng.poisson(3 * two_humps(24) * np.tile(WEEKDAYS, 12)[:, None])
    shares = profile_of(a_table(counts))
    apart = np.abs(shares - two_humps(24)).sum(axis=1).mean()
    raw = np.array([counts[day::7].sum(axis=0) / counts[day::7].sum() for day in range(7)])
    assert apart < 0.6 * np.abs(raw - two_humps(24)).sum(axis=1).mean()


def test_a_missing_morning_does_not_bend_the_profile():
    series = a_series(Truth().history(days=84))
    cells = np.zeros(series.counts.shape, bool)
    cells[::7, 8:12] = True
    assert profile_of(series.without(cells)) == pytest.approx(np.tile(two_humps(24), (7, 1)), rel=2e-3)


def test_a_silent_queue_has_a_flat_profile():
    assert profile_of(a_table(np.zeros((28, 24)))) == pytest.approx(np.full((7, 24), 1 / 24))
