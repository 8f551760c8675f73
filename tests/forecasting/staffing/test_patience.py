"""Patience from abandons over everybody's waiting."""

import numpy as np
import pytest

from forecasting.staffing.patience import NoWaitingSeenError, estimate_patience


def test_patience_is_the_waiting_of_everybody_per_abandon() -> None:
    estimate = estimate_patience(40, 6000.0)
    assert estimate.patience_seconds == 150.0
    assert estimate.low_seconds < 150.0
    assert estimate.high_seconds is not None
    assert estimate.high_seconds > 150.0


def test_simulated_waits_give_their_patience_back_inside_the_interval() -> None:
    random = np.random.default_rng(5)
    patience, offered = random.exponential(90.0, 20_000), random.exponential(30.0, 20_000)
    estimate = estimate_patience(int((patience < offered).sum()), float(np.minimum(patience, offered).sum()))
    assert estimate.patience_seconds == pytest.approx(90.0, rel=0.04)
    assert estimate.high_seconds is not None
    assert estimate.low_seconds < 90.0 < estimate.high_seconds


def test_without_abandons_patience_is_endless_but_known_from_below() -> None:
    estimate = estimate_patience(0, 600.0)
    assert estimate.patience_seconds is None
    assert estimate.high_seconds is None
    assert estimate.low_seconds == pytest.approx(600.0 / 3.6889, rel=1e-4)


def test_abandons_without_any_waiting_mean_no_patience() -> None:
    assert estimate_patience(3, 0.0).patience_seconds == 0.0


def test_without_waiting_there_is_nothing_to_estimate() -> None:
    with pytest.raises(NoWaitingSeenError, match="nobody waited"):
        estimate_patience(0, 0.0)


@pytest.mark.parametrize(
    ("abandons", "waited", "confidence", "named"),
    [(-1, 5.0, 0.9, "abandons"), (1, float("nan"), 0.9, "waited"), (1, 5.0, 1.0, "confidence")],
)
def test_impossible_input_is_named(abandons: int, waited: float, confidence: float, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        estimate_patience(abandons, waited, confidence)
