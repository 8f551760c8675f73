"""Contacts per interval by weekday and interval, from the latest weeks that were seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.forecaster import Days
from forecasting.holiday_effects import HolidayEffects
from forecasting.series import Series
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RepeatedWeek:
    """One week of ``rates`` (7, intervals) for ever, with the effects of named days where they are known."""

    rates: Floats
    effects: HolidayEffects | None = None

    def predict(self, days: Days) -> Floats:
        if self.effects is None:
            return self.rates[weekday_of(days.day_numbers)] * days.exposure
        own = self.rates[self.effects.weekdays(days.day_numbers, days.names)]
        return own * days.exposure * self.effects.factors(days.names)[:, None]


def weekly_rates(series: Series, weeks: int, usable: NDArray[np.bool_]) -> Floats:
    """Rate per unit of exposure, (7, intervals): latest ``weeks`` observed cells of a weekday and interval.

    ``usable`` (days,): days that may be learnt from. A cell never seen on its weekday takes the interval's
    rate over all weekdays, an interval never seen the overall rate.
    """
    counts, exposure = series.counts[usable], series.exposure[usable]
    weekdays = series.weekdays[usable]
    overall = float(series.counts.sum() / max(series.exposure.sum(), 1e-12))
    by_interval = _ratio(counts.sum(axis=0), exposure.sum(axis=0), np.full(series.intervals, overall))
    rates = np.tile(by_interval, (7, 1))
    for weekday in range(7):
        own = weekdays == weekday
        latest_first = exposure[own][::-1]
        recent = (np.cumsum(latest_first > 0, axis=0) <= weeks) & (latest_first > 0)
        volume = np.where(recent, counts[own][::-1], 0.0).sum(axis=0)
        rates[weekday] = _ratio(volume, np.where(recent, latest_first, 0.0).sum(axis=0), by_interval)
    return rates


def faded_rates(series: Series, half_life_weeks: float, weeks: int, usable: NDArray[np.bool_]) -> Floats:
    """Rate per unit of exposure, (7, intervals), a day's weight halving every ``half_life_weeks``.

    Days older than ``weeks`` and days not ``usable`` (days,) count nothing. A cell never seen on its weekday
    takes the interval's rate over all weekdays, an interval never seen the overall rate.
    """
    age = series.days - 1 - np.arange(series.days)
    weights = np.where(usable & (age < 7 * weeks), 0.5 ** (age / 7 / half_life_weeks), 0.0)
    of_weekday = np.where(series.weekdays == np.arange(7)[:, None], weights, 0.0)
    volume, exposure = of_weekday @ series.counts, of_weekday @ series.exposure
    overall = float(series.counts.sum() / max(series.exposure.sum(), 1e-12))
    by_interval = _ratio(volume.sum(axis=0), exposure.sum(axis=0), np.full(series.intervals, overall))
    return _ratio(volume, exposure, np.tile(by_interval, (7, 1)))


def _ratio(numerator: Floats, denominator: Floats, otherwise: Floats) -> Floats:
    return np.asarray(np.divide(numerator, denominator, otherwise.copy(), where=denominator > 0))
