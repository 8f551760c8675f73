"""Holt-Winters on the logarithm of day levels, spread over the day by the intraday profile."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.daily_profile import DailyHistory, SpreadDays
from forecasting.forecaster import Fitted, Forecaster, UnusableFitError
from forecasting.levels import weekday_expectation
from forecasting.series import Series

Floats = NDArray[np.float64]
LEAST_DAYS = 14
LONGEST_MEMORY = 730
LEVEL_WEIGHTS = (0.02, 0.05, 0.1, 0.2, 0.35)
SEASON_WEIGHTS = (0.02, 0.05, 0.12)
WEIGHT_HALF_LIFE = 200
FIRST_SEASONS = 5


class HoltWintersDaily(Forecaster):
    """Additive Holt-Winters without trend, one season a week, on ln(day level + ½) × profile.

    Holidays and their neighbours are left out of the fit and given back as learnt factors; days left out or
    missing are filled with the mean of their weekday. Weekdays that are never open leave the season shorter.
    """

    name = "holt_winters_daily"
    formula = "(correction × exp(level + weekday) × holiday factor − ½) × share of the day"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        history = DailyHistory.of(series, names)
        usable = history.usable
        if usable.sum() < LEAST_DAYS:
            raise UnusableFitError(f"{LEAST_DAYS} ordinary days are needed, {usable.sum()} were seen")
        weekdays = series.weekdays
        filled = np.where(usable, history.logs, weekday_expectation(history.logs, usable, weekdays))
        open_weekdays = np.unique(weekdays[usable])
        kept = np.flatnonzero(np.isin(weekdays, open_weekdays))[-LONGEST_MEMORY:]
        level, season, fitted = _smooth(filled[kept], usable[kept], open_weekdays.size)
        by_weekday = np.full(7, np.nan)
        by_weekday[weekdays[kept[-open_weekdays.size :]]] = season
        seen = np.flatnonzero(usable[kept])
        correction = history.correction(kept[seen], fitted[seen])
        return SpreadDays(level, by_weekday, correction, history.profile, history.effects)


def _smooth(logs: Floats, usable: NDArray[np.bool_], season: int) -> tuple[float, Floats, Floats]:
    """Last level, season per position (latest ones, in time order) and one-step fits of the best smoothing.

    With error e of a day: level += α e, season += γ(1 − α) e (Holt-Winters in error form), all pairs (α, γ)
    at once. Best is least absolute error two seasons ahead, recent days counting more: what is needed is a
    forecast of weeks, and the likelihood of the next day picks smoothing that is too nervous for that.
    """
    if logs.size < 2 * season:
        raise UnusableFitError("two whole weeks are needed")
    pairs = np.array(list(product(LEVEL_WEIGHTS, SEASON_WEIGHTS if season > 1 else (0.0,))))
    to_level, to_season = pairs[:, 0], pairs[:, 1] * (1 - pairs[:, 0])
    first = logs[: season * min(logs.size // season, FIRST_SEASONS)].reshape(-1, season)
    level = np.full(len(pairs), first.mean())
    seasons = np.tile(((first - first.mean()).mean(axis=0))[:, None], (1, len(pairs)))
    fitted = np.empty((logs.size, len(pairs)))
    ahead = np.empty_like(fitted)
    for day, value in enumerate(logs.tolist()):
        own = seasons[day % season]
        fitted[day] = level + own
        error = value - fitted[day]
        level = level + to_level * error
        own += to_season * error
        ahead[day] = level + own
    weights = 0.5 ** (np.arange(logs.size - 2 * season)[::-1] / WEIGHT_HALF_LIFE) * usable[2 * season :]
    errors = weights @ np.abs(logs[2 * season :, None] - ahead[: -2 * season])
    best = int(np.argmin(errors))
    latest = seasons[np.arange(logs.size - season, logs.size) % season, best]
    return float(level[best]), latest, fitted[:, best]
