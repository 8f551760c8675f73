import numpy as np
import pytest

from forecasting.losses import bias, coverage, mase, noise_floor, wape, weighted_quantile_loss

ACTUAL, MEAN = np.array([1.0, 2.0, 5.0]), np.array([2.0, 2.0, 3.0])


def test_wape_divides_errors_by_contacts():
    assert wape(ACTUAL, MEAN) == 3 / 8


def test_too_little_is_a_negative_bias():
    assert bias(ACTUAL, MEAN) == -1 / 8


def test_mase_divides_the_mean_error_by_the_scale():
    assert mase(ACTUAL, MEAN, 2.0) == 0.5


def test_quantile_loss_of_the_median_is_wape():
    assert weighted_quantile_loss(ACTUAL, MEAN[None], (0.5,)) == wape(ACTUAL, MEAN)


def test_a_high_quantile_is_punished_for_being_too_low():
    low = weighted_quantile_loss(ACTUAL, ACTUAL[None] - 1, (0.9,))
    high = weighted_quantile_loss(ACTUAL, ACTUAL[None] + 1, (0.9,))
    assert low == pytest.approx(9 * high)


def test_coverage_counts_the_edges():
    assert coverage(ACTUAL, np.array([1.0, 3.0, 0.0]), np.array([1.0, 4.0, 5.0])) == 2 / 3


@pytest.mark.parametrize(
    ("mean", "floor"),
    [(0.5, 1.21), (1, 0.74), (2, 0.54), (5, 0.35), (10, 0.25), (20, 0.18), (100, 0.08), (500, 0.036)],
)
def test_the_noise_floor_is_that_of_poisson_counts(mean, floor):
    assert noise_floor(np.array([float(mean)])) == pytest.approx(floor, abs=0.006)


def test_nothing_to_score_gives_no_figure():
    nothing = np.zeros(0)
    assert wape(np.zeros(2), np.ones(2)) is None
    assert bias(np.zeros(2), np.ones(2)) is None
    assert mase(ACTUAL, MEAN, 0.0) is None
    assert weighted_quantile_loss(np.zeros(2), np.zeros((1, 2)), (0.5,)) is None
    assert coverage(nothing, nothing, nothing) is None
    assert noise_floor(nothing) is None
