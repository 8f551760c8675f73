"""The mean week, recent weeks counting most: quick to follow, and blind to nothing but the calendar."""

import numpy as np

from forecasting.calendar import DayNames
from forecasting.forecaster import Fitted, Forecaster
from forecasting.holiday_effects import learn_holiday_effects
from forecasting.levels import day_levels, log_levels
from forecasting.series import Series
from forecasting.weekly_rates import RepeatedWeek, faded_rates

HALF_LIFE_WEEKS = 3
WEEKS = 26


class WeeklyMean(Forecaster):
    """Mean of ordinary cells of the same weekday and interval, half-life 3 weeks × holiday effects."""

    name = "weekly_mean"
    formula = (
        f"mean of the weekday and interval over {WEEKS} ordinary weeks, a week {HALF_LIFE_WEEKS} weeks older "
        "counting half × holiday factor"
    )

    def fit(self, series: Series, names: DayNames) -> Fitted:
        own = names.over(series.first_day, series.days)
        ordinary = np.array([not name for name in own], np.bool_)
        rates = faded_rates(series, HALF_LIFE_WEEKS, WEEKS, ordinary)
        totals = rates.sum(axis=1, keepdims=True)
        levels = log_levels(day_levels(series, rates / np.where(totals > 0, totals, 1.0)))
        return RepeatedWeek(rates, learn_holiday_effects(levels, own, series.weekdays))
