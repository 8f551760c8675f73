from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pytest

from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.history import History
from forecasting.month_shape import fit_shape, past_log_errors, shape_share, spread_by_lead
from forecasting.monthly import MonthlyForecast, MonthlyRequest, forecast_monthly
from forecasting.months import month_edges, month_of
from forecasting.wall_clock import day_date, day_number
from tests.forecasting.builders import OFFICE_HOURS, Truth, an_event

SEASON = 1 + 0.25 * np.sin(np.arange(12) * np.pi / 6)


class Seasonal(Truth):
    """A queue whose level follows the calendar month, grows and never tires."""

    growth = 0.0

    def mean(self, first, days):
        plain = super().mean(first, days)
        pieces = self.pieces(first, days)
        months = month_of(pieces.days)
        return plain * SEASON[months % 12] * (1 + self.growth) ** ((pieces.days - day_number(first)) / 365)


def a_year_ahead(truth, first, months_of_history_end, history=None, **changes):
    days = day_number(months_of_history_end) - day_number(first)
    fields = {
        "queue": "voice",
        "zone": truth.zone,
        "interval_minutes": truth.minutes,
        "history": truth.history(first, days, phi=0) if history is None else history,
        "absent_means": "missing",
        "opening": truth.opening,
        "first_month": months_of_history_end,
    }
    return MonthlyRequest(**{**fields, **changes})


def expected(truth, forecast):
    first, months = forecast.months[0].month, len(forecast.months)
    start = int(month_of(np.array([day_number(first)]))[0])
    edges = [day_date(int(edge)) for edge in month_edges(np.arange(start, start + months + 1))]
    return np.array([truth.mean(a, (b - a).days).sum() for a, b in pairwise(edges)])


def volumes(forecast):
    return np.array([month.volume for month in forecast.months])


@pytest.mark.parametrize("opening", [Truth().opening, OFFICE_HOURS])
def test_level_and_season_are_found_whatever_the_weekends_of_a_month(opening):
    truth = Seasonal(opening=opening)
    forecast = forecast_monthly(a_year_ahead(truth, date(2021, 1, 1), date(2026, 1, 1), months=18))
    assert forecast.method == "shape"
    assert volumes(forecast) == pytest.approx(expected(truth, forecast), rel=0.08)
    assert volumes(forecast).sum() == pytest.approx(expected(truth, forecast).sum(), rel=0.03)


def test_months_are_first_days_with_their_open_days():
    truth = Seasonal(opening=OFFICE_HOURS)
    forecast = forecast_monthly(a_year_ahead(truth, date(2024, 6, 1), date(2026, 1, 1), months=3))
    assert [(month.month, month.open_days) for month in forecast.months] == [
        (date(2026, 1, 1), 22),
        (date(2026, 2, 1), 20),
        (date(2026, 3, 1), 22),
    ]


def test_growth_is_not_carried_on():
    truth = Seasonal()
    truth.growth = 0.2
    forecast = forecast_monthly(a_year_ahead(truth, date(2021, 1, 1), date(2026, 1, 1)))
    last_year = truth.history(date(2021, 1, 1), 1826, phi=None).volume[-365 * 24 :].sum()
    assert last_year < volumes(forecast).sum() < 1.2 * last_year


def test_bands_come_from_past_errors_and_widen():
    forecast = forecast_monthly(a_year_ahead(Seasonal(), date(2020, 1, 1), date(2026, 1, 1)))
    width = [month.quantiles[0.9] / month.quantiles[0.1] for month in forecast.months]
    assert all(after >= before - 1e-9 for before, after in pairwise(width))
    assert "past log errors" in forecast.band_formula
    assert forecast.backtest.origins == 72 - 24
    assert forecast.backtest.wape < 0.05
    assert all(month.quantiles[0.5] == pytest.approx(month.volume) for month in forecast.months)


def test_under_two_years_there_is_no_season_and_a_warning():
    truth = Seasonal()
    forecast = forecast_monthly(a_year_ahead(truth, date(2024, 7, 1), date(2026, 1, 1)))
    assert forecast.method == "mean_of_year"
    assert "only 18 months" in forecast.warnings[0]
    assert volumes(forecast).sum() == pytest.approx(expected(truth, forecast).sum(), rel=0.03)
    first = forecast.months[0]
    assert first.quantiles[0.9] / first.volume == pytest.approx(np.exp(0.11), rel=1e-6)


