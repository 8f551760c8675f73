"""A negative binomial regression of day totals on the calendar, the profile as offset."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.daily_profile import DailyHistory
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError
from forecasting.holiday_effects import HolidayEffects
from forecasting.profile import Profile
from forecasting.series import Series

Floats = NDArray[np.float64]
LEAST_DAYS = 14
LEAST_SHARE_SEEN = 0.05
MEMORY_HALF_LIFE = 60
STEPS = 25
RIDGE = 1e-3
FIRST_DISPERSION, LEAST_DISPERSION = 0.02, 1e-4


@dataclass(frozen=True, slots=True)
class CountedDays:
    """``logs`` (7,): log of the expected contacts of a whole day of each weekday."""

    logs: Floats
    profile: Profile
    effects: HolidayEffects

    def predict(self, days: Days) -> Floats:
        weekdays = self.effects.weekdays(days.day_numbers, days.names)
        totals = np.exp(self.logs[weekdays]) * self.effects.factors(days.names)
        return totals[:, None] * self.profile.shares[weekdays] * days.exposure


class NegativeBinomial(Forecaster):
    """ln μ = weekday + ln(share of the day seen), by iterated weights w/(1 + φμ)·μ halving in 60 days.

    Counts stay counts, so that small queues need no ½ added and half-seen days weigh what they showed.
    Measured beside the ensemble it takes nothing off the error: it runs on request.
    """

    name = "negative_binomial"
    formula = "exp(weekday) × holiday factor × share of the day, by negative binomial regression"
    member = False
    on_request = True

    def fit(self, series: Series, names: DayNames) -> Fitted:
        history = DailyHistory.of(series, names)
        share = (series.exposure * history.profile.shares[series.weekdays]).sum(axis=1)
        rows = np.flatnonzero(history.ordinary & (share > LEAST_SHARE_SEEN))
        if rows.size < LEAST_DAYS:
            raise UnusableFitError(f"{LEAST_DAYS} ordinary days are needed, {rows.size} were seen")
        counts, seen = series.counts[rows].sum(axis=1), share[rows]
        fading = 0.5 ** ((series.days - 1 - rows) / MEMORY_HALF_LIFE)
        total = float((fading * counts).sum())
        if total <= 0:
            return CountedDays(np.full(7, -np.inf), history.profile, history.effects)
        overall = np.log(total / float((fading * seen).sum()))
        of_weekday = (series.weekdays[rows] == np.arange(7)[:, None]).astype(np.float64)
        apart, phi = np.zeros(7), FIRST_DISPERSION
        for _ in range(STEPS):
            mean = np.exp(overall + apart @ of_weekday) * seen
            weights = fading * mean / (1 + phi * mean)
            # Weekdays enter one by one: without other columns the regression falls into seven.
            known = of_weekday @ weights
            step = (of_weekday @ (weights * (counts - mean) / mean) - RIDGE * apart) / (known + RIDGE)
            apart = apart + np.clip(step, -1.0, 1.0)
            excess = float((fading * ((counts - mean) ** 2 - mean)).sum())
            phi = max(excess / float((fading * mean**2).sum()), LEAST_DISPERSION)
        return CountedDays(overall + apart, history.profile, history.effects)
