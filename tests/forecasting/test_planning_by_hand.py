"""Adjustments, campaigns, deflection, differences and samples of one forecast."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.adjustments import Adjustment, Campaign, Deflection, adjust, residual_handle_seconds
from forecasting.difference import compare_forecasts
from forecasting.errors import BadFieldError
from forecasting.samples import sample_volume
from forecasting.volume import forecast_volume
from tests.forecasting.builders import OFFICE_HOURS, Truth, a_request

BY = {"reason": "release 4.2", "author": "planner"}
NINE = datetime(2024, 7, 22, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain():
    truth = Truth(opening=OFFICE_HOURS, per_day=900)
    history = truth.history(days=200, phi=0.05, day_phi=0.02, handle_seconds=300)
    return forecast_volume(a_request(truth, history, days=14))


def volumes(forecast):
    return np.array(forecast.volume)


def inside(forecast, start, end):
    return np.array([start <= one < end for one in forecast.starts])


def test_a_factor_moves_its_window_only_and_the_days_with_it(plain):
    two_hours = {"start": NINE, "end": NINE + timedelta(hours=2)}
    changed = adjust(plain, (Adjustment(**two_hours, factor=1.5, **BY),))
    window = inside(plain, **two_hours)
    assert volumes(changed)[window] == pytest.approx(1.5 * volumes(plain)[window])
    assert np.array_equal(volumes(changed)[~window], volumes(plain)[~window])
    assert sum(day.mean for day in changed.daily) == pytest.approx(sum(changed.volume))
    assert changed.quantiles[0.9][np.flatnonzero(window)[0]] == pytest.approx(
        1.5 * plain.quantiles[0.9][np.flatnonzero(window)[0]]
    )


def test_a_volume_is_spread_as_the_forecast_spreads_it(plain):
    day = {"start": NINE - timedelta(hours=8), "end": NINE + timedelta(hours=16)}
    changed = adjust(plain, (Adjustment(**day, contacts=1234, **BY),))
    window = inside(plain, **day)
    assert volumes(changed)[window].sum() == pytest.approx(1234)
    shape = volumes(plain)[window] / volumes(plain)[window].sum()
    assert volumes(changed)[window] / 1234 == pytest.approx(shape)


def test_half_an_interval_gets_half_the_effect(plain):
    half = Adjustment(start=NINE + timedelta(minutes=30), end=NINE + timedelta(hours=1), factor=3, **BY)
    row = plain.starts.index(NINE)
    assert adjust(plain, (half,)).volume[row] == pytest.approx(2 * plain.volume[row])


def test_who_and_why_are_kept(plain):
    changed = adjust(plain, (Adjustment(start=NINE, end=NINE + timedelta(hours=2), factor=1.5, **BY),))
    assert changed.adjustments == ("volume adjusted from 2024-07-22T08:00:00+00:00 by planner: release 4.2",)


def test_another_queues_change_passes_by(plain):
    other = Adjustment(queue="chat", start=NINE, end=NINE + timedelta(hours=2), factor=9, **BY)
    assert adjust(plain, (other,)) == plain


def test_a_window_outside_the_forecast_is_refused(plain):
    late = Adjustment(start=NINE + timedelta(days=99), end=NINE + timedelta(days=100), factor=2, **BY)
    with pytest.raises(BadFieldError, match=r"^start: expected a window touching"):
        adjust(plain, (late,))


def test_contacts_in_closed_hours_are_refused(plain):
    night = Adjustment(start=NINE - timedelta(hours=7), end=NINE - timedelta(hours=5), contacts=10, **BY)
    with pytest.raises(BadFieldError, match=r"^contacts: expected a window in which contacts are expected"):
        adjust(plain, (night,))


@pytest.mark.parametrize(
    "wrong", [{"factor": 1.0, "contacts": 5}, {}, {"factor": -1}, {"factor": float("nan")}, {"contacts": -5}]
)
def test_an_adjustment_has_one_possible_effect(wrong):
    with pytest.raises(ValidationError):
        Adjustment(start=NINE, end=NINE + timedelta(hours=1), **wrong, **BY)


def test_a_window_must_end_after_it_starts():
    with pytest.raises(ValidationError, match="end: expected a time after start"):
        Adjustment(start=NINE, end=NINE, factor=1, **BY)


def test_a_campaign_fades_by_its_half_life_and_brings_its_contacts_while_open(plain):
    mailing = Campaign(start=NINE, reached=10_000, response_share=0.02, half_life_hours=5, **BY)
    added = volumes(adjust(plain, (mailing,))) - volumes(plain)
    assert not added[np.array(plain.open) == 0].any()
    assert added.sum() == pytest.approx(200, rel=0.001)
    assert added[plain.starts.index(NINE) :][:5].sum() == pytest.approx(100)


def test_deflection_takes_contacts_and_leaves_the_longer_ones(plain):
    bot = Deflection(start=NINE, share=0.3, deflected_seconds=120, **BY)
    changed = adjust(plain, (bot,))
    after = inside(plain, NINE, NINE + timedelta(days=99))
    assert volumes(changed)[after] == pytest.approx(0.7 * volumes(plain)[after])
    row = plain.starts.index(NINE)
    assert changed.handle_seconds[row] == pytest.approx((300 - 0.3 * 120) / 0.7)
    assert changed.handle_seconds[0] == plain.handle_seconds[0]


def test_what_is_left_cannot_take_less_than_nothing():
    assert residual_handle_seconds(300, 0.3, 120) == pytest.approx(377.142857)
    with pytest.raises(BadFieldError, match="deflected_seconds: expected at most 600 s"):
        residual_handle_seconds(300, 0.5, 700)


def test_the_difference_lists_what_changed(plain):
    two_hours = {"start": NINE, "end": NINE + timedelta(hours=2)}
    changed = adjust(plain, (Adjustment(**two_hours, factor=1.5, **BY),))
    found = compare_forecasts(plain, changed)
    assert [one.start for one in found.intervals] == [NINE, NINE + timedelta(hours=1)]
    assert [day.date for day in found.days] == [NINE.date()]
    assert found.after - found.before == pytest.approx(sum(i.after - i.before for i in found.intervals))
    assert found.adjustments == changed.adjustments


def test_a_forecast_does_not_differ_from_itself(plain):
    found = compare_forecasts(plain, plain)
    assert found.ratio == 1
    assert found.days == found.intervals == ()


def test_forecasts_of_different_queues_are_not_compared(plain):
    with pytest.raises(BadFieldError, match=r"^queue: expected voice, got chat"):
        compare_forecasts(plain, plain.model_copy(update={"queue": "chat"}))


def test_samples_have_the_forecasts_mean_and_spread(plain):
    drawn = sample_volume(plain, 4000, seed=1)
    mean = volumes(plain)
    busy = mean > 20
    assert drawn.mean(axis=0)[busy] == pytest.approx(mean[busy], rel=0.04)
    variance = mean + plain.dispersion * mean**2
    assert drawn.var(axis=0)[busy].sum() == pytest.approx(variance[busy].sum(), rel=0.05)
    assert not drawn[:, mean == 0].any()


def test_the_hours_of_a_sampled_day_go_together_and_days_do_not(plain):
    tight = plain.model_copy(update={"dispersion": 0.05, "day_dispersion": 0.05})
    drawn = sample_volume(tight, 3000, seed=2)
    monday = np.flatnonzero(inside(plain, NINE, NINE + timedelta(hours=6)))
    tuesday = monday + 24
    morning, afternoon = drawn[:, monday[:3]].sum(axis=1), drawn[:, monday[3:]].sum(axis=1)
    assert np.corrcoef(morning, afternoon)[0, 1] > 0.6
    assert abs(np.corrcoef(drawn[:, monday].sum(axis=1), drawn[:, tuesday].sum(axis=1))[0, 1]) < 0.1


def test_the_same_seed_draws_the_same(plain):
    assert np.array_equal(sample_volume(plain, 3, 7), sample_volume(plain, 3, 7))
    assert not np.array_equal(sample_volume(plain, 3, 7), sample_volume(plain, 3, 8))


@pytest.mark.parametrize("number", [0, 10**12])
def test_an_impossible_number_of_samples_is_refused(plain, number):
    with pytest.raises(BadFieldError, match=r"^number: expected 1 to"):
        sample_volume(plain, number, 1)
