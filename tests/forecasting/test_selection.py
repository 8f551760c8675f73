import numpy as np
import pytest

from forecasting.rolling import Evidence
from forecasting.selection import DEFAULT, measured_dispersion, select_method

SEEN = np.ones((4, 6), bool)


def shown(actual, **off):
    """One origin where each method was off by so much in every cell."""
    table = np.full((4, 6), float(actual))
    return Evidence(SEEN, table, {name: table + error for name, error in off.items()})


def test_fewer_than_two_origins_choose_the_default():
    selection = select_method([shown(10, holt_winters_daily=5, slot_mean=0)])
    assert selection.method == DEFAULT
    assert "1 past origins" in selection.reason


def test_a_method_clearly_less_wrong_replaces_the_default():
    selection = select_method([shown(10, holt_winters_daily=2, slot_mean=1)] * 3)
    assert selection.method == "slot_mean"
    assert "slot_mean 0.100, holt_winters_daily 0.200" in selection.reason


def test_a_method_hardly_less_wrong_does_not():
    assert select_method([shown(10, holt_winters_daily=1.0, slot_mean=0.97)] * 3).method == DEFAULT


def test_the_latest_origin_counts_most():
    latest, older = (
        shown(10, holt_winters_daily=2, slot_mean=1),
        shown(10, holt_winters_daily=1, slot_mean=2),
    )
    assert select_method([latest, older]).method == "slot_mean"
    assert select_method([older, latest]).method == DEFAULT


def test_tiny_queues_are_judged_by_the_day():
    actual = np.zeros((4, 6))
    actual[:, 0] = 1.0
    even = np.full((4, 6), 1 / 6)
    one = Evidence(SEEN, actual, {"holt_winters_daily": np.zeros((4, 6)), "slot_mean": even})
    assert select_method([one, one]).method == "slot_mean"


def test_silence_chooses_the_default():
    assert select_method([shown(0, holt_winters_daily=0, slot_mean=0)] * 2).method == DEFAULT


def test_dispersion_is_that_of_the_chosen_method():
    rng = np.random.default_rng(1)
    mean = np.full((200, 24), 40.0)
    actual = rng.poisson(mean * rng.gamma(10, 0.1, mean.shape)).astype(float)
    one = Evidence(np.ones(mean.shape, bool), actual, {"good": mean, "bad": 2 * mean})
    phi, phi_day = measured_dispersion([one], "good")
    assert phi == pytest.approx(0.1, rel=0.1)
    assert phi_day == pytest.approx(0, abs=0.01)
    assert measured_dispersion([one], "bad")[0] > phi
