import numpy as np
import pytest

from forecasting.dispersion import DayKind
from forecasting.forecaster import discover
from forecasting.rolling import Evidence
from forecasting.selection import ENSEMBLE, measured_dispersion, mixed, select_method

SEEN = np.ones((4, 6), bool)
KINDS = np.zeros(4, np.int64)
ONES = np.ones(4)
MEMBERS = [name for name, forecaster in discover().items() if forecaster.member]


def shown(actual, best, off=2.0, better=1.0):
    """One origin where every member was off by ``off`` in every cell, the best one by ``better``."""
    table = np.full((4, 6), float(actual))
    return Evidence(
        SEEN, table, {name: table + (better if name == best else off) for name in MEMBERS}, KINDS, ONES
    )


def test_weights_add_up_to_one_and_name_members_only():
    weights = select_method([shown(10, "svd_profile")] * 3).weights
    assert set(weights) == set(MEMBERS)
    assert "seasonal_naive" not in weights
    assert sum(weights.values()) == pytest.approx(1)


def test_fewer_than_two_origins_give_equal_weights():
    selection = select_method([shown(10, "svd_profile")])
    assert set(selection.weights.values()) == {1 / len(MEMBERS)}
    assert "1 past origins" in selection.reason


def test_a_member_half_as_good_weighs_a_sixteenth():
    weights = select_method([shown(10, "svd_profile")] * 3).weights
    assert weights["svd_profile"] == pytest.approx(16 * weights["weekly_mean"])


def test_the_reason_tells_weights_and_errors():
    selection = select_method([shown(10, "svd_profile")] * 3)
    assert selection.method == ENSEMBLE
    assert selection.reason.startswith("0.84 svd_profile + ")
    assert "svd_profile 0.100" in selection.reason


def test_the_latest_origin_counts_most():
    latest, older = shown(10, "svd_profile"), shown(10, "weekly_mean")
    weights = select_method([latest, older]).weights
    assert weights["svd_profile"] > weights["weekly_mean"]


def test_tiny_queues_are_judged_by_the_day():
    actual = np.zeros((4, 6))
    actual[:, 0] = 1.0
    means = dict.fromkeys(MEMBERS, np.zeros((4, 6))) | {"weekly_mean": np.full((4, 6), 1 / 6)}
    one = Evidence(SEEN, actual, means, KINDS, ONES)
    assert select_method([one, one]).weights["weekly_mean"] == pytest.approx(1, abs=1e-6)


def test_silence_gives_equal_weights():
    assert len(set(select_method([shown(0, "svd_profile", 0, 0)] * 2).weights.values())) == 1


def test_a_mixture_is_the_weighted_mean():
    assert mixed({"a": np.array([1.0]), "b": np.array([5.0])}, {"a": 0.25, "b": 0.75})[0] == 4.0


def test_dispersion_is_that_of_the_mixture():
    rng = np.random.default_rng(1)
    mean = np.full((200, 24), 40.0)
    actual = rng.poisson(mean * rng.gamma(10, 0.1, mean.shape)).astype(float)
    kinds = np.full(200, DayKind.WEEKDAY)
    one = Evidence(np.ones(mean.shape, bool), actual, {"good": mean, "bad": 2 * mean}, kinds, np.ones(200))
    assert measured_dispersion([one], {"good": 1.0}).pooled == pytest.approx(0.1, rel=0.1)
    assert measured_dispersion([one], {"good": 1.0}).day == pytest.approx(0, abs=0.01)
    assert measured_dispersion([one], {"good": 0.5, "bad": 0.5}).pooled > 0.15
