"""What a planner would pick instead, each behind the same protocol as the library's own forecasters.

Every peer learns from the same cleaned series, never sees a closed hour as a zero, gets the same holiday
effects or names, and its bands come from the same past origins as ours.
"""

import logging
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.calendar import DayNames, is_neighbour
from forecasting.forecaster import Days, Fitted, Forecaster
from forecasting.holiday_effects import HolidayEffects, learn_holiday_effects
from forecasting.levels import day_levels, log_levels
from forecasting.profile import fit_profile
from forecasting.series import Series
from forecasting.wall_clock import weekday_of
from forecasting.weekly_rates import RepeatedWeek, weekly_rates

TREES = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "num_threads": 1,
    "verbosity": -1,
    "seed": 1,
    "deterministic": True,
}
ROUNDS = 300
LAG_WEEKS, MEAN_WEEKS = (1, 2, 3, 4), (4, 8)


class MeanOfFourWeeks(Forecaster):
    """Mean of the latest 4 ordinary cells of the same weekday and interval × holiday effects."""

    name = "mean_4_weeks"
    formula = "mean of the latest 4 ordinary observations of the weekday and interval × holiday factor"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        own = names.over(series.first_day, series.days)
        rates = weekly_rates(series, 4, np.array([not name for name in own], np.bool_))
        totals = rates.sum(axis=1, keepdims=True)
        levels = log_levels(day_levels(series, rates / np.where(totals > 0, totals, 1.0)))
        return RepeatedWeek(rates, learn_holiday_effects(levels, own, series.weekdays))


def _rates(series: Series) -> np.ndarray:
    """Contacts per unit of exposure, NaN where not seen."""
    seen = series.exposure > 0
    return np.where(seen, series.counts / np.where(seen, series.exposure, 1.0), np.nan)


def _calendar_columns(day_numbers: np.ndarray, names: list[str], codes: dict[str, int], intervals: int):
    days = day_numbers.size
    weekday = np.repeat(weekday_of(day_numbers), intervals)
    interval = np.tile(np.arange(intervals), days)
    year_day = np.repeat(
        (day_numbers.astype("datetime64[D]") - day_numbers.astype("datetime64[Y]")).astype(int), intervals
    )
    name = np.repeat([codes.get(one, -1) if one else 0 for one in names], intervals)
    special = np.repeat([0 if not one else 1 if is_neighbour(one) else 2 for one in names], intervals)
    return [
        interval,
        weekday,
        weekday * intervals + interval,
        year_day,
        name,
        special,
        np.repeat(day_numbers, intervals),
    ]


