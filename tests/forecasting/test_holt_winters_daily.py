from datetime import timedelta

import numpy as np
import pytest

from forecasting.calendar import DayNames, open_shares
from forecasting.forecaster import Days, UnusableFitError
from forecasting.models.holt_winters_daily import HoltWintersDaily
from tests.forecasting.builders import (
    FIRST,
    OFFICE_HOURS,
    WEEKDAYS,
    Truth,
    a_holiday,
    a_series,
    a_table,
    two_humps,
)

NO_NAMES = DayNames({})


def totals(series, days=28, opening=None, names=NO_NAMES):
    first = series.first_day + series.days
    exposure = open_shares(opening or Truth().opening, first, days, 60)
    ahead = Days(first, exposure, names.over(first, days))
    return HoltWintersDaily().fit(series, names).predict(ahead).sum(axis=1)


@pytest.mark.parametrize(("per_day", "phi"), [(480, 0.0), (480, 0.05), (60, 0.0), (5000, 0.02)])
def test_the_mean_of_a_steady_queue_is_found_within_two_percent(per_day, phi):
    found = [
        totals(a_series(Truth(per_day=per_day).history(days=364, phi=phi, seed=seed))).sum()
        for seed in range(4)
    ]
    assert np.mean(found) == pytest.approx(per_day * WEEKDAYS.sum() * 4, rel=0.02)


def test_each_weekday_keeps_its_own_level():
    series = a_series(Truth(per_day=2000).history(days=364, phi=0))
    assert totals(series, 7) == pytest.approx(2000 * WEEKDAYS[series.weekdays[:7]], rel=0.04)


def test_closed_weekends_do_not_pull_the_week_down():
    series = a_series(
        Truth(per_day=2000, opening=OFFICE_HOURS).history(days=364, phi=0), opening=OFFICE_HOURS
    )
    found = totals(series, 7, OFFICE_HOURS)
    assert found[5:].tolist() == [0, 0]
    assert found[:5] == pytest.approx(2000 * WEEKDAYS[:5] * two_humps(24)[8:18].sum(), rel=0.04)


def test_one_open_weekday_is_enough():
    counts = np.zeros((210, 24))
    counts[::7] = 100 * two_humps(24)
    mondays = OFFICE_HOURS.model_copy(update={"weekly": OFFICE_HOURS.weekly[:1]})
    series = a_table(counts, opening=mondays)
    assert totals(series, 7, mondays)[0] == pytest.approx(100 * two_humps(24)[8:18].sum(), rel=0.02)


def test_a_growing_queue_is_forecast_at_its_present_level():
    counts = np.linspace(200, 400, 364)[:, None] * two_humps(24)
    assert totals(a_table(counts), 7).mean() == pytest.approx(400, rel=0.06)


def test_a_holiday_is_given_back_and_leaves_its_neighbours_alone():
    days = [60, 150, 240, 330, 378]
    names = DayNames.of(tuple(a_holiday(FIRST + timedelta(days=day)) for day in days))
    truth = Truth(per_day=1000)
    truth.factors = {FIRST + timedelta(days=day): 0.3 for day in days}
    found = totals(a_series(truth.history(days=364, phi=0)), 21, names=names)
    expected = 1000 * WEEKDAYS[np.arange(364, 385) % 7]
    assert found[14] == pytest.approx(0.3 * expected[14], rel=0.15)
    assert found[13] == pytest.approx(expected[13], rel=0.05)
    assert found[15] == pytest.approx(expected[15], rel=0.05)


def test_a_history_of_ten_days_is_refused():
    with pytest.raises(UnusableFitError, match="14 ordinary days are needed, 10 were seen"):
        totals(a_series(Truth().history(days=10)))
