from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.forecast import FindingKind, Forecast
from forecasting.history import History
from forecasting.volume import forecast_volume
from tests.forecasting.builders import (
    FIRST,
    OFFICE_HOURS,
    WEEKDAYS,
    Truth,
    a_holiday,
    a_request,
    an_event,
    rows,
    two_humps,
)

CHANGES = [
    ("Europe/Dublin", date(2026, 3, 29)),
    ("Europe/Dublin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
]


def volumes(forecast):
    return np.array(forecast.volume)


@pytest.mark.parametrize("opening", [Truth().opening, OFFICE_HOURS])
def test_the_truth_of_a_steady_queue_is_found_within_two_percent(opening):
    truth = Truth(per_day=900, minutes=30, opening=opening)
    found = truth_sum = 0.0
    for seed in range(3):
        request = a_request(truth, truth.history(days=364, phi=0.02, seed=seed), history_days=364)
        found += volumes(forecast_volume(request)).sum()
        truth_sum += truth.mean(request.first_date, 28).sum()
    assert found == pytest.approx(truth_sum, rel=0.02)


@pytest.mark.parametrize(("phi", "day_phi"), [(0.0, 0.0), (0.08, 0.0), (0.04, 0.01)])
def test_bands_cover_eighty_percent_of_what_comes(phi, day_phi):
    truth = Truth(per_day=600)
    inside, days = [], []
    for seed in range(4):
        whole = truth.history(days=364 + 28, phi=phi, day_phi=day_phi, seed=seed)
        forecast = forecast_volume(a_request(truth, whole, history_days=364))
        actual = whole.volume[-len(forecast.volume) :]
        low, high = (np.array(forecast.quantiles[level]) for level in (0.1, 0.9))
        busy = volumes(forecast) >= 5
        inside.append(((actual >= low) & (actual <= high))[busy].mean())
        by_day = np.bincount(np.arange(actual.size) // 24, actual)[:28]
        days += [
            day.quantiles[0.1] <= count <= day.quantiles[0.9]
            for day, count in zip(forecast.daily, by_day, strict=False)
        ]
    assert 0.75 <= np.mean(inside) <= 0.87
    assert 0.65 <= np.mean(days) <= 0.95


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_a_clock_change_neither_loses_intervals_nor_moves_the_peak(zone, day):
    truth = Truth(zone, 15, per_day=2000)
    first = day - timedelta(days=120)
    forecast = forecast_volume(
        a_request(truth, truth.history(first, 117), first_date=day - timedelta(days=3), days=7)
    )
    expected = truth.mean(forecast.first_date, 7)
    assert len(forecast.starts) == expected.size
    assert volumes(forecast) == pytest.approx(expected, rel=0.02)
    by_date = {}
    for start, volume in zip(forecast.starts, forecast.volume, strict=True):
        local = start.astimezone(ZoneInfo(zone))
        best = by_date.get(local.date(), (0.0, ""))
        by_date[local.date()] = max(best, (volume, f"{local:%H:%M}"))
    assert len(by_date) == 7
    assert len({peak for _, peak in by_date.values()}) == 1


def test_starts_are_utc_and_in_step():
    forecast = forecast_volume(a_request())
    assert forecast.starts[0] == datetime(2024, 7, 18, 23, tzinfo=UTC)
    assert all(start.utcoffset() == timedelta(0) for start in forecast.starts)
    steps = {after - before for before, after in zip(forecast.starts, forecast.starts[1:], strict=False)}
    assert steps == {timedelta(hours=1)}


def test_days_are_the_sums_of_their_intervals_but_their_quantiles_are_not():
    forecast = forecast_volume(a_request())
    assert sum(day.mean for day in forecast.daily) == pytest.approx(sum(forecast.volume))
    first = forecast.daily[0]
    assert first.quantiles[0.9] < sum(forecast.quantiles[0.9][:24])
    assert first.quantiles[0.1] < first.mean < first.quantiles[0.9]


def test_a_closed_interval_is_exactly_zero_at_every_level():
    forecast = forecast_volume(a_request(Truth(opening=OFFICE_HOURS)))
    closed = np.array(forecast.open) == 0
    assert closed.sum() == len(forecast.open) - 200
    assert not volumes(forecast)[closed].any()
    assert not any(np.array(row)[closed].any() for row in forecast.quantiles.values())


def test_the_same_request_gives_the_same_document_and_survives_json():
    request = a_request(days=7, backtest_origins=2)
    forecast = forecast_volume(request)
    assert forecast == forecast_volume(request)
    assert Forecast.model_validate_json(forecast.model_dump_json()) == forecast


def test_any_levels_can_be_asked_for():
    forecast = forecast_volume(a_request(levels=(0.25, 0.99)))
    assert list(forecast.quantiles) == list(forecast.daily[0].quantiles) == [0.25, 0.99]


def test_the_report_compares_with_the_seasonal_naive():
    forecast = forecast_volume(a_request(Truth(per_day=900), history_days=300, backtest_origins=4))
    selected = forecast.backtest.methods[0]
    assert selected.method == "selected"
    assert selected.ratio < 1
    assert len(forecast.backtest.origins) == 4
    assert "WAPE" in forecast.method_reason


def test_every_figure_has_a_formula():
    formulas = forecast_volume(a_request()).formulas
    assert set(formulas) == {"volume", "quantiles", "daily", "handle_seconds"}
    assert "level + weekday" in formulas["volume"]
    assert "φ = " in formulas["quantiles"]


def test_handle_time_comes_beside_the_volume():
    truth = Truth()
    forecast = forecast_volume(a_request(truth, truth.history(phi=0, handle_seconds=240)))
    assert set(np.round(forecast.handle_seconds, 6)) == {240.0}
    assert forecast_volume(a_request()).handle_seconds is None


def test_a_holiday_ahead_is_named_and_forecast_by_what_it_did_before():
    truth = Truth(per_day=1500)
    days = [FIRST + timedelta(days=day) for day in (70, 140, 205)]
    truth.factors = dict.fromkeys(days, 0.4)
    forecast = forecast_volume(a_request(truth, holidays=tuple(a_holiday(day) for day in days)))
    assert [day.holiday for day in forecast.daily[4:7]] == [None, "Founders Day", None]
    assert forecast.daily[5].mean == pytest.approx(0.4 * 1500 * WEEKDAYS[205 % 7], rel=0.15)


def test_a_planned_event_multiplies_its_window_only():
    start = datetime(2024, 7, 20, 9, tzinfo=UTC)
    event = an_event(start, start + timedelta(hours=2), factor=1.5)
    plain, changed = (forecast_volume(a_request(events=events)) for events in ((), (event,)))
    ratio = volumes(changed) / volumes(plain)
    at = [index for index, one in enumerate(plain.starts) if start <= one < start + timedelta(hours=2)]
    assert ratio[at] == pytest.approx([1.5, 1.5])
    assert np.delete(ratio, at) == pytest.approx(1.0)


def test_history_after_the_first_date_is_never_used():
    truth = Truth()
    whole = truth.history(days=230, phi=0)
    known, told = a_request(truth, rows(whole, slice(0, 4799))), a_request(truth, whole)
    forecast = forecast_volume(told)
    assert forecast.volume == forecast_volume(known).volume
    assert "history from 2024-07-19 on was not used" in forecast.warnings


@pytest.mark.parametrize("days", [0, 1, 13])
def test_too_little_history_says_how_much_is_needed(days):
    history = Truth().history(days=days, phi=0) if days else History.of([], [])
    with pytest.raises(ShortHistoryError, match=f"voice: {days} days of usable history; at least 14"):
        forecast_volume(a_request(history=history))


def test_a_history_that_is_nearly_all_missing_is_too_short():
    history = Truth().history(days=200, phi=0)
    sparse = rows(history, np.random.default_rng(1).random(history.volume.size) < 0.01)
    with pytest.raises(ShortHistoryError):
        forecast_volume(a_request(history=sparse))


def test_under_eight_weeks_means_are_taken_and_bands_widened():
    forecast = forecast_volume(a_request(history_days=40))
    longer = forecast_volume(a_request(history_days=200))
    assert forecast.method == "slot_mean"
    assert "only 40 days of history" in forecast.warnings[0]
    width = [f.quantiles[0.9][10] - f.quantiles[0.1][10] for f in (forecast, longer)]
    assert width[0] > 1.4 * width[1]


def test_an_unmeasured_band_is_said_to_be_assumed():
    warnings = forecast_volume(a_request(history_days=70)).warnings
    assert "bands are assumed, not measured: a backtest needs 84 days of history" in warnings


@pytest.mark.parametrize("absent", ["zero", "missing"])
def test_a_silent_queue_is_forecast_as_zero_with_bands_that_stay_open(absent):
    silent = replace(Truth().history(), volume=np.zeros(4800 - 1))
    forecast = forecast_volume(a_request(history=silent, absent_means=absent, backtest_origins=3))
    assert not volumes(forecast).any()
    assert forecast.quantiles[0.95][10] == pytest.approx(3 / 200, rel=0.01)
    assert forecast.daily[0].quantiles[0.5] > 0
    assert any("no contact in the whole history" in warning for warning in forecast.warnings)


def test_a_constant_queue_is_forecast_as_it_is():
    constant = replace(Truth().history(), volume=np.full(4800 - 1, 7.0))
    assert volumes(forecast_volume(a_request(history=constant))) == pytest.approx(7.0, rel=0.01)


def test_a_huge_queue_keeps_finite_figures():
    truth = Truth(per_day=5e9)
    forecast = forecast_volume(a_request(truth, truth.history()))
    assert volumes(forecast).sum() == pytest.approx(truth.mean(forecast.first_date, 28).sum(), rel=0.01)
    assert np.isfinite(forecast.quantiles[0.95]).all()


def test_a_month_without_data_is_told_and_bridged():
    truth = Truth(per_day=900)
    history = truth.history(days=250, phi=0)
    kept = (np.arange(history.volume.size) // 24 < 150) | (np.arange(history.volume.size) // 24 >= 180)
    forecast = forecast_volume(a_request(truth, rows(history, kept), history_days=250))
    gap = next(finding for finding in forecast.findings if finding.kind == FindingKind.GAP)
    assert 29 <= gap.size <= 31
    assert volumes(forecast).sum() == pytest.approx(truth.mean(forecast.first_date, 28).sum(), rel=0.04)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(1950, 1, 1), "a day after the history begins, on 2024-01-01, got 1950-01-01"),
        (date(2150, 1, 1), "days at most 400 after the history, which ends on 2024-07-18, got 2150-01-01"),
    ],
)
def test_dates_absurdly_far_off_are_refused_with_those_of_the_history(day, told):
    with pytest.raises(BadFieldError, match=f"^first_date: expected {told}$"):
        forecast_volume(a_request(first_date=day))