def test_under_two_months_the_level_is_carried_on_with_wide_bands():
    truth = Truth()
    forecast = forecast_monthly(a_year_ahead(truth, date(2025, 12, 1), date(2026, 1, 1)))
    assert forecast.method == "last_level"
    assert volumes(forecast) == pytest.approx(expected(truth, forecast), rel=0.05)
    assert forecast.months[0].quantiles[0.9] / forecast.months[0].volume == pytest.approx(np.exp(0.22))


def test_a_fortnight_is_the_least_history():
    with pytest.raises(ShortHistoryError, match="at least 14"):
        forecast_monthly(a_year_ahead(Truth(), date(2025, 12, 20), date(2026, 1, 1)))
    with pytest.raises(ShortHistoryError, match="0 days"):
        forecast_monthly(a_year_ahead(Truth(), date(2025, 12, 1), date(2026, 1, 1), History.of([], [])))


def test_a_silent_queue_has_no_volume_but_bands():
    truth = Truth()
    history = truth.history(date(2023, 1, 1), 1096)
    silent = replace(history, volume=np.zeros(history.volume.size))
    forecast = forecast_monthly(a_year_ahead(truth, date(2023, 1, 1), date(2026, 1, 1), silent))
    assert not volumes(forecast).any()
    assert 0 < forecast.months[0].quantiles[0.95] < 1
    assert any("no contact" in warning for warning in forecast.warnings)


def test_a_planned_event_multiplies_its_month():
    truth = Seasonal()
    event = an_event(
        datetime.fromisoformat("2026-03-01T00:00:00+00:00"),
        datetime.fromisoformat("2026-03-31T23:00:00+00:00"),
        factor=1.5,
    )
    plain, changed = (
        forecast_monthly(a_year_ahead(truth, date(2024, 7, 1), date(2026, 1, 1), events=events))
        for events in ((), (event,))
    )
    assert volumes(changed) / volumes(plain) == pytest.approx([1, 1, 1.5] + [1] * 9)


def test_handle_time_comes_beside_the_volume_and_json_keeps_everything():
    truth = Seasonal()
    history = truth.history(date(2024, 7, 1), 549, phi=0, handle_seconds=300)
    forecast = forecast_monthly(a_year_ahead(truth, date(2024, 7, 1), date(2026, 1, 1), history))
    assert forecast.months[3].handle_seconds == pytest.approx(300)
    assert MonthlyForecast.model_validate_json(forecast.model_dump_json()) == forecast


@pytest.mark.parametrize(
    ("field", "value"), [("first_month", date(2026, 1, 2)), ("months", 0), ("months", 25), ("levels", (2.0,))]
)
def test_a_field_that_cannot_be_is_named(field, value):
    with pytest.raises(BadFieldError, match=f"^{field}: expected"):
        a_year_ahead(Truth(), date(2025, 12, 1), date(2026, 1, 1), **{field: value})


def test_shape_separates_level_and_season():
    logs = 5 + np.log(np.tile(SEASON, 4))
    shape = fit_shape(logs, 0)
    assert shape.log_forecast(np.arange(12)) == pytest.approx(logs[:12], abs=0.09)
    assert shape.season.mean() == pytest.approx(0)


def test_past_errors_never_look_ahead():
    logs = np.random.default_rng(1).normal(5, 0.1, 40)
    changed = logs.copy()
    changed[39] += 5
    before, after = (past_log_errors(one, 0, 12)[0] for one in (logs, changed))
    differs = np.argwhere(~np.isclose(before, after, equal_nan=True))
    assert differs.size
    assert all(24 + origin + lead == 39 for origin, lead in differs)


def test_a_lead_seen_too_seldom_takes_the_stated_band():
    few, many = (np.full((origins, 3), 0.02) for origins in (7, 8))
    assert spread_by_lead(few, 3) == pytest.approx((0.10 + 0.01 * np.arange(1, 4)) / 1.28155, rel=1e-4)
    assert spread_by_lead(many, 3) == pytest.approx([0.02] * 3)


def test_what_erred_less_in_the_past_has_more_say():
    shape, repeat = np.full((9, 12), 0.05), np.full((9, 12), 0.1)
    assert shape_share(shape, repeat) == pytest.approx(16 / 17)
    assert shape_share(repeat, repeat) == 0.5
    assert shape_share(np.zeros((9, 12)), repeat) == 1
    assert shape_share(np.full((9, 12), np.nan), np.full((9, 12), np.nan)) == 0.5
