"""The modified offered load against its differential equation."""

import numpy as np
import pytest
from scipy import integrate

from forecasting.staffing.offered_load import modified_offered_load

INTERVAL = 900.0


def starts(count: int) -> np.ndarray:
    return np.arange(count) * INTERVAL


def test_a_steady_rate_gives_the_ordinary_load() -> None:
    load = modified_offered_load(np.full(5, 0.02), np.full(5, 2700.0), starts(5), INTERVAL)
    assert load == pytest.approx(np.full(5, 54.0))


def test_a_short_handle_time_follows_each_interval() -> None:
    rate = np.array([0.01, 0.05, 0.0, 0.02])
    load = modified_offered_load(rate, np.full(4, 10.0), starts(4), INTERVAL)
    assert load == pytest.approx(rate * 10.0, abs=0.01)


def test_the_means_agree_with_integrating_the_equation_from_the_periodic_start() -> None:
    rate, handle = np.array([0.0, 0.03, 0.05, 0.01]), np.array([1200.0, 1200.0, 1800.0, 900.0])
    load = modified_offered_load(rate, handle, starts(4), INTERVAL)
    present = 0.0
    for _ in range(20):
        means = []
        for arrivals, seconds in zip(rate, handle, strict=True):
            path = integrate.solve_ivp(
                lambda _, m, r=arrivals, h=seconds: [r - m[0] / h, m[0]],
                (0.0, INTERVAL),
                [present, 0.0],
                rtol=1e-10,
                atol=1e-12,
            )
            present = path.y[0, -1]
            means.append(path.y[1, -1] / INTERVAL)
    assert load == pytest.approx(means, rel=1e-7)


def test_work_fades_over_a_gap_between_intervals() -> None:
    rate, handle = np.array([0.05, 0.0]), np.full(2, 1800.0)
    together = modified_offered_load(rate, handle, np.array([0.0, 900.0]), INTERVAL)
    apart = modified_offered_load(rate, handle, np.array([0.0, 8100.0]), INTERVAL)
    assert apart[1] < 0.05 * together[1]


def test_the_day_keeps_its_work() -> None:
    rate = np.array([0.0, 0.0, 0.04, 0.01, 0.0, 0.02])
    load = modified_offered_load(rate, np.full(6, 2700.0), starts(6), INTERVAL)
    assert load.sum() == pytest.approx((rate * 2700.0).sum())
