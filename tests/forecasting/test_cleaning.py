from datetime import timedelta

import numpy as np
import pytest

from forecasting.calendar import DayNames
from forecasting.cleaning import IrregularityKind, clean
from forecasting.documents import OpeningHours, WeeklyWindow
from forecasting.level_break import find_count_break, find_level_break
from tests.forecasting.builders import FIRST, Truth, a_holiday, a_series, a_table, with_counts

NO_NAMES = DayNames({})


def noisy(days=140, seed=4):
    return a_series(Truth(per_day=600).history(days=days, phi=0.02, day_phi=0.004, seed=seed))


def changed(series, rows, factor):
    counts = series.counts.copy()
    counts[rows] *= factor
    return with_counts(series, counts)


def kinds(cleaned):
    return [irregularity.kind for irregularity in cleaned.found]


@pytest.mark.parametrize("seed", range(5))
def test_an_ordinary_history_is_left_alone(seed):
    series = noisy(seed=seed)
    cleaned = clean(series, NO_NAMES)
    assert cleaned.found == []
    assert np.array_equal(cleaned.series.counts, series.counts)


def test_a_day_three_times_its_like_is_made_missing_and_told():
    cleaned = clean(changed(noisy(), 100, 3.0), NO_NAMES)
    assert kinds(cleaned) == [IrregularityKind.OUTLIER_DAY]
    assert cleaned.found[0].first_day == cleaned.series.first_day + 100
    assert cleaned.found[0].size == pytest.approx(3, rel=0.25)
    assert not cleaned.series.observed[100].any()
    assert cleaned.series.observed[99].all()


def test_a_silent_afternoon_is_a_lost_feed():
    series = noisy()
    counts = series.counts.copy()
    counts[50, 13:17] = 0
    cleaned = clean(with_counts(series, counts), NO_NAMES)
    assert kinds(cleaned) == [IrregularityKind.OUTAGE]
    assert (cleaned.found[0].first_interval, cleaned.found[0].last_interval) == (13, 16)
    assert np.flatnonzero(~cleaned.series.observed[50]).tolist() == [13, 14, 15, 16]


def test_quiet_nights_are_no_outage():
    series = a_series(Truth(per_day=20).history(days=140, phi=0))
    assert clean(series, NO_NAMES).found == []


def test_a_holiday_may_be_silent_or_loud():
    series = changed(changed(noisy(), 100, 0.0), 60, 4.0)
    names = DayNames.of(
        (a_holiday(FIRST + timedelta(days=100)), a_holiday(FIRST + timedelta(days=60), "Sale"))
    )
    assert clean(series, names).found == []


def test_a_day_beside_a_holiday_may_be_silent_or_loud_since_it_comes_again():
    names = DayNames.of((a_holiday(FIRST + timedelta(days=100)),))
    assert clean(changed(noisy(), 101, 3.0), names).found == []


def test_five_high_days_in_a_row_are_not_outliers():
    assert IrregularityKind.OUTLIER_DAY not in kinds(clean(changed(noisy(), slice(60, 66), 2.0), NO_NAMES))


@pytest.mark.parametrize("factor", [0.5, 0.7, 1.6])
@pytest.mark.parametrize("since", [12, 30])
def test_a_lasting_step_is_dated_sized_and_undone(factor, since):
    before = noisy()
    cleaned = clean(changed(before, slice(-since, None), factor), NO_NAMES)
    assert kinds(cleaned) == [IrregularityKind.LEVEL_BREAK]
    found = cleaned.found[0]
    assert found.first_day == pytest.approx(before.first_day + before.days - since, abs=3)
    assert found.size == pytest.approx(factor, rel=0.15)
    recent = slice(-since + 3, None)
    assert cleaned.series.counts[:28].sum() == pytest.approx(factor * before.counts[:28].sum(), rel=0.15)
    assert np.array_equal(cleaned.series.counts[recent], factor * before.counts[recent])


@pytest.mark.parametrize("size", [1.4, 3.0])
def test_a_step_is_never_dated_to_the_last_nine_days(size):
    logs = 6 + np.random.default_rng(1).normal(0, 0.05, 112)
    logs[-7:] += np.log(size)
    found = find_level_break(logs, np.ones(112, bool), np.arange(112) % 7)
    assert found is None or found.first_row <= 102


def test_a_steady_trend_is_not_a_step():
    logs = np.linspace(5, 6, 112) + np.random.default_rng(1).normal(0, 0.05, 112)
    assert find_level_break(logs, np.ones(112, bool), np.arange(112) % 7) is None


def test_every_step_of_cleaning_can_be_refused():
    series = changed(changed(noisy(), 100, 3.0), slice(-20, None), 0.5)
    assert clean(series, NO_NAMES, outliers=False, level_breaks=False).found == []
    assert kinds(clean(series, NO_NAMES, outliers=False)) == [IrregularityKind.LEVEL_BREAK]


def test_silence_throughout_is_left_alone():
    assert clean(with_counts(noisy(), np.zeros((140, 24))), NO_NAMES).found == []


def test_where_many_days_are_far_none_is_an_outlier():
    counts = np.zeros((40, 24))
    counts[[12, 19, 26], 9:12] = 3.0
    saturdays = OpeningHours(weekly=(WeeklyWindow(weekday=5, opens="09:00", closes="12:00"),))
    series = a_table(counts, opening=saturdays)
    assert clean(series, NO_NAMES).found == []


WEEK = np.arange(300) % 7


def a_small_queue(seed, change=1.0, days=30, per_day=8.0):
    rng = np.random.default_rng(seed)
    mean = per_day * np.array([1.2, 1.1, 1.05, 1, 0.95, 0.6, 0.5])[WEEK] * rng.gamma(20, 1 / 20, 300)
    mean[300 - days :] *= change
    return rng.poisson(mean).astype(float)


def test_a_small_queue_that_lost_half_its_contacts_is_noticed():
    everything = np.ones(300, bool)
    found = [find_count_break(a_small_queue(seed, 0.45), everything, WEEK) for seed in range(20)]
    seen = [step for step in found if step is not None]
    assert len(seen) >= 16
    assert np.exp(np.median([step.log_size for step in seen])) == pytest.approx(0.45, rel=0.15)
    assert np.median([step.first_row for step in seen]) == pytest.approx(270, abs=3)


def test_a_small_queue_as_ever_raises_no_alarm():
    everything = np.ones(300, bool)
    alarms = [find_count_break(a_small_queue(seed), everything, WEEK) for seed in range(40)]
    assert sum(step is not None for step in alarms) <= 1


def test_a_small_queue_that_grows_steadily_has_no_step():
    growth = np.exp(np.arange(300) / 110)
    alarms = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        alarms += find_count_break(rng.poisson(growth).astype(float), np.ones(300, bool), WEEK) is not None
    assert alarms <= 3


def test_a_silent_small_queue_has_no_step():
    assert find_count_break(np.zeros(300), np.ones(300, bool), WEEK) is None
