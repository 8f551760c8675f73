"""What a planner says about findings goes before what was detected."""

from datetime import timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.calendar import DayNames
from forecasting.cleaning import clean
from forecasting.irregularity import Decision, IrregularityKind, Verdict
from forecasting.rolling import Cleaning
from forecasting.volume import forecast_volume
from forecasting.wall_clock import day_date, moment_of
from tests.forecasting.builders import Truth, a_request, a_series, with_counts

NO_NAMES = DayNames({})
OUTAGE, OUTLIER, BREAK = IrregularityKind.OUTAGE, IrregularityKind.OUTLIER_DAY, IrregularityKind.LEVEL_BREAK


def noisy(days=200):
    return a_series(Truth(zone="UTC", per_day=900).history(days=days, phi=0.01), zone="UTC")


def changed(rows, factor):
    series = noisy()
    counts = series.counts.copy()
    counts[rows] *= factor
    return with_counts(series, counts)


def says(kind, verdict, first, days=1, size=None):
    start = moment_of((noisy().first_day + first) * 1440)
    return Decision(
        kind=kind, start=start, end=start + timedelta(days=days), verdict=verdict, size=size, author="planner"
    )


def test_a_dismissed_outlier_stays_in_the_history_and_is_told():
    series = changed(slice(100, 101), 4.0)
    cleaned = clean(series, NO_NAMES, decisions=(says(OUTLIER, Verdict.DISMISS, 100),))
    assert cleaned.series.observed[100].all()
    assert [(one.kind, one.verdict) for one in cleaned.found] == [(OUTLIER, Verdict.DISMISS)]


def test_an_accepted_outlier_is_treated_as_before():
    series = changed(slice(100, 101), 4.0)
    cleaned = clean(series, NO_NAMES, decisions=(says(OUTLIER, Verdict.ACCEPT, 100),))
    assert not cleaned.series.observed[100].any()
    assert cleaned.found[0].verdict is Verdict.ACCEPT


def test_an_edited_outlier_is_divided_by_its_size_and_kept():
    series = changed(slice(100, 101), 4.0)
    cleaned = clean(series, NO_NAMES, decisions=(says(OUTLIER, Verdict.EDIT, 100, size=4.0),))
    assert np.array_equal(cleaned.series.counts[100], noisy().counts[100])
    assert [one.verdict for one in cleaned.found] == [Verdict.EDIT]


def test_an_outage_nobody_found_can_be_stated_to_the_hour():
    start = moment_of((noisy().first_day + 50) * 1440 + 9 * 60)
    stated = Decision(
        kind=OUTAGE, start=start, end=start + timedelta(hours=3), verdict=Verdict.EDIT, author="planner"
    )
    cleaned = clean(noisy(), NO_NAMES, decisions=(stated,))
    assert np.flatnonzero(~cleaned.series.observed[50]).tolist() == [9, 10, 11]
    assert cleaned.series.observed[[49, 51]].all()


def test_a_dismissed_outage_is_silence():
    series = changed(slice(120, 121), 0.0)
    assert not clean(series, NO_NAMES).series.observed[120].any()
    kept = clean(series, NO_NAMES, outliers=True, decisions=(says(OUTAGE, Verdict.DISMISS, 120),))
    assert OUTAGE in {one.kind for one in kept.found if one.verdict is Verdict.DISMISS}


def test_a_dismissed_level_break_is_not_undone():
    series = changed(slice(170, 200), 0.5)
    assert clean(series, NO_NAMES).scale[0] == pytest.approx(0.5, rel=0.1)
    # Dated by eye: a few days beside what was detected.
    cleaned = clean(series, NO_NAMES, decisions=(says(BREAK, Verdict.DISMISS, 173, days=20),))
    assert (cleaned.scale == 1).all()
    assert [one.verdict for one in cleaned.found] == [Verdict.DISMISS]


def test_a_step_too_young_to_be_found_as_it_is_can_be_stated():
    series = changed(slice(195, 200), 0.5)
    assert clean(series, NO_NAMES).scale[0] > 0.6
    cleaned = clean(series, NO_NAMES, decisions=(says(BREAK, Verdict.EDIT, 195, days=5, size=0.5),))
    assert (cleaned.scale[:195] == 0.5).all()
    assert (cleaned.scale[195:] == 1).all()


def test_a_stated_step_takes_the_place_of_the_one_found():
    series = changed(slice(170, 200), 0.5)
    cleaned = clean(series, NO_NAMES, decisions=(says(BREAK, Verdict.EDIT, 168, days=30, size=0.45),))
    assert cleaned.scale[0] == pytest.approx(0.45)
    assert len([one for one in cleaned.found if one.kind is BREAK]) == 1


def test_a_decision_about_later_days_changes_nothing_earlier():
    decisions = (says(BREAK, Verdict.EDIT, 150, days=50, size=0.5),)
    until = noisy().until(noisy().first_day + 140)
    assert (clean(until, NO_NAMES, decisions=decisions).scale == 1).all()


def test_the_forecast_follows_the_decision_and_tells_it():
    truth = Truth(zone="UTC", per_day=900)
    history = truth.history(phi=0.01)
    history.volume[24 * 195 :] *= 0.5
    decisions = (says(BREAK, Verdict.EDIT, 195, days=5, size=0.5),)
    request = a_request(truth, history, cleaning=Cleaning(decisions=decisions))
    forecast = forecast_volume(request)
    assert sum(forecast.volume) == pytest.approx(0.5 * truth.mean(forecast.first_date, 28).sum(), rel=0.05)
    finding = forecast.findings[0]
    assert finding.verdict is Verdict.EDIT
    assert finding.reason == "stated by a planner"
    assert finding.start.date() == day_date(noisy().first_day + 195)


@pytest.mark.parametrize(
    ("kind", "verdict", "size"),
    [(OUTLIER, Verdict.EDIT, None), (OUTAGE, Verdict.EDIT, 2.0), (BREAK, Verdict.DISMISS, 2.0)],
)
def test_a_size_is_given_where_it_is_used(kind, verdict, size):
    with pytest.raises(ValidationError, match="size: give one to edit"):
        says(kind, verdict, 10, size=size)


def test_a_window_must_end_after_it_starts():
    with pytest.raises(ValidationError, match="end: expected a time after start"):
        says(OUTAGE, Verdict.EDIT, 10, days=0)
