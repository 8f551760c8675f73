import numpy as np
import pytest

from forecasting.dispersion import DayKind
from forecasting.forecaster import discover
from forecasting.rolling import Evidence
from forecasting.selection import ENSEMBLE, Mixture, measured_dispersion, select_method

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


def test_a_member_a_tenth_worse_weighs_half_as_much():
    weights = select_method([shown(10, "svd_profile", off=1.1)] * 3).weights
    assert weights["svd_profile"] == pytest.approx(1.1**8 * weights["weekly_mean"])
    assert weights["svd_profile"] / weights["weekly_mean"] == pytest.approx(2, abs=0.2)


def test_the_reason_tells_weights_and_errors():
    selection = select_method([shown(10, "svd_profile")] * 3)
    assert selection.method == ENSEMBLE
    assert selection.reason.startswith("0.99 svd_profile + ")
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
    means = {"a": np.array([[1.0]]), "b": np.array([[5.0]])}
    assert Mixture.of(means, {"a": 0.25, "b": 0.75}).mean[0, 0] == 4.0


def test_members_that_disagree_about_intervals_may_agree_about_the_day():
    means = {"a": np.array([[3.0, 5.0], [4.0, 4.0]]), "b": np.array([[5.0, 3.0], [6.0, 6.0]])}
    mixture = Mixture.of(means, {"a": 0.5, "b": 0.5})
    assert mixture.doubt[0] == pytest.approx([3 / 16, 3 / 16])
    assert mixture.day_doubt == pytest.approx([0, 3 / 25])


def test_one_method_alone_has_no_doubt_nor_have_members_that_agree_on_nothing():
    means = {"a": np.array([[0.0, 2.0]]), "b": np.array([[0.0, 2.0]])}
    assert not Mixture.of(means, {"a": 1.0}).doubt.any()
    assert not Mixture.of(means, {"a": 0.5, "b": 0.5}).doubt.any()


def test_dispersion_is_that_of_the_mixture():
    rng = np.random.default_rng(1)
    mean = np.full((200, 24), 40.0)
    actual = rng.poisson(mean * rng.gamma(10, 0.1, mean.shape)).astype(float)
    kinds = np.full(200, DayKind.WEEKDAY)
    one = Evidence(np.ones(mean.shape, bool), actual, {"good": mean, "bad": 2 * mean}, kinds, np.ones(200))
    assert measured_dispersion([one], {"good": 1.0}).pooled == pytest.approx(0.1, rel=0.1)
    assert measured_dispersion([one], {"good": 1.0}).day == pytest.approx(0, abs=0.01)
    assert measured_dispersion([one], {"bad": 1.0}).pooled > 0.2


def test_what_disagreement_explains_is_no_dispersion():
    rng = np.random.default_rng(1)
    mean = np.full((200, 24), 400.0)
    off = np.where(np.arange(200)[:, None] < 100, 1.4, 1.0)
    actual = rng.poisson(mean * np.sqrt(off)).astype(float)
    kinds = np.full(200, DayKind.WEEKDAY)
    means = {"one": mean * off, "other": mean}
    seen = np.ones(mean.shape, bool)
    mixture = measured_dispersion(
        [Evidence(seen, actual, means, kinds, np.ones(200))], {"one": 0.5, "other": 0.5}
    )
    alone = measured_dispersion([Evidence(seen, actual, means, kinds, np.ones(200))], {"one": 1.0})
    assert mixture.pooled < 0.2 * alone.pooled
