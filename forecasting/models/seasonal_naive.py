"""Next week is like the last one seen: the baseline every other forecaster must beat."""

import numpy as np

from forecasting.calendar import DayNames
from forecasting.forecaster import Fitted, Forecaster
from forecasting.series import Series
from forecasting.weekly_rates import RepeatedWeek, weekly_rates


class SeasonalNaive(Forecaster):
    """The latest observed count of the same weekday and interval, whatever day that was."""

    name = "seasonal_naive"
    formula = "latest observation of the same weekday and interval"
    member = False

    def fit(self, series: Series, names: DayNames) -> Fitted:  # noqa: ARG002 - holidays are what it ignores
        return RepeatedWeek(weekly_rates(series, 1, np.ones(series.days, np.bool_)))