def _codes(names: list[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(sorted({one for one in names if one}), start=1)}


@dataclass
class _CalendarTrees:
    booster: Any
    codes: dict[str, int]

    def predict(self, days: Days) -> np.ndarray:
        columns = _calendar_columns(days.day_numbers, days.names, self.codes, days.exposure.shape[1])
        return self.booster.predict(np.column_stack(columns)).reshape(days.exposure.shape) * days.exposure


class TreesOnCalendar(Forecaster):
    """LightGBM, Poisson loss, on calendar columns."""

    name = "lightgbm_calendar"
    formula = "boosted trees on interval, weekday, day of the year, holiday and day number"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        import lightgbm

        own = names.over(series.first_day, series.days)
        codes = _codes(own)
        x = np.column_stack(_calendar_columns(series.day_numbers, own, codes, series.intervals))
        y = _rates(series).ravel()
        seen = np.isfinite(y)
        data = lightgbm.Dataset(x[seen], y[seen], weight=series.exposure.ravel()[seen])
        return _CalendarTrees(lightgbm.train(TREES, data, ROUNDS), codes)


@dataclass
class _LaggedTrees:
    booster: Any
    codes: dict[str, int]
    known: np.ndarray
    first_day: int

    def predict(self, days: Days) -> np.ndarray:
        """A week at a time: what was forecast for a week is history to the next."""
        ahead = days.first_day - self.first_day
        known = np.full((ahead + days.exposure.shape[0], days.exposure.shape[1]), np.nan)
        known[: min(ahead, self.known.shape[0])] = self.known[:ahead]
        calendar = np.column_stack(
            _calendar_columns(days.day_numbers, days.names, self.codes, days.exposure.shape[1])
        )
        intervals = days.exposure.shape[1]
        for first in range(0, days.exposure.shape[0], 7):
            rows = np.arange(first, min(first + 7, days.exposure.shape[0]))
            x = np.column_stack(
                [
                    calendar[rows[0] * intervals : (rows[-1] + 1) * intervals],
                    *_lag_columns(known, ahead + rows),
                ]
            )
            rates = self.booster.predict(x).reshape(rows.size, intervals)
            known[ahead + rows] = np.where(days.exposure[rows] > 0, rates, np.nan)
        return np.nan_to_num(known[ahead:]) * days.exposure


def _lag_columns(table: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    deepest = max(MEAN_WEEKS)
    weeks = np.stack(
        [
            np.where((rows >= 7 * week)[:, None], table[np.maximum(rows - 7 * week, 0)], np.nan)
            for week in range(1, deepest + 1)
        ]
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        means = [np.nanmean(weeks[:count], axis=0).ravel() for count in MEAN_WEEKS]
    return [weeks[week - 1].ravel() for week in LAG_WEEKS] + means


class TreesOnLags(Forecaster):
    """LightGBM, Poisson loss, on lags of weeks and the calendar, closed hours masked."""

    name = "lightgbm_lags"
    formula = "boosted trees on the last 4 weeks, means of 4 and 8 weeks, and the calendar"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        import lightgbm

        own = names.over(series.first_day, series.days)
        codes, table = _codes(own), _rates(series)
        calendar = np.column_stack(_calendar_columns(series.day_numbers, own, codes, series.intervals))
        x = np.column_stack([calendar, *_lag_columns(table, np.arange(series.days))])
        y = table.ravel()
        seen = np.isfinite(y) & np.repeat(np.arange(series.days) >= 7, series.intervals)
        data = lightgbm.Dataset(x[seen], y[seen], weight=series.exposure.ravel()[seen])
        return _LaggedTrees(lightgbm.train(TREES, data, ROUNDS), codes, table, series.first_day)


@dataclass
class _Straight:
    """Rates for the days right after the history; ``effects`` of named days where the method has none."""

    rates: np.ndarray
    first_day: int
    effects: HolidayEffects | None = None

    def predict(self, days: Days) -> np.ndarray:
        first = days.first_day - self.first_day
        mean = self.rates[first : first + days.exposure.shape[0]] * days.exposure
        return mean if self.effects is None else mean * self.effects.factors(days.names)[:, None]


LONGEST_AHEAD = 91


class SeasonsByLoess(Forecaster):
    """statsforecast MSTL, seasons of a day and a week of open cells, AutoETS for the trend."""

    name = "statsforecast_mstl"
    formula = "MSTL with AutoETS on the open hours of the latest year; gaps filled by the weekday's mean"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        from statsforecast.models import MSTL, AutoETS

        own = names.over(series.first_day, series.days)
        ordinary = np.array([not name for name in own], np.bool_)
        usual = weekly_rates(series, 8, ordinary)[series.weekdays]
        rates = np.where(ordinary[:, None] & (series.exposure > 0), _rates(series), usual)
        # Only hours that are ever open in the week take part, so that a night is no wall of zeros.
        hours = np.array([series.usual[series.weekdays == day].max(axis=0) > 0 for day in range(7)])
        open_days = hours.any(axis=1)
        width = hours.any(axis=0)
        kept = np.flatnonzero(open_days[series.weekdays])[-365:]
        flat = np.log1p(rates[kept][:, width]).ravel()
        a_day, a_week = int(width.sum()), int(width.sum()) * int(open_days.sum())
        model = MSTL(
            season_length=[a_day, a_week] if a_week > a_day else [a_day],
            trend_forecaster=AutoETS(season_length=1, model="ZZN"),
        )
        coming = np.arange(LONGEST_AHEAD) + series.first_day + series.days
        is_open = open_days[weekday_of(coming)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = model.forecast(flat.astype(np.float64), h=int(is_open.sum()) * a_day)["mean"]
        table = np.zeros((LONGEST_AHEAD, series.intervals))
        filled = np.zeros((int(is_open.sum()), series.intervals))
        filled[:, width] = np.maximum(np.expm1(np.clip(path, 0, 20)), 0.0).reshape(-1, a_day)
        table[is_open] = filled
        levels = log_levels(day_levels(series, fit_profile(series, ordinary).shares))
        return _Straight(
            table, series.first_day + series.days, learn_holiday_effects(levels, own, series.weekdays)
        )


@dataclass
class _Prophet:
    model: Any

    def predict(self, days: Days) -> np.ndarray:
        import pandas

        intervals = days.exposure.shape[1]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = self.model.predict(pandas.DataFrame({"ds": _stamps(days.day_numbers, intervals)}))
        return np.maximum(found["yhat"].to_numpy(), 0.0).reshape(days.exposure.shape) * days.exposure


def _stamps(day_numbers: np.ndarray, intervals: int) -> np.ndarray:
    step = np.timedelta64(1440 // intervals, "m")
    return (day_numbers.astype("datetime64[D]")[:, None] + np.arange(intervals) * step).ravel()


class ProphetByWallClock(Forecaster):
    """Prophet, multiplicative, weekly season rich enough for a profile per weekday, holidays by name."""

    name = "prophet"
    formula = "Prophet on wall-clock time: trend × year × week of hours × holidays"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        import pandas
        from prophet import Prophet

        logging.getLogger("cmdstanpy").disabled = True
        own = names.over(series.first_day, series.days + LONGEST_AHEAD)
        special = [
            (day, name) for day, name in zip(range(series.first_day, 10**9), own, strict=False) if name
        ]
        holidays = pandas.DataFrame(
            {
                "ds": np.array([day for day, _ in special], "datetime64[D]"),
                "holiday": [name for _, name in special],
            }
        )
        model = Prophet(
            seasonality_mode="multiplicative",
            yearly_seasonality=series.days > 540,
            weekly_seasonality=False,
            daily_seasonality=False,
            holidays=holidays if special else None,
            uncertainty_samples=0,
        )
        # A Fourier week of this order holds a daily curve of its own for every weekday.
        model.add_seasonality("week", period=7, fourier_order=42)
        y = _rates(series).ravel()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(pandas.DataFrame({"ds": _stamps(series.day_numbers, series.intervals), "y": y}))
        return _Prophet(model)
