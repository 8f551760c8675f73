from datetime import timedelta

import numpy as np
import pytest

from forecasting.backtest import backtest
from forecasting.calendar import DayNames
from forecasting.cleaning import Cleaned
from forecasting.rolling import Cleaning, evidence, ordinary_methods, origin_days, run_origin
from tests.forecasting.builders import FIRST, OFFICE_HOURS, Truth, a_series, a_table, two_humps, with_counts

NO_NAMES = DayNames({})


def runs_of(series, wanted=6, horizon=28):
    days = origin_days(series, horizon, wanted)
    return [run_origin(series, day, horizon, NO_NAMES, Cleaning()) for day in days]


@pytest.fixture(scope="module")
def series():
    return a_series(
        Truth(per_day=900, opening=OFFICE_HOURS).history(days=330, phi=0.03), opening=OFFICE_HOURS
    )


@pytest.fixture(scope="module")
def report(series):
    return backtest(series, runs_of(series), 4, NO_NAMES)


def test_origins_leave_eight_weeks_before_and_a_horizon_after(series):
    days = origin_days(series, 28, 6)
    assert days == sorted(days)
    assert days[-1] == series.first_day + series.days - 28
    assert days[0] >= series.first_day + 56
    assert 14 <= days[1] - days[0] <= 42


def test_a_history_too_short_has_no_origins():
    assert origin_days(a_table(np.ones((83, 24))), 28, 8) == []


def test_every_method_is_scored_on_the_same_cells(report):
    cells = {tuple((one.origin, one.cells, one.contacts) for one in row.by_origin) for row in report.methods}
    assert len(cells) == 1
    assert {row.method for row in report.methods} == {"selected", *ordinary_methods()}
    assert len(report.origins) == 4


def test_only_open_cells_are_scored(report):
    assert {one.cells for one in report.methods[0].by_origin} == {20 * 10}


def test_the_baseline_is_one_times_itself(report):
    ratios = {row.method: row.ratio for row in report.methods}
    assert ratios["seasonal_naive"] == 1.0
    assert ratios["selected"] < 0.9


def test_the_errors_are_those_of_the_forecasts(series, report):
    run = runs_of(series)[-1]
    actual = series.counts[-28:]
    wrong = np.abs(actual - run.means["slot_mean"])[series.observed[-28:]].sum() / actual.sum()
    row = next(row for row in report.methods if row.method == "slot_mean")
    assert row.by_origin[-1].wape == pytest.approx(wrong)


def test_bands_cover_what_they_promise(report):
    assert 0.75 <= report.methods[0].coverage <= 0.87


def test_no_forecast_is_better_than_chance_allows(report):
    assert report.noise_floor < min(row.wape for row in report.methods)


def test_what_comes_later_changes_no_earlier_row(series, report):
    counts = series.counts.copy()
    counts[-28:] *= 3
    other = with_counts(series, counts)
    again = backtest(other, runs_of(other), 4, NO_NAMES)
    for before, after in zip(report.methods[0].by_origin[:-1], again.methods[0].by_origin[:-1], strict=True):
        assert before == after


def test_evidence_comes_only_from_days_that_had_passed(series):
    runs = runs_of(series)
    end = series.until(runs[3].day)
    seen = evidence(runs, Cleaned(end, np.ones(end.days)), NO_NAMES)
    assert 1 <= len(seen) <= 3
    assert all(one.actual.shape == (28, 24) for one in seen)
    latest = max(run.day for run in runs if run.day + 28 <= runs[3].day) - series.first_day
    assert np.array_equal(seen[0].actual, series.counts[latest : latest + 28])


def test_a_forecast_made_before_a_step_is_judged_at_the_new_level():
    counts = np.tile(1000 * two_humps(24), (300, 1))
    counts[-30:] *= 0.5
    whole = a_table(np.random.default_rng(1).poisson(counts))
    runs = runs_of(whole)
    cleaned = Cleaning().of(whole, NO_NAMES)
    for one in evidence(runs, cleaned, NO_NAMES):
        assert one.means["slot_mean"].sum() == pytest.approx(one.actual.sum(), rel=0.06)


def test_an_origin_without_data_after_it_is_left_out():
    series = a_series(Truth().history(FIRST, 200, phi=0))
    gap = np.zeros(series.counts.shape, bool)
    gap[-28:] = True
    silent = series.without(gap)
    report = backtest(silent, runs_of(silent, 3), 3, NO_NAMES)
    assert FIRST + timedelta(days=172) not in report.origins
    assert len(report.origins) == 2


def test_without_runs_there_is_no_report(series):
    assert backtest(series, [], 8, NO_NAMES) is None