def test_a_month_without_data_before_the_forecast_widens_the_bands():
    history = Truth().history(phi=0.3)
    forecast = forecast_volume(a_request(history=history, first_date=FIRST + timedelta(days=240)))
    fresh = forecast_volume(a_request(history=history))
    assert "no data for 40 days before 2024-08-28" in forecast.warnings[0]
    assert forecast.dispersion == pytest.approx(2 * fresh.dispersion, rel=0.1)


def test_outliers_breaks_duplicates_and_closed_contacts_are_findings():
    truth = Truth(per_day=900)
    history = truth.history(phi=0.01)
    volume = history.volume.copy()
    volume[24 * 100 : 24 * 101] *= 4
    volume[24 * 170 :] *= 0.5
    doubled = History(
        *(np.append(column, column[:1]) for column in (history.start_minutes, volume, volume, volume))
    )
    forecast = forecast_volume(a_request(truth, doubled))
    assert {finding.kind for finding in forecast.findings} == {"outlier_day", "level_break", "duplicate"}
    assert volumes(forecast).sum() == pytest.approx(0.5 * truth.mean(forecast.first_date, 28).sum(), rel=0.08)
    closed = forecast_volume(a_request(truth, history, opening=OFFICE_HOURS)).findings
    assert [finding.kind for finding in closed] == ["closed_contacts"]


