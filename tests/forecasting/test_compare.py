from datetime import timedelta

import numpy as np
import pytest

from forecasting.compare import Comparison, compare_methods, shared_ratio
from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.forecaster import discover
from forecasting.request import QueueHistory
from tests.forecasting.builders import FIRST, Truth, rows


def a_queue(days=330, history=None):
    truth = Truth(per_day=900)
    return QueueHistory(
        queue="voice",
        zone=truth.zone,
        interval_minutes=60,
        history=truth.history(days=days, phi=0.03) if history is None else history,
        absent_means="missing",
        opening=truth.opening,
    )


@pytest.fixture(scope="module")
def found():
    peers = {"peer": (discover()["negative_binomial"], 1)}
    plain = frozenset({"holt_winters_daily"})
    return compare_methods(a_queue(), Comparison(origins=3, peers=peers, plain_bands=plain))


def test_origins_are_spread_over_the_history_and_end_a_horizon_before_its_end(found):
    assert len(found.origins) == 3
    assert found.origins[-1] == FIRST + timedelta(days=330 - 28)
    assert found.origins[1] - found.origins[0] > timedelta(days=60)


def test_a_slow_peer_is_compared_at_the_origins_it_was_run_at(found):
    peer = next(one for one in found.methods if one.method == "peer")
    assert [one.origin for one in peer.by_origin] == [found.origins[-1]]
    selected = next(one for one in found.methods if one.method == "selected")
    assert shared_ratio(found, "peer", "wape") == pytest.approx(
        selected.by_origin[-1].wape / peer.by_origin[-1].wape
    )


def test_a_method_may_be_scored_with_plain_bands_besides(found):
    by_name = {one.method: one for one in found.methods}
    own, plain = by_name["holt_winters_daily"], by_name["holt_winters_daily, plain bands"]
    assert plain.wape == own.wape
    assert plain.wql != own.wql
    assert plain.coverage > 0.7


def test_the_ensemble_beats_the_seasonal_naive_and_covers(found):
    assert shared_ratio(found, "seasonal_naive", "wape") < 0.85
    assert 0.75 <= found.methods[0].coverage <= 0.87


def test_what_was_done_is_told():
    told = []
    compare_methods(a_queue(150), Comparison(origins=2), told.append)
    assert told == ["voice: origin 1 of 2", "voice: origin 2 of 2"]


def test_a_history_too_short_says_how_much_is_needed():
    with pytest.raises(ShortHistoryError, match="83 days of usable history; at least 84"):
        compare_methods(a_queue(83), Comparison())


def test_a_history_without_anything_after_its_origins_is_refused():
    history = Truth(per_day=900).history(days=100)
    day = np.arange(history.volume.size) // 24
    sparse = rows(history, (day < 40) | (day == 99))
    with pytest.raises(ShortHistoryError):
        compare_methods(a_queue(history=rows(sparse, slice(0, 1))), Comparison())


@pytest.mark.parametrize(("field", "value"), [("horizon", 0), ("horizon", 1000), ("origins", 0)])
def test_a_field_that_cannot_be_is_named(field, value):
    with pytest.raises(BadFieldError, match=f"^{field}: expected"):
        Comparison(**{field: value})
