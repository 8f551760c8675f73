"""Callbacks: the live rate solves its own equation and no contact is lost on the way."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.staffing.callback import CallbackOffer, split_callbacks
from forecasting.staffing.erlang import queue_waiting

OFFER = CallbackOffer(above_seconds=60.0, accepted=0.5, handle_seconds=240.0)


def cells(value: float) -> np.ndarray:
    return np.array([value, value])


def test_the_live_rate_solves_its_own_equation() -> None:
    split = split_callbacks(OFFER, np.array([8.0, 12.0]), cells(0.04), cells(300), cells(200))
    waits = queue_waiting(np.array([8.0, 12.0]), split.live_rate, 300, 200, 60).virtual_exceeds
    assert split.live_rate == pytest.approx(0.04 * (1 - 0.5 * waits), rel=1e-6)
    assert split.live_rate + split.callback_rate == pytest.approx(cells(0.04))
    assert split.callback_rate[0] > split.callback_rate[1]


def test_nobody_accepting_changes_nothing() -> None:
    split = split_callbacks(replace(OFFER, accepted=0.0), cells(8), cells(0.04), cells(300), cells(200))
    assert split.live_rate == pytest.approx(cells(0.04))


def test_attempts_without_an_answer_cost_time_too() -> None:
    hard = replace(OFFER, answer_share=0.5, attempts=2.0, attempt_seconds=30.0)
    split = split_callbacks(hard, cells(8), cells(0.04), cells(300), cells(np.inf))
    assert split.seconds_per_callback == pytest.approx(2 * (0.5 * 240 + 0.5 * 30))


def test_impossible_offers_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="accepted"):
        split_callbacks(replace(OFFER, accepted=1.5), cells(8), cells(0.04), cells(300), cells(200))
    with pytest.raises(ValueError, match="attempt_seconds"):
        split_callbacks(replace(OFFER, attempt_seconds=-1), cells(8), cells(0.04), cells(300), cells(200))