def test_a_horizon_beyond_the_measured_one_is_said_to_be():
    forecast = forecast_volume(a_request(days=120, history_days=400))
    assert len(forecast.daily) == 120
    assert "days 92 and later carry bands measured 91 days ahead" in forecast.warnings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("zone", "../etc"),
        ("interval_minutes", 20),
        ("absent_means", "perhaps"),
        ("days", 0),
        ("days", 10_000),
        ("levels", ()),
        ("levels", (0.5, 1.0)),
        ("levels", (float("nan"),)),
        ("backtest_origins", -1),
    ],
)
def test_a_field_that_cannot_be_is_named(field, value):
    with pytest.raises(BadFieldError, match=f"^{field}: expected"):
        a_request(**{field: value})


def test_the_profile_of_a_day_is_found():
    forecast = forecast_volume(a_request(Truth(per_day=3000)))
    day = volumes(forecast)[:24]
    assert day / day.sum() == pytest.approx(two_humps(24), abs=0.004)


def test_a_model_with_too_few_open_days_is_answered_for_and_the_reason_is_told():
    mondays = OFFICE_HOURS.model_copy(update={"weekly": (OFFICE_HOURS.weekly[0],)})
    forecast = forecast_volume(a_request(Truth(opening=mondays, per_day=900), history_days=80))
    assert set(forecast.weights) == {"weekly_mean"}
    assert any("14 ordinary days are needed, 12 were seen" in warning for warning in forecast.warnings)
