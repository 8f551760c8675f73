"""The mean of the last weeks, interval by interval: hard to beat beyond a few days ahead."""

import numpy as np

from forecasting.calendar import DayNames
from forecasting.forecaster import Fitted, Forecaster
from forecasting.holiday_effects import learn_holiday_effects
from forecasting.levels import day_levels, log_levels
from forecasting.series import Series
from forecasting.weekly_rates import RepeatedWeek, weekly_rates

WEEKS = 8


class SlotMean(Forecaster):
    """Mean of the latest 8 ordinary cells of the same weekday and interval × holiday effects."""

    name = "slot_mean"
    formula = f"mean of the latest {WEEKS} ordinary observations of the weekday and interval × holiday factor"
    member = False

    def fit(self, series: Series, names: DayNames) -> Fitted:
        own = names.over(series.first_day, series.days)
        ordinary = np.array([not name for name in own], np.bool_)
        rates = weekly_rates(series, WEEKS, ordinary)
        totals = rates.sum(axis=1, keepdims=True)
        levels = log_levels(day_levels(series, rates / np.where(totals > 0, totals, 1.0)))
        return RepeatedWeek(rates, learn_holiday_effects(levels, own, series.weekdays))
