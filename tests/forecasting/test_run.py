from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from forecasting.errors import BadFieldError
from forecasting.forecaster import discover
from forecasting.run import ForecastRun, RunRequest, forecast_run
from tests.forecasting.builders import FIRST, OFFICE_HOURS, Truth, an_event, rows


def a_run(days=91, months=18, history_days=800, truth=None, history=None, **changes):
    truth = truth or Truth(opening=OFFICE_HOURS, per_day=900)
    fields = {
        "queue": "voice",
        "zone": truth.zone,
        "interval_minutes": truth.minutes,
        "history": history or truth.history(days=history_days, phi=0.02, handle_seconds=200),
        "absent_means": "missing",
        "opening": truth.opening,
        "first_date": FIRST + timedelta(days=history_days),
        "days": days,
        "months": months,
        "backtest_origins": 0,
    }
    return RunRequest(**{**fields, **changes})


@pytest.fixture(scope="module")
def run():
    return forecast_run(a_run())


def test_months_are_sums_of_days_and_days_of_intervals(run):
    by_month = {}
    for day in run.days:
        by_month[day.date.replace(day=1)] = by_month.get(day.date.replace(day=1), 0.0) + day.volume
    assert [one.volume for one in run.months] == pytest.approx(list(by_month.values()))
    covered = [day.volume for day in run.days if day.by_interval]
    assert len(covered) == 91
    assert sum(covered) == pytest.approx(sum(run.forecast.volume))


def test_eighteen_months_begin_on_the_first_date_and_end_with_a_month(run):
    assert len(run.months) == 18
    assert run.days[0].date == run.forecast.first_date == date(2026, 3, 11)
    assert run.days[-1].date == date(2027, 8, 31)
    assert run.months[0].days == 21


def test_days_beyond_the_intervals_follow_weekday_and_opening(run):
    later = [day for day in run.days if not day.by_interval]
    assert not any(day.volume for day in later if day.date.weekday() > 4)
    mondays, fridays = (
        np.mean([day.volume for day in later if day.date.weekday() == weekday]) for weekday in (0, 4)
    )
    assert mondays / fridays == pytest.approx(1.3 / 0.95, rel=0.05)


def test_the_truth_is_found_at_every_distance(run):
    truth = Truth(opening=OFFICE_HOURS, per_day=900)
    for month in run.months[1::5]:
        expected = truth.mean(month.month, month.days).sum()
        assert month.volume == pytest.approx(expected, rel=0.03)
        assert month.quantiles[0.1] < month.volume < month.quantiles[0.9]


def test_a_planned_event_far_ahead_raises_its_days():
    start = date(2027, 1, 4)
    event = an_event(*(datetime(2027, 1, day, tzinfo=UTC) for day in (4, 6)), factor=2.0)
    plain, changed = (
        {day.date: day.volume for day in forecast_run(a_run(days=7, events=events)).days}
        for events in ((), (event,))
    )
    assert changed[start] == pytest.approx(2 * plain[start], rel=0.001)
    assert changed[start + timedelta(days=7)] == pytest.approx(plain[start + timedelta(days=7)], rel=0.001)


def test_what_was_not_known_is_not_used():
    truth = Truth(per_day=900)
    whole = truth.history(days=800, phi=0.02)
    asked = {"days": 28, "months": 3, "history_days": 760, "truth": truth}
    known = forecast_run(
        a_run(history=rows(whole, whole.start_minutes < whole.start_minutes[760 * 24]), **asked)
    )
    told = forecast_run(a_run(history=whole, **asked))
    assert told.months == known.months
    assert told.days == known.days


def test_it_survives_json(run):
    assert ForecastRun.model_validate_json(run.model_dump_json()) == run


def test_intervals_beyond_the_last_month_are_said_to_be():
    run = forecast_run(a_run(days=60, months=1, history_days=200))
    assert len(run.months) == 1
    assert "days of the intervals lie beyond the last month" in run.warnings[-1]


def test_months_that_cannot_be_are_named():
    with pytest.raises(BadFieldError, match=r"^months: expected 1 to 24, got 0"):
        a_run(months=0)


def test_members_of_a_run_are_those_of_a_forecast(run):
    assert set(run.forecast.weights) == {name for name, one in discover().items() if one.member}
