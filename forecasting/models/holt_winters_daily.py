"""Holt-Winters on the logarithm of day levels, spread over the day by the intraday profile."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from forecasting.calendar import DayNames
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError
from forecasting.holiday_effects import HolidayEffects, learn_holiday_effects
from forecasting.levels import day_levels, log_levels, weekday_expectation
from forecasting.profile import Profile, fit_profile
from forecasting.series import Series
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]
LEAST_DAYS = 14
LONGEST_MEMORY = 730
LEVEL_WEIGHTS = (0.02, 0.05, 0.1, 0.2, 0.35)
SEASON_WEIGHTS = (0.02, 0.05, 0.12)
RECENT_DAYS = 120
WEIGHT_HALF_LIFE = 200


@dataclass(frozen=True, slots=True)
class SmoothedDays:
    """``level``: log level after the last day; ``season``: log effect per weekday, NaN for one never open."""

    level: float
    season: Floats
    correction: float
    profile: Profile
    effects: HolidayEffects

    def predict(self, days: Days) -> Floats:
        weekdays = weekday_of(days.day_numbers)
        season = np.where(np.isfinite(self.season), self.season, np.nanmean(self.season))
        totals = self.correction * np.exp(self.level + season[weekdays]) * self.effects.factors(days.names)
        return np.maximum(totals - 0.5, 0.0)[:, None] * self.profile.shares[weekdays] * days.exposure


class HoltWintersDaily(Forecaster):
    """Additive Holt-Winters without trend, one season a week, on ln(day level + ½) × profile.

    Holidays and their neighbours are left out of the fit and given back as learnt factors; days left out or
    missing are filled with the mean of their weekday. Weekdays that are never open leave the season shorter.
    """

    name = "holt_winters_daily"
    formula = "(correction × exp(level + weekday) × holiday factor − ½) × share of the day"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        own = names.over(series.first_day, series.days)
        ordinary = np.array([not name for name in own], np.bool_)
        profile = fit_profile(series, ordinary)
        levels = day_levels(series, profile.shares)
        usable = ordinary & np.isfinite(levels)
        if usable.sum() < LEAST_DAYS:
            raise UnusableFitError(f"{LEAST_DAYS} ordinary days are needed, {usable.sum()} were seen")
        logs = log_levels(levels)
        weekdays = series.weekdays
        filled = np.where(usable, logs, weekday_expectation(logs, usable, weekdays))
        open_weekdays = np.unique(weekdays[usable])
        kept = np.flatnonzero(np.isin(weekdays, open_weekdays))[-LONGEST_MEMORY:]
        level, season, fitted = _smooth(filled[kept], usable[kept], open_weekdays.size)
        by_weekday = np.full(7, np.nan)
        by_weekday[weekdays[kept[-open_weekdays.size :]]] = season
        recent = np.flatnonzero(usable[kept])[-RECENT_DAYS:]
        expected = float(np.maximum(np.exp(fitted[recent]) - 0.5, 0.0).sum())
        seen = float(levels[kept][recent].sum())
        # The exponential of a mean log is less than the mean; what recent days show is given back.
        correction = float(np.clip(seen / expected, 0.9, 1.25)) if expected > 0 else 1.0
        effects = learn_holiday_effects(logs, own, weekdays)
        return SmoothedDays(level, by_weekday, correction, profile, effects)


def _smooth(logs: Floats, usable: NDArray[np.bool_], season: int) -> tuple[float, Floats, Floats]:
    """Last level, season per position (latest ones, in time order) and one-step fits of the best smoothing.

    Best is least absolute error two seasons ahead, recent days counting more: what is needed is a forecast of
    weeks, and the likelihood of the next day picks smoothing that is too nervous for that.
    """
    if logs.size < 2 * season:
        raise UnusableFitError("two whole weeks are needed")
    ahead = 2 * season
    weights = 0.5 ** (np.arange(logs.size - ahead)[::-1] / WEIGHT_HALF_LIFE) * usable[ahead:]
    best: tuple[float, float, Floats, Floats] | None = None
    for level_weight, season_weight in product(LEVEL_WEIGHTS, SEASON_WEIGHTS if season > 1 else (None,)):
        model = ExponentialSmoothing(
            logs,
            seasonal="add" if season > 1 else None,
            seasonal_periods=season if season > 1 else None,
            initialization_method="heuristic" if logs.size >= 10 + 2 * (season // 2) else "legacy-heuristic",
        )
        result = model.fit(smoothing_level=level_weight, smoothing_seasonal=season_weight, optimized=False)
        seasons = np.asarray(result.season) if season > 1 else np.zeros(logs.size)
        path = np.asarray(result.level)
        error = float(weights @ np.abs(logs[ahead:] - (path + seasons)[:-ahead]))
        if np.isfinite(error) and (best is None or error < best[0]):
            best = error, float(path[-1]), seasons[-season:], np.asarray(result.fittedvalues)
    if best is None:
        raise UnusableFitError("no smoothing gave a finite forecast")
    return best[1:]
